package holdfast.config;

import holdfast.model.Limits;
import holdfast.model.Rung;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads `ladder`: the measures that every service has by their words, those of the service's own as mappings with a name and a
/// command.
final class LadderReader {
    /// Measures of the service's own. The guard allows far fewer attempts in a row.
    private static final int MOST_OWN = 8;

    /// As long as a repair command has by default.
    static final long WITHIN_NANOS = 60 * SettingsReader.SECOND;

    private final Field field;
    private final List<Rung> rungs = new ArrayList<>();
    private final Map<Rung.Own, Command> own = new LinkedHashMap<>();
    private boolean isBroken;

    private LadderReader(Field field) {
        this.field = field;
    }

    /// A command before it is known which service it is for: a ladder among the defaults is that of many.
    record Command(List<String> argv, long withinNanos) {}

    /// @param own what the service's own measures among the rungs run
    record Read(List<Rung> rungs, Map<Rung.Own, Command> own) {
        Read {
            rungs = List.copyOf(rungs);
            own = Map.copyOf(own);
        }
    }

    static Optional<Read> read(Field field) {
        return new LadderReader(field).read();
    }

    private Optional<Read> read() {
        List<Field> items = field.oneOrMore();
        for (Field item : items) {
            Optional<Rung> rung = item.isMapping() ? own(item) : item.parsed("ladder.rung", LadderReader::known);
            rung.ifPresentOrElse(rungs::add, () -> isBroken = true);
        }
        if (field.isList() && items.isEmpty()) {
            field.problem("ladder.empty");
        }
        if (isBroken || rungs.isEmpty()) {
            return Optional.empty();
        }
        // One after the other: a file that is wrong in this is wrong in one way.
        if (!isInOrder()) {
            return problem("ladder.order");
        }
        if (rungs.stream().noneMatch(Rung::isRestart)) {
            return problem("ladder.restart");
        }
        return own.size() > MOST_OWN ? problem("ladder.many", own.size(), MOST_OWN) : Optional.of(new Read(rungs, own));
    }

    private Optional<Read> problem(String problem, Object... values) {
        field.problem(problem, values);
        return Optional.empty();
    }

    /// Those that every service has are a ladder from the cheapest on. A repair is made as soon as a cause has one, so nothing can
    /// stand before it.
    private boolean isInOrder() {
        List<Rung.Known> known = rungs.stream()
                .filter(Rung.Known.class::isInstance)
                .map(Rung.Known.class::cast)
                .toList();
        return known.stream().sorted().distinct().toList().equals(known) && rungs.indexOf(Rung.REPAIR) <= 0;
    }

    private static Optional<Rung> known(String text) {
        return Rung.Known.of(text).map(known -> known);
    }

    private Optional<Rung> own(Field item) {
        Optional<Section> section = item.section(Keys.RUNG);
        Optional<Rung.Own> rung = section.flatMap(in -> needed(in, "name")).flatMap(this::name);
        Optional<Command> command = section.flatMap(in -> needed(in, "run").flatMap(run -> command(in, run)));
        if (rung.isEmpty() || command.isEmpty()) {
            return Optional.empty();
        }
        own.put(rung.get(), command.get());
        return Optional.of(rung.get());
    }

    /// What cannot be taken for anything else where it is told.
    private Optional<Rung.Own> name(Field item) {
        return item.text().map(Field.Text::value).map(Rung.Own::new).filter(rung -> {
            var taken = new HashSet<>(List.of("rollback"));
            for (Rung.Known known : Rung.Known.values()) {
                taken.add(known.word());
            }
            if (!ServiceReader.NAME.matcher(rung.name()).matches()
                    || taken.contains(rung.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
                item.problem("ladder.name", rung.name());
                return false;
            }
            if (own.containsKey(rung)) {
                item.problem("ladder.twice", rung.name());
                return false;
            }
            return true;
        });
    }

    private static Optional<Field> needed(Section section, String key) {
        if (!section.has(key)) {
            section.problem("ladder.needs", key);
        }
        return section.field(key);
    }

    /// What `run` says, and for how long the mapping around it.
    static Optional<Command> command(Section section, Field run) {
        Optional<List<String>> argv = RunReader.argv(run);
        long within = section.field("within")
                .flatMap(at -> at.duration(SettingsReader.MILLI, Limits.REMEDY_NANOS))
                .orElse(WITHIN_NANOS);
        return argv.map(words -> new Command(words, within));
    }
}
