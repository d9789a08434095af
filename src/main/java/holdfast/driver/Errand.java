package holdfast.driver;

import holdfast.linux.Errno;
import holdfast.linux.Exit;
import holdfast.linux.Pidfd;
import holdfast.linux.ProcessKey;
import holdfast.linux.Signals;
import holdfast.linux.SpawnRequest;
import holdfast.linux.SysResult;
import holdfast.model.DriverSpec;
import holdfast.model.Event.StartOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ServiceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Runs a command to its end, as init scripts and programs such as `docker compose` are run. It gets a time, and when that is over
/// the command and all that it started is ended: whatever carries its mark, is of its session, or descends from either.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
public final class Errand {
    /// Nanoseconds between TERM and KILL for a command whose time is over.
    private static final long GRACE_NANOS = 2_000_000_000L;

    private final Machine machine;
    private final Preparation preparation;

    public Errand(Machine machine) {
        this.machine = machine;
        this.preparation = new Preparation(machine, Map.copyOf(System.getenv()));
    }

    /// What came of it.
    public sealed interface Outcome {
        record Ended(ExitStatus status) implements Outcome {}

        /// Its time was over.
        ///
        /// @param isGone nobody of it is left
        record Expired(boolean isGone) implements Outcome {}

        /// It was not started.
        record Refused(StartOutcome.Failed failed) implements Outcome {}
    }

    /// @param marked whose mark it carries, with `incarnation`: what a service's start leaves behind is found by it again
    public Outcome run(DriverSpec.Run command, ServiceId marked, Incarnation incarnation, long withinNanos) {
        var token = new Token(machine.instance(), marked, incarnation);
        return switch (preparation.prepare(command, token)) {
            case Preparation.Outcome.Refused(StartOutcome.Failed failed) -> new Outcome.Refused(failed);
            case Preparation.Outcome.Ready(SpawnRequest request) -> run(request, withinNanos, leader -> isEnded(token, leader));
        };
    }

    /// Of a program that leaves behind what must live on.
    ///
    /// @param ending ends what shall not be left when the time is over, given the program itself; true when nobody of that is left
    public Outcome run(SpawnRequest request, long withinNanos, Predicate<Optional<ProcessKey>> ending) {
        return switch (machine.kernel().spawn(request)) {
            case SysResult.Failed<Pidfd> failed -> new Outcome.Refused(Preparation.failed(failed.errno(), request));
            case SysResult.Ok<Pidfd>(Pidfd process) -> await(process, request, ending, withinNanos);
        };
    }

    private Outcome await(Pidfd process, SpawnRequest request, Predicate<Optional<ProcessKey>> ending, long withinNanos) {
        // Our child, not reaped: it has an entry in any case, be it a zombie's.
        Optional<ProcessKey> key = machine.table().stat(process.pid()).found().map(stat -> stat.key());
        var end = new CompletableFuture<Exit>();
        boolean isWatched = machine.watch().watch(process, ended -> {
                    end.complete(ended.exit());
                    ended.release();
                })
                instanceof SysResult.Ok<SysResult.Done>;
        if (!isWatched) {
            machine.kernel().signal(process, Signals.KILL);
            process.close();
            return new Outcome.Refused(Preparation.failed(Errno.EMFILE, request));
        }
        try {
            return new Outcome.Ended(Run.status(end.get(withinNanos, TimeUnit.NANOSECONDS)));
        } catch (TimeoutException tooLong) {
            return new Outcome.Expired(ending.test(key));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Outcome.Expired(ending.test(key));
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("an exit is never exceptional", impossible);
        }
    }

    private boolean isEnded(Token token, Optional<ProcessKey> key) {
        var family = new Family(machine, token.service(), key.map(Set::of).orElse(Set.of()));
        return new Reaper(machine, () -> family.of(token.incarnation()))
                .end(key, Signals.TERM, GRACE_NANOS, List.of())
                .found()
                .filter(List::isEmpty)
                .isPresent();
    }
}
