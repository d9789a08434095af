package holdfast.config;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Question;
import holdfast.model.ServiceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the checks of one service, and adds one where there is none.
final class CheckReader {
    /// Checks of one service. Each costs a probe; more than this belong into the service's own health endpoint.
    static final int MOST = 100;

    static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._:/-]{0,63}");

    private final Section service;
    private final ServiceId id;
    private final Timing timing;
    private final About about;
    private final Map<String, Field> names = new HashMap<>();

    /// @param name of the service
    CheckReader(Section service, String name, Timing timing, About about) {
        this.service = service;
        this.id = new ServiceId(name.isEmpty() ? "?" : name);
        this.timing = timing;
        this.about = about;
    }

    /// What checks need to know of their service.
    record About(Optional<Integer> port, boolean isWatched) {}

    /// A question, and what its check is called when the file does not say.
    record Asked(Question question, String name) {}

    List<CheckSpec> read() {
        Optional<Field> field = service.field("checks");
        List<Field> items = field.map(Field::items).orElse(List.of());
        if (items.size() > MOST) {
            field.orElseThrow().problem("check.many", items.size(), MOST);
            return List.of();
        }
        var checks = new ArrayList<CheckSpec>();
        for (Field item : items) {
            item.section(Keys.CHECK).flatMap(section -> check(item, section, checks)).ifPresent(checks::add);
        }
        if (!service.has("checks")) {
            implied().ifPresent(asked -> checks.add(spec(asked.name(), asked.question(), CheckSpec.Role.ALIVE, timing)));
        } else if (field.filter(Field::isList).isPresent() && items.isEmpty()) {
            field.get().problem("check.empty");
        }
        return checks;
    }

    /// The cheapest evidence that there is.
    private Optional<Asked> implied() {
        if (about.isWatched()) {
            if (about.port().isEmpty()) {
                service.problem("watch.nothing", id);
            }
            return about.port().map(port -> new Asked(new Question.Tcp("127.0.0.1", port), "tcp:" + port));
        }
        return Optional.of(about.port()
                .map(port -> new Asked(new Question.Port(port), "port:" + port))
                .orElseGet(() -> new Asked(PlainChecks.ALIVE, "process")));
    }

    private Optional<CheckSpec> check(Field item, Section section, List<CheckSpec> earlier) {
        CheckSpec.Role role = section.field("role").flatMap(CheckReader::role).orElse(CheckSpec.Role.ALIVE);
        Timing own = SettingsReader.timing(section, timing);
        Optional<String> named = section.field("name").flatMap(this::name);
        Optional<Asked> asked = asked(item, section, own);
        return asked.map(what -> spec(
                named.orElseGet(() -> unique(what.name(), earlier)), what.question(), role, own));
    }

    private Optional<Asked> asked(Field item, Section section, Timing own) {
        List<String> kinds = Keys.CHECK_KINDS.stream().filter(section::has).toList();
        if (kinds.size() != 1) {
            if (!kinds.isEmpty()) {
                item.problem("check.kinds", String.join(", ", kinds));
            } else if (!section.hasLater(Keys.CHECK.later())) {
                item.problem("check.none", String.join(", ", Keys.CHECK_KINDS));
            }
            return Optional.empty();
        }
        String kind = kinds.getFirst();
        if (!kind.equals("http")) {
            for (String key : Keys.HTTP) {
                section.field(key).ifPresent(field -> field.source().problem(field.keyAt(), "check.http-only", key, kind));
            }
        }
        return section.field(kind).flatMap(field -> switch (kind) {
            case "http" -> new HttpReader(section, own).read(field, about.port());
            case "tcp" -> PlainChecks.tcp(field);
            case "port" -> PlainChecks.port(field, about);
            case "process" -> PlainChecks.process(field, about);
            default -> throw new IllegalStateException("no reader for checks of kind " + kind);
        });
    }

    private CheckSpec spec(String name, Question question, CheckSpec.Role role, Timing own) {
        return own.spec(new CheckId(id, name), question, role);
    }

    private Optional<String> name(Field field) {
        return field.text().map(Field.Text::value).filter(name -> {
            Field first = names.putIfAbsent(name, field);
            if (!NAME.matcher(name).matches()) {
                field.problem("check.name");
                return false;
            }
            if (first != null) {
                field.problem("check.twice", name, first.at().line());
            }
            return first == null;
        });
    }

    private String unique(String name, List<CheckSpec> earlier) {
        String free = name;
        for (int i = 2; isTaken(free, earlier); i++) {
            free = name + "#" + i;
        }
        return free;
    }

    private boolean isTaken(String name, List<CheckSpec> earlier) {
        return names.containsKey(name) || earlier.stream().anyMatch(check -> check.id().name().equals(name));
    }

    private static Optional<CheckSpec.Role> role(Field field) {
        return field.parsed("check.role", text -> switch (text) {
            case "alive" -> Optional.of(CheckSpec.Role.ALIVE);
            case "ready" -> Optional.of(CheckSpec.Role.READY);
            default -> Optional.empty();
        });
    }
}
