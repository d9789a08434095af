package holdfast.repair;

import holdfast.linux.ExitWatch;
import holdfast.linux.MachineAccess;
import holdfast.linux.Pidfd;
import holdfast.linux.ProcessKey;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.linux.SysResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ends processes that are known one by one: asks them, waits, and kills what is left. Each signal goes through a handle that was
/// compared with the start time of the process meant, so none ever reaches another that has got its pid.
final class Ending {
    private static final long GRACE_NANOS = 2_000_000_000L;

    /// Nanoseconds for a killed process to be gone; longer takes only one that waits for a device.
    private static final long KILL_NANOS = 2_000_000_000L;

    private final MachineAccess machine;

    Ending(MachineAccess machine) {
        this.machine = machine;
    }

    /// @return those that are left, which is nobody as a rule
    List<ProcessKey> end(Collection<ProcessKey> processes) {
        for (ProcessKey process : processes) {
            signal(process, Signals.TERM);
            // A stopped process acts on nothing else.
            signal(process, Signals.CONT);
        }
        await(processes, GRACE_NANOS);
        List<ProcessKey> left = living(processes);
        left.forEach(process -> signal(process, Signals.KILL));
        await(left, KILL_NANOS);
        return living(left);
    }

    private void signal(ProcessKey process, int signal) {
        // Gone is what is wanted; what may not be signalled is among those left.
        Reading<SysResult.Done> _ = machine.door().signal(process, signal);
    }

    private List<ProcessKey> living(Collection<ProcessKey> processes) {
        return processes.stream()
                .filter(key -> machine.table().stat(key).found().filter(stat -> !stat.hasEnded()).isPresent())
                .toList();
    }

    private void await(Collection<ProcessKey> processes, long nanos) {
        var ends = new CountDownLatch(processes.size());
        var noticing = new ArrayList<ExitWatch.Noticing>();
        for (ProcessKey key : processes) {
            switch (machine.door().open(key)) {
                case Reading.Found<Pidfd>(Pidfd process) -> {
                    switch (machine.watch().notice(process, ends::countDown)) {
                        case SysResult.Ok<ExitWatch.Noticing>(ExitWatch.Noticing one) -> noticing.add(one);
                        case SysResult.Failed<ExitWatch.Noticing> _ -> process.close(); // waited for in full
                    }
                }
                case Reading.Gone<Pidfd> _ -> ends.countDown();
                case Reading.Unreadable<Pidfd> _ -> {} // waited for in full
            }
        }
        try {
            // In time or not, the caller looks at what is left.
            boolean _ = ends.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        noticing.forEach(ExitWatch.Noticing::close);
    }
}
