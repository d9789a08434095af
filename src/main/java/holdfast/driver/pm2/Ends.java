package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.linux.Exit;
import holdfast.linux.Pidfd;
import holdfast.linux.ProcessDoor;
import holdfast.linux.ProcessKey;
import holdfast.linux.Reading;
import holdfast.linux.SysResult;
import holdfast.model.ExitStatus;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sees the apps' processes end the moment they do, and how: of a signal PM2 makes the exit code 0, and a PM2 that is dead or hangs
/// says nothing at all.
///
/// Threading: any.
final class Ends {
    private final Machine machine;
    private final Runnable onEnd;
    private final Map<ProcessKey, CompletableFuture<ExitStatus>> watched = new ConcurrentHashMap<>();

    /// @param onEnd called on the watch's thread; must not block
    Ends(Machine machine, Runnable onEnd) {
        this.machine = machine;
        this.onEnd = onEnd;
    }

    void watch(ProcessKey process) {
        watched.computeIfAbsent(process, this::begin);
    }

    /// Lets go of what has ended and is none of these.
    void keep(Set<ProcessKey> wanted) {
        watched.entrySet().removeIf(entry -> entry.getValue().isDone() && !wanted.contains(entry.getKey()));
    }

    /// How it ended; unknown when that does not show within `nanos`.
    ExitStatus status(ProcessKey process, long nanos) {
        CompletableFuture<ExitStatus> end = watched.get(process);
        if (end == null) {
            return new ExitStatus.Unknown();
        }
        try {
            return end.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException alive) {
            return new ExitStatus.Unknown();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new ExitStatus.Unknown();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("an end is only ever told", impossible);
        }
    }

    /// As long as somebody asks, or it is alive.
    boolean isWatched(ProcessKey process) {
        return Optional.ofNullable(watched.get(process)).filter(end -> !end.isDone()).isPresent();
    }

    private CompletableFuture<ExitStatus> begin(ProcessKey process) {
        var end = new CompletableFuture<ExitStatus>();
        var door = new ProcessDoor(machine.kernel(), machine.lookups().table());
        if (door.open(process) instanceof Reading.Found<Pidfd>(Pidfd opened)) {
            SysResult<SysResult.Done> watching = machine.watch().watch(opened, ended -> {
                ended.release();
                end.complete(status(ended.exit()));
                onEnd.run();
            });
            if (watching instanceof SysResult.Ok<SysResult.Done>) {
                return end;
            }
            opened.close();
        }
        end.complete(new ExitStatus.Unknown());
        return end;
    }

    private static ExitStatus status(Exit exit) {
        return switch (exit) {
            case Exit.Code(int code) -> new ExitStatus.Code(code);
            case Exit.Signalled(int signal, boolean coreDumped) -> new ExitStatus.Signalled(signal, coreDumped);
            case Exit.Unknown() -> new ExitStatus.Unknown();
        };
    }
}
