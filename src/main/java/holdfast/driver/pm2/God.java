package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.linux.ExitWatch;
import holdfast.linux.Pidfd;
import holdfast.linux.ProcessDoor;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.SysResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Finds the process that PM2 itself is; it calls itself `PM2 v7.0.4: God Daemon (/home/deploy/.pm2)`.
///
/// Threading: any.
final class God {
    private final Machine machine;
    private final Home home;
    private volatile Optional<ProcessKey> last = Optional.empty();

    God(Machine machine, Home home) {
        this.machine = machine;
        this.home = home;
    }

    /// The daemon of this home, if one lives. Its pid file is believed only if that process says to be PM2; it may be missing or
    /// stale while the daemon lives, since a second daemon overwrites it and takes it along when it ends.
    Optional<ProcessKey> find() {
        Optional<ProcessKey> found = last.filter(this::lives)
                .or(() -> recorded().filter(this::isIt))
                .or(this::search);
        last = found;
        return found;
    }

    /// All daemons that call this home theirs. More than one is a fault: only one of them can be talked to.
    List<ProcessKey> all() {
        return machine.lookups().table().pids().found().orElse(List.of()).stream()
                .filter(pid -> isTitled(pid, home.toString()))
                .flatMap(pid -> machine.lookups().table().stat(pid).found().stream())
                .filter(stat -> !stat.hasEnded())
                .map(ProcessStat::key)
                .sorted()
                .toList();
    }

    /// Whether this daemon is gone before the time is over. Waits for its end itself; nothing is asked meanwhile.
    boolean isGoneWithin(ProcessKey daemon, long nanos) {
        var door = new ProcessDoor(machine.kernel(), machine.lookups().table());
        return switch (door.open(daemon)) {
            case Reading.Gone<Pidfd> _ -> true;
            case Reading.Unreadable<Pidfd> _ -> false;
            case Reading.Found<Pidfd>(Pidfd opened) -> isGoneWithin(opened, nanos);
        };
    }

    private boolean isGoneWithin(Pidfd daemon, long nanos) {
        var gone = new CountDownLatch(1);
        if (!(machine.watch().notice(daemon, gone::countDown) instanceof SysResult.Ok<ExitWatch.Noticing>(var noticing))) {
            daemon.close();
            return false;
        }
        try (noticing) {
            return gone.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Whether a process is PM2, of whatever home.
    static boolean isAny(Machine machine, long pid) {
        return machine.lookups()
                .table()
                .commandLine(pid)
                .found()
                .filter(words -> !words.isEmpty() && words.getFirst().contains(": God Daemon ("))
                .isPresent();
    }

    /// The home that a daemon names as its own.
    static Optional<String> homeOf(Machine machine, long pid) {
        return machine.lookups().table().commandLine(pid).found().filter(words -> !words.isEmpty()).flatMap(words -> {
            String title = words.getFirst();
            int open = title.indexOf(": God Daemon (");
            int close = title.lastIndexOf(')');
            return open < 0 || close < open
                    ? Optional.<String>empty()
                    : Optional.of(title.substring(open + ": God Daemon (".length(), close));
        });
    }

    private Optional<ProcessKey> search() {
        return all().stream().findFirst();
    }

    private boolean lives(ProcessKey key) {
        return machine.lookups().table().stat(key).found().filter(stat -> !stat.hasEnded()).isPresent();
    }

    private Optional<ProcessKey> recorded() {
        OptionalLong pid = PidFile.read(home.pidFile());
        return pid.isPresent()
                ? machine.lookups().table().stat(pid.getAsLong()).found().filter(stat -> !stat.hasEnded()).map(ProcessStat::key)
                : Optional.empty();
    }

    /// By its title; or, where a title of its own was given to it (`PM2_DAEMON_TITLE`) or it runs in the foreground
    /// (`pm2-runtime`), by the home in its environment and PM2 in its command line.
    private boolean isIt(ProcessKey key) {
        return isTitled(key.pid(), home.toString())
                || (isIn(machine.lookups().table().environment(key.pid()), "PM2_HOME=" + home)
                        && machine.lookups().table().commandLine(key.pid())
                                .found()
                                .filter(words -> String.join(" ", words).contains("pm2"))
                                .isPresent());
    }

    private static boolean isIn(Reading<List<String>> environment, String variable) {
        return environment.found().filter(entries -> entries.contains(variable)).isPresent();
    }

    private boolean isTitled(long pid, String directory) {
        return homeOf(machine, pid).filter(directory::equals).isPresent();
    }
}
