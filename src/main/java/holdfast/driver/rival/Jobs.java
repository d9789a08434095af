package holdfast.driver.rival;

import holdfast.model.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What cron and timers do at least every hour, with the scripts that they run, as far as they may be read. A nightly restart is no
/// watchdog.
///
/// Threading: any.
final class Jobs {
    private static final List<String> CRONTABS = List.of("etc/crontab");
    private static final List<String> FOLDERS = List.of("etc/cron.d", "var/spool/cron/crontabs", "var/spool/cron");
    private static final String HOURLY = "etc/cron.hourly";

    private final Path root;
    private final UnitFiles units;
    private final Scripts scripts;

    Jobs(Path root, UnitFiles units) {
        this.root = root;
        this.units = units;
        this.scripts = new Scripts(root);
    }

    /// @param source where it is written, as people see it
    private record Job(String source, String text) {}

    /// Those that restart something in this way, each in a sentence.
    List<Reason> that(Restart restart) {
        return Stream.of(ofCron(), ofEveryHour(), ofTimers())
                .flatMap(List::stream)
                .flatMap(job -> restart.in(job.text()).stream()
                        .map(words -> Reason.of("driver.rival.job", job.source(), words, restart.name())))
                .distinct()
                .toList();
    }

    private List<Job> ofCron() {
        var jobs = new ArrayList<Job>();
        Stream.concat(
                        CRONTABS.stream().map(root::resolve),
                        FOLDERS.stream().flatMap(folder -> TextFile.in(root.resolve(folder)).stream()))
                .forEach(file -> TextFile.read(file)
                        .ifPresent(text -> Crontab.frequent(text).forEach(command ->
                                jobs.add(new Job(shown(file), scripts.expanded(command))))));
        return jobs;
    }

    private List<Job> ofEveryHour() {
        return TextFile.in(root.resolve(HOURLY)).stream()
                .flatMap(file -> TextFile.read(file).stream().map(text -> new Job(shown(file), Scripts.substituted(text))))
                .toList();
    }

    private List<Job> ofTimers() {
        var jobs = new ArrayList<Job>();
        for (Path file : units.timers()) {
            Map<String, List<String>> values = new HashMap<>();
            TextFile.read(file).ifPresent(text -> UnitFile.read(text, values));
            var timer = new UnitFile(values);
            String name = file.getFileName().toString();
            String service = timer.last("Unit").orElse(name.replaceFirst("\\.timer$", ".service"));
            if (isFrequent(timer)) {
                Optional<UnitFile> run = units.find(service, false, Optional.empty());
                run.ifPresent(unit -> unit.of("ExecStart")
                        .forEach(command -> jobs.add(new Job(shown(file), scripts.expanded(command)))));
            }
        }
        return jobs;
    }

    /// Counted from the run before, or at several times of every hour: systemd.time(7).
    private static boolean isFrequent(UnitFile timer) {
        boolean isRepeated = Stream.of("OnUnitActiveSec", "OnUnitInactiveSec")
                .flatMap(key -> timer.of(key).stream())
                .noneMatch(span -> span.matches(".*\\d\\s*(d|day|days|w|week|weeks|M|month|months)\\b.*"));
        boolean isGiven = timer.last("OnUnitActiveSec").isPresent() || timer.last("OnUnitInactiveSec").isPresent();
        return (isGiven && isRepeated)
                || timer.of("OnCalendar").stream()
                        .anyMatch(when -> when.equals("minutely") || when.equals("hourly") || when.matches("(.*\\s)?\\*:.*"));
    }

    private String shown(Path file) {
        return "/" + root.relativize(file);
    }
}
