package holdfast.config;

import holdfast.config.ServiceReader.Need;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Question;
import holdfast.model.ServiceId;
import java.nio.file.Path;
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
    private final List<Need> blamed = new ArrayList<>();

    /// @param name of the service
    CheckReader(Section service, String name, Timing timing, About about) {
        this.service = service;
        this.id = new ServiceId(name.isEmpty() ? "?" : name);
        this.timing = timing;
        this.about = about;
    }

    /// What checks need to know of their service.
    ///
    /// @param directory that relative paths are seen from
    record About(Optional<Integer> port, boolean isWatched, Path directory) {}

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
            implied().ifPresent(asked -> checks.add(timing.spec(
                    new CheckId(id, asked.name()), asked.question(), CheckSpec.Role.ALIVE, Optional.empty())));
        } else if (field.filter(Field::isList).isPresent() && items.isEmpty()) {
            field.get().problem("check.empty");
        }
        if (service.has("pm2")) {
            // What answers may be one instance of many. Whatever serves is not restarted for the others: that would end it as well.
            checks.add(timing.spec(
                    new CheckId(id, unique("pm2", checks)), new Question.BackendHealth(), CheckSpec.Role.READY, Optional.empty()));
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
        if (ServiceReader.isContainer(service)) {
            // The port is published by the engine, whose process holds it here.
            return Optional.of(about.port()
                    .map(port -> new Asked(new Question.Tcp("127.0.0.1", port), "tcp:" + port))
                    .orElseGet(() -> new Asked(new Question.BackendHealth(), "docker")));
        }
        boolean hasStatus = service.field("command").filter(field -> field.hasKey("status")).isPresent();
        if (hasStatus && about.port().isEmpty()) {
            return Optional.of(new Asked(new Question.BackendHealth(), "status"));
        }
        return Optional.of(about.port()
                .map(port -> new Asked(new Question.Port(port), "port:" + port))
                .orElseGet(() -> new Asked(PlainChecks.ALIVE, "process")));
    }

    private Optional<CheckSpec> check(Field item, Section section, List<CheckSpec> earlier) {
        Optional<CheckSpec.Role> role = section.field("role").flatMap(CheckReader::role);
        boolean isCertain = Keys.CERTAIN.stream().anyMatch(section::has);
        Timing own = SettingsReader.timing(section, isCertain ? timing.certain() : timing);
        Optional<String> named = section.field("name").flatMap(this::name);
        Optional<ServiceId> blame = section.field("blame").flatMap(this::blame);
        Optional<Asked> asked = asked(item, section, own);
        return asked.map(what -> own.spec(
                new CheckId(id, named.orElseGet(() -> unique(what.name(), earlier))),
                what.question(),
                role.orElseGet(() -> usual(what.question())),
                blame));
    }

    /// Whether there is such a service is looked at when all are read.
    private Optional<ServiceId> blame(Field field) {
        return field.text().filter(text -> ServiceReader.isName(field, text.value())).map(text -> {
            blamed.add(new Need(text.value(), field.at()));
            return new ServiceId(text.value());
        });
    }

    /// The services that checks blame; known once [#read] has been called.
    List<Need> blamed() {
        return List.copyOf(blamed);
    }

    /// What a restart mends is `alive`; it mends neither files nor disks nor certificates.
    private static CheckSpec.Role usual(Question question) {
        return switch (question) {
            case Question.Http _, Question.Tcp _, Question.Port _, Question.Processes _, Question.Program _, Question.Redis _, Question.Postgres _, Question.BackendHealth _ ->
                CheckSpec.Role.ALIVE;
            case Question.Files _, Question.EnvFile _, Question.Sqlite _, Question.Certificate _, Question.Disk _, Question.Memory _,
                    Question.Swap _, Question.Load _ -> CheckSpec.Role.READY;
        };
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
            case "docker" -> backend(field);
            case "process" -> PlainChecks.process(field, about);
            case "command" -> PlainChecks.command(field, about.directory());
            case "files" -> FileChecks.files(field, about.directory());
            case "env" -> FileChecks.env(field, about.directory());
            case "sqlite" -> FileChecks.sqlite(field, about.directory());
            case "certificate" -> CertificateReader.read(field, about.directory());
            case "redis" -> DatabaseReader.redis(field);
            case "postgres" -> DatabaseReader.postgres(field);
            case "disk" -> HostChecks.disk(field, about.directory());
            case "memory" -> HostChecks.memory(field);
            case "swap" -> HostChecks.swap(field);
            case "load" -> HostChecks.load(field);
            default -> throw new IllegalStateException("no reader for checks of kind " + kind);
        });
    }

    /// Only `true`: what the engine says of its container.
    private Optional<Asked> backend(Field field) {
        if (!ServiceReader.isContainer(service)) {
            field.source().problem(field.keyAt(), "check.docker.elsewhere");
            return Optional.empty();
        }
        if (!field.is("true")) {
            field.problem("check.docker");
            return Optional.empty();
        }
        return Optional.of(new Asked(new Question.BackendHealth(), "docker"));
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
