package holdfast.config;

import holdfast.model.CommandLine;
import holdfast.model.LadderSpec.Mode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads by what measures a service is recovered: the part of `recover` that says so, and `repair`.
final class MeasuresReader {
    /// Paths of one list.
    private static final int MOST_PATHS = 100;

    /// Names in the shortest path whose content may be deleted: `/var/cache` is the whole machine's.
    private static final int DEPTH_LEAST = 3;

    private final Section section;
    private final Path directory;

    /// @param section the mapping under `recover`
    /// @param directory that relative paths are seen from
    private MeasuresReader(Section section, Path directory) {
        this.section = section;
        this.directory = directory;
    }

    static Measures read(Section outer, Path directory) {
        return outer.section("recover", Keys.RECOVER)
                .map(section -> new MeasuresReader(section, directory).read())
                .orElse(Measures.NONE);
    }

    private Measures read() {
        return new Measures(
                section.field("mode").flatMap(field -> field.parsed("recover.mode", MeasuresReader::mode)),
                section.field("ladder").flatMap(LadderReader::read),
                paths("clear", this::inside),
                paths("backups", this::anywhere),
                paths("reclaim", this::deep),
                section.field("package_caches").flatMap(Field::truth),
                section.field("drop_swap").flatMap(Field::truth));
    }

    private static Optional<Mode> mode(String text) {
        return switch (text) {
            case "observe" -> Optional.of(Mode.OBSERVE);
            case "propose" -> Optional.of(Mode.PROPOSE);
            case "act" -> Optional.of(Mode.ACT);
            default -> Optional.empty();
        };
    }

    private interface Reading {
        Optional<String> path(Field item, Path resolved);
    }

    private Optional<List<String>> paths(String key, Reading reading) {
        return section.field(key).map(field -> {
            List<Field> items = field.oneOrMore();
            if (items.size() > MOST_PATHS) {
                field.problem("paths.many", items.size(), MOST_PATHS);
            }
            return items.stream()
                    .flatMap(item -> FileChecks.path(item, directory).flatMap(path -> reading.path(item, path)).stream())
                    .toList();
        });
    }

    private Optional<String> anywhere(Field item, Path path) {
        return Optional.of(path.toString());
    }

    /// What is cleared must be the service's own, so it lies in its directory.
    private Optional<String> inside(Field item, Path path) {
        if (!path.startsWith(directory) || path.equals(directory)) {
            item.problem("clear.outside", item.line().orElse(""), directory);
            return Optional.empty();
        }
        return Optional.of(directory.relativize(path).toString());
    }

    /// What a service says whose directory the file does not know: nothing can be cleared of a unit or a container, and where an app of
    /// PM2 works is asked of PM2, so its caches are named as seen from there.
    static void refuseClear(Section service, String kind) {
        service.field("recover").filter(Field::isMapping).flatMap(field -> field.section(Keys.RECOVER)).flatMap(in -> in.field("clear")).ifPresent(clear -> {
            if (!kind.equals("pm2")) {
                clear.problem("clear.backend", kind);
                return;
            }
            clear.oneOrMore().stream()
                    .filter(item -> item.line().filter(line -> line.startsWith("/") || line.startsWith("~")).isPresent())
                    .forEach(item -> item.problem("clear.absolute", item.line().orElse("")));
        });
    }

    private Optional<String> deep(Field item, Path path) {
        if (path.getNameCount() < DEPTH_LEAST || directory.startsWith(path)) {
            item.problem("reclaim.wide", item.line().orElse(""));
            return Optional.empty();
        }
        return Optional.of(path.toString());
    }

    /// A line, a list, or a mapping with `run`.
    static Optional<CommandLine> repair(Section service, RunsAs as) {
        return service.field("repair").flatMap(field -> {
            Optional<LadderReader.Command> read = field.isMapping()
                    ? field.section(Keys.REPAIR).flatMap(in -> FileChecks.needed(in, "run").flatMap(run -> LadderReader.command(in, run)))
                    : RunReader.argv(field).map(argv -> new LadderReader.Command(argv, LadderReader.WITHIN_NANOS));
            return read.map(command -> as.command(command.argv(), command.withinNanos()));
        });
    }
}
