package holdfast.linux;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// Runs a program to its end, in a session of its own, its output going straight to a file. When its time is up, everything that it
/// has started is killed; its processes are known by their session, which cannot be another's while its leader is not reaped, and
/// by a mark in their environment.
///
/// Threading: any; blocks its caller.
public final class CommandRun {
    private static final String VARIABLE = "HOLDFAST_COMMAND";

    /// Times the processes are looked through: who is forked while others are killed is found the next time.
    private static final int SWEEPS = 20;

    private static final long SWEEP_NANOS = 5_000_000L;

    /// Nanoseconds for a killed process to be gone; longer takes only one that waits for a device.
    private static final long KILL_NANOS = 2_000_000_000L;

    /// Nanoseconds between two looks at the length of the output: at 1 GB/s, the most a disk takes, 250 MB come in between.
    private static final long LOOK_NANOS = 250_000_000L;

    private final Kernel kernel;
    private final ExitWatch watch;
    private final ProcessLookups lookups;

    CommandRun(Kernel kernel, ExitWatch watch, ProcessLookups lookups) {
        this.kernel = kernel;
        this.watch = watch;
        this.lookups = lookups;
    }

    /// What became of it.
    public sealed interface Outcome {
        record Ended(Exit exit) implements Outcome {}

        /// It was killed, with all that it had started.
        record TimedOut() implements Outcome {}

        /// As execve(2) has it.
        record NotStarted(int errno, String call) implements Outcome {}
    }

    /// @param outputBytesMax when the output grows beyond that, what there is of it is thrown away, again and again
    public Outcome run(SpawnRequest request, long withinNanos, long outputBytesMax) throws InterruptedException {
        String mark = VARIABLE + "=" + UUID.randomUUID();
        var environment = new ArrayList<>(request.environment());
        environment.add(mark);
        var marked = new SpawnRequest(
                request.program(), request.argv(), request.directory(), environment, request.output());
        long deadline = System.nanoTime() + withinNanos;
        return switch (kernel.spawn(marked)) {
            case SysResult.Failed<Pidfd>(int errno, String call, String _) -> new Outcome.NotStarted(errno, call);
            case SysResult.Ok<Pidfd>(Pidfd process) -> {
                long pid = process.pid();
                var end = new CompletableFuture<ExitWatch.Ended>();
                if (watch.watch(process, end::complete) instanceof SysResult.Failed<SysResult.Done>(int errno, String call, _)) {
                    kill(pid, mark);
                    // Nobody else can take note of its end, so we do; it was killed, and is ours to reap.
                    SysResult<Optional<Exit>> _ = kernel.reap(process);
                    process.close();
                    yield new Outcome.NotStarted(errno, call);
                }
                yield await(end, new Running(pid, mark, Path.of(request.output()), outputBytesMax), deadline);
            }
        };
    }

    private record Running(long pid, String mark, Path output, long outputBytesMax) {}

    private Outcome await(CompletableFuture<ExitWatch.Ended> end, Running running, long deadlineNanos)
            throws InterruptedException {
        boolean isInTime = false;
        try {
            while (!isInTime && System.nanoTime() < deadlineNanos) {
                isInTime = isEnded(end, Math.min(LOOK_NANOS, deadlineNanos - System.nanoTime()));
                if (!isInTime) {
                    shorten(running);
                }
            }
        } finally {
            if (!isInTime) {
                kill(running.pid(), running.mark());
            }
            var _ = end.thenAccept(ExitWatch.Ended::release);
        }
        if (isInTime) {
            return new Outcome.Ended(end.join().exit());
        }
        boolean _ = isEnded(end, KILL_NANOS);
        return new Outcome.TimedOut();
    }

    private static boolean isEnded(CompletableFuture<ExitWatch.Ended> end, long nanos) throws InterruptedException {
        try {
            ExitWatch.Ended _ = end.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException stillRunning) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("an end is only ever completed", impossible);
        }
    }

    /// The program appends, so it goes on at the new beginning: what it says last is what counts.
    private static void shorten(Running running) {
        try (var output = FileChannel.open(running.output(), StandardOpenOption.WRITE)) {
            if (output.size() > running.outputBytesMax()) {
                var _ = output.truncate(0);
            }
        } catch (IOException gone) {
            // Then there is nothing to keep short.
            return;
        }
    }

    private void kill(long leader, String mark) {
        var door = new ProcessDoor(kernel, lookups.table());
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            List<ProcessStat> rest = lookups.table()
                    .tree()
                    .map(tree -> tree.those(stat -> !stat.hasEnded() && belongs(stat, leader, mark)))
                    .found()
                    .orElse(List.of());
            // Gone is what is wanted, and one that may not be signalled has become another user's and is not ours to kill.
            rest.forEach(stat -> {
                Reading<SysResult.Done> _ = door.signal(stat.key(), Signals.KILL);
            });
            if (rest.isEmpty()) {
                return;
            }
            LockSupport.parkNanos(SWEEP_NANOS);
        }
    }

    private boolean belongs(ProcessStat stat, long leader, String mark) {
        return stat.session() == leader
                || lookups.table().environment(stat.pid()).found().filter(all -> all.contains(mark)).isPresent();
    }
}
