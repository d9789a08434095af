package holdfast.driver;

import holdfast.linux.Cgroup;
import holdfast.linux.ExitWatch;
import holdfast.linux.Pidfd;
import holdfast.linux.ProcessDoor;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.linux.SysResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Ends processes, gently first, and proves that they are gone.
///
/// 1. The stop signal goes to the main process alone, so that a server can drain its workers its own way (systemd calls this
///    `KillMode=mixed`; gunicorn and PostgreSQL ask for it). CONT follows each signal, for a stopped process acts on none.
/// 2. What lives on once the main process is gone gets the stop signal as well, within the same grace. This is the case of the
///    wrapper: `sh -c` and some `npm` versions die of the signal without passing it on, and the real program must have its chance.
/// 3. When the grace is over, all that is left is killed: by its cgroup in one stroke, else by stopping every member first, so
///    that none can fork away from the walk, and killing them then. Repeated until nobody is left.
///
/// A process that has ended but was not reaped by its parent counts as gone.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
public final class Reaper {
    /// Nanoseconds from the first KILL until we call a process unkillable. A kill takes effect within milliseconds, unless the
    /// process waits for a device (state D); there is no use in waiting long for that.
    static final long KILL_NANOS = 10_000_000_000L;

    /// Rounds of stopping whoever was forked during the last one. A fork bomb under a fair scheduler is caught in two or three.
    private static final int FREEZE_ROUNDS = 20;

    /// Nanoseconds between two surveys while somebody lives on whom we cannot wait for.
    private static final long LOOK_AGAIN_NANOS = 100_000_000L;

    private final Machine machine;
    private final ProcessDoor door;
    private final Supplier<Reading<List<ProcessStat>>> members;

    /// @param members finds all that is to be ended, anew at every call
    public Reaper(Machine machine, Supplier<Reading<List<ProcessStat>>> members) {
        this.machine = machine;
        this.door = machine.door();
        this.members = members;
    }

    /// Who is left in the end: nobody, or somebody, or it cannot be known.
    public Reading<List<ProcessStat>> end(Optional<ProcessKey> main, int signal, long graceNanos, List<Cgroup> cgroups) {
        long deadline = System.nanoTime() + graceNanos;
        var signalled = new HashSet<ProcessKey>();
        if (main.isPresent()) {
            signal(main.get(), signal);
            signalled.add(main.get());
            awaitEnd(Set.of(main.get()), deadline);
        }
        Reading<List<ProcessStat>> left = members.get();
        while (isSomebody(left) && System.nanoTime() < deadline) {
            var keys = keys(left);
            keys.stream().filter(signalled::add).forEach(key -> signal(key, signal));
            awaitEnd(keys, deadline);
            left = members.get();
        }
        return isSomebody(left) ? kill(left, cgroups) : left;
    }

    private Reading<List<ProcessStat>> kill(Reading<List<ProcessStat>> first, List<Cgroup> cgroups) {
        long deadline = System.nanoTime() + KILL_NANOS;
        Reading<List<ProcessStat>> left = first;
        while (isSomebody(left) && System.nanoTime() < deadline) {
            cgroups.forEach(Cgroup::kill);
            Set<ProcessKey> frozen = freeze(left);
            frozen.forEach(key -> door.signal(key, Signals.KILL));
            awaitEnd(frozen, Math.min(deadline, System.nanoTime() + KILL_NANOS / 4));
            left = members.get();
        }
        return left;
    }

    private Set<ProcessKey> freeze(Reading<List<ProcessStat>> first) {
        var frozen = new HashSet<ProcessKey>();
        Reading<List<ProcessStat>> left = first;
        for (int round = 0; round < FREEZE_ROUNDS; round++) {
            boolean isGrowing = false;
            for (ProcessKey key : keys(left)) {
                if (frozen.add(key)) {
                    door.signal(key, Signals.STOP);
                    isGrowing = true;
                }
            }
            if (!isGrowing) {
                break;
            }
            left = members.get();
        }
        return frozen;
    }

    private void signal(ProcessKey key, int signal) {
        door.signal(key, signal);
        door.signal(key, Signals.CONT);
    }

    /// Waits until all of these have ended or the deadline is over.
    private void awaitEnd(Collection<ProcessKey> keys, long deadlineNanos) {
        var ends = new CountDownLatch(keys.size());
        var noticing = new ArrayList<ExitWatch.Noticing>();
        boolean isBlind = false;
        for (ProcessKey key : keys) {
            switch (door.open(key)) {
                case Reading.Gone<Pidfd> _ -> ends.countDown();
                case Reading.Unreadable<Pidfd> _ -> isBlind = true;
                case Reading.Found<Pidfd>(Pidfd process) -> {
                    switch (machine.watch().notice(process, ends::countDown)) {
                        case SysResult.Ok<ExitWatch.Noticing>(ExitWatch.Noticing one) -> noticing.add(one);
                        case SysResult.Failed<ExitWatch.Noticing> _ -> {
                            process.close();
                            isBlind = true;
                        }
                    }
                }
            }
        }
        long most = isBlind ? LOOK_AGAIN_NANOS : Long.MAX_VALUE;
        await(ends, Math.min(most, deadlineNanos - System.nanoTime()));
        noticing.forEach(ExitWatch.Noticing::close);
    }

    private static void await(CountDownLatch ends, long nanos) {
        try {
            // Late or not, the caller looks at what is left; the wait only saves looking too early.
            boolean _ = ends.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            // Holdfast is going down. What has not been proven by then is found by the next one.
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isSomebody(Reading<List<ProcessStat>> left) {
        return left.found().filter(some -> !some.isEmpty()).isPresent();
    }

    private static List<ProcessKey> keys(Reading<List<ProcessStat>> left) {
        return left.found().orElse(List.of()).stream().map(ProcessStat::key).toList();
    }
}
