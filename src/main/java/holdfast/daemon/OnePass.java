package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.model.CheckSpec;
import holdfast.model.Event;
import holdfast.model.Fleet;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Status;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One pass over the services, as `check` makes it: the same core, journal and lock as the daemon's, running until every chosen
/// service has settled. What is broken is healed and the repair proven. Then supervision ends, and the services keep running.
///
/// Threading: any; [#run] blocks.
public final class OnePass {
    /// Milliseconds between two looks at the whole, when nothing is told in between. Most of what settles a service is told at once.
    private static final long LOOK_MILLIS = 50;

    /// A pass never takes longer than this, in nanoseconds, unless its caller says so: half an hour.
    private static final long PATIENCE_NANOS_MAX = 1_800_000_000_000L;

    private OnePass() {}

    /// What a pass is to do.
    ///
    /// @param chosen services to look after, with all they need; none = all
    /// @param wishes what an operator wants first
    /// @param deadlineNanos longest time it may take; absent = as long as the configured times allow for
    public record Order(List<ServiceId> chosen, List<Event.OperatorAsked> wishes, OptionalLong deadlineNanos) {
        public Order {
            chosen = List.copyOf(chosen);
            wishes = List.copyOf(wishes);
        }
    }

    /// What became of it.
    public sealed interface Outcome {
        /// @param status how things stand at the end
        record Done(Findings findings, Status status) implements Outcome {}

        /// Nothing was touched. A daemon runs, the state directory cannot be used, or the journal is of a newer version.
        record Refused(Reason reason) implements Outcome {}

        /// A bug. Services run on as they are.
        record Broken(Reason reason, Throwable cause) implements Outcome {}
    }

    /// Makes the pass.
    ///
    /// @param listener told of everything that goes on, in order, on another thread
    public static Outcome run(Configuration configuration, Order order, Outfit outfit, Consumer<Progress> listener)
            throws InterruptedException {
        Fleet fleet = Choice.of(configuration.fleet(), order.chosen());
        var news = new Semaphore(0);
        try (var herald = new Herald()) {
            // Both listen until the herald has delivered its last: ending them first would lose the end of the story.
            Hearing _ = herald.listen(listener);
            Hearing _ = herald.listen(_ -> news.release());
            return switch (Engine.open(configuration, fleet, outfit, herald)) {
                case Engine.Opening.Refused(Reason reason) -> new Outcome.Refused(reason);
                case Engine.Opening.Ready(Engine engine) -> {
                    try (engine) {
                        order.wishes().forEach(engine.inbox()::post);
                        engine.start();
                        yield await(engine, fleet, order.deadlineNanos().orElseGet(() -> patienceNanos(fleet)), news);
                    }
                }
            };
        }
    }

    private static Outcome await(Engine engine, Fleet fleet, long patienceNanos, Semaphore news) throws InterruptedException {
        long until = engine.clock().nanos() + patienceNanos;
        while (true) {
            Optional<Throwable> broken = engine.end().getNow(Optional.empty());
            if (broken.isPresent()) {
                return new Outcome.Broken(Reason.of("daemon.broken", broken.get()), broken.get());
            }
            Status status = engine.loop().status();
            var settling = new Settling(fleet, status);
            if (settling.isComplete() || status.atNanos() - until >= 0) {
                return new Outcome.Done(settling.findings(Reason.of("daemon.pass.not-in-time")), status);
            }
            boolean _ = news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            news.drainPermits();
        }
    }

    /// How long a pass may take by the times configured: every service brought up in its turn, with every try it has.
    static long patienceNanos(Fleet fleet) {
        long patience = 0;
        for (ServiceSpec spec : fleet.services()) {
            patience += Math.min(PATIENCE_NANOS_MAX, patienceNanos(spec));
            patience = Math.min(PATIENCE_NANOS_MAX, patience);
        }
        return patience;
    }

    private static long patienceNanos(ServiceSpec spec) {
        RecoverPolicy policy = spec.recover();
        double judging = 0;
        for (CheckSpec check : spec.checks()) {
            double rounds = (double) check.failAfter() + check.goodAfter();
            judging = Math.max(judging, rounds * ((double) check.timeoutNanos() + check.recheckNanos()));
        }
        double oneTry = judging + spec.startWithinNanos() + spec.stopWithinNanos()
                + Math.max(policy.backoffNanosMax(), policy.spacingNanos());
        // In floating point, since configured times may be as good as endless; the cast stops at the largest long.
        return (long) (oneTry * (policy.attempts() + 1.0) + policy.stableNanos());
    }
}
