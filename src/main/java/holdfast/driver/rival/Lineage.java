package holdfast.driver.rival;

import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTable;
import java.util.List;
import java.util.Optional;

/// Where a process comes from: the unit in whose control group it is, and the PM2 that has started it.
///
/// Threading: any.
final class Lineage {
    /// From an app up to its PM2: a server, its wrapper, a shell.
    private static final int ANCESTORS = 6;

    /// PM2 calls itself `PM2 v7.0.4: God Daemon (/home/deploy/.pm2)`.
    private static final String PM2_TITLE = ": God Daemon (";

    private final ProcessTable table;

    Lineage(ProcessTable table) {
        this.table = table;
    }

    /// A service unit, of the machine or of an account.
    record Place(String unit, boolean isOfUser) {}

    /// A PM2.
    record Daemon(long pid, String home) {}

    /// The unit that a process is in. Not our own, which holds whatever we start: that makes nobody a rival.
    Optional<Place> unit(long pid) {
        return placeOf(Long.toString(pid)).filter(place -> !placeOf("self").equals(Optional.of(place)));
    }

    /// The same, if systemd itself has started it there: the leader of its session is no child of another process of that unit.
    /// What sshd or cron start in their own units leads, or is in, a session of its own.
    Optional<Place> mainUnit(long pid) {
        return unit(pid).filter(place -> table.stat(pid)
                .found()
                .flatMap(stat -> table.stat(stat.session()).found())
                .filter(leader -> unit(leader.pid()).equals(Optional.of(place)) && !unit(leader.parent()).equals(Optional.of(place)))
                .isPresent());
    }

    /// The PM2 among the ancestors of a process.
    Optional<Daemon> pm2(long pid) {
        long current = pid;
        for (int step = 0; step < ANCESTORS && current > 1; step++) {
            long at = current;
            Optional<Daemon> found = title(at).filter(title -> title.contains(PM2_TITLE)).map(title -> new Daemon(at, home(title)));
            if (found.isPresent()) {
                return found;
            }
            current = table.stat(at).found().map(ProcessStat::parent).orElse(0L);
        }
        return Optional.empty();
    }

    private Optional<String> title(long pid) {
        return table.commandLine(pid).found().filter(words -> !words.isEmpty()).map(List::getFirst);
    }

    private static String home(String title) {
        String rest = title.substring(title.indexOf(PM2_TITLE) + PM2_TITLE.length());
        int end = rest.lastIndexOf(')');
        return end < 0 ? rest.strip() : rest.substring(0, end);
    }

    private Optional<Place> placeOf(String process) {
        return table.controlGroups(process).found().flatMap(Lineage::place);
    }

    /// systemd's own hierarchy where version 1 is in use beside version 2, which others may have moved the process about in.
    static Optional<Place> place(List<String> lines) {
        return lines.stream()
                .filter(line -> line.contains(":name=systemd:"))
                .findFirst()
                .or(() -> lines.stream().filter(line -> line.startsWith("0::")).findFirst())
                .map(line -> line.substring(line.indexOf('/') < 0 ? line.length() : line.indexOf('/')))
                .flatMap(Lineage::innermost);
    }

    /// `/user.slice/user-1000.slice/user@1000.service/app.slice/web.service`: the innermost unit counts, and a scope is no service.
    private static Optional<Place> innermost(String path) {
        String unit = "";
        boolean isOfUser = false;
        for (String part : path.split("/", -1)) {
            if (part.endsWith(".service") || part.endsWith(".scope")) {
                isOfUser |= unit.startsWith("user@");
                unit = part;
            }
        }
        boolean isManager = unit.startsWith("user@") || !unit.endsWith(".service");
        return isManager ? Optional.empty() : Optional.of(new Place(unescaped(unit), isOfUser));
    }

    /// systemd puts a `_` before names that would clash with the kernel's own files.
    private static String unescaped(String unit) {
        return unit.startsWith("_") ? unit.substring(1) : unit;
    }
}
