package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.daemon.Findings.Finding;
import holdfast.daemon.Findings.Result;
import holdfast.journal.History;
import holdfast.journal.JournalUnavailable;
import holdfast.journal.SqliteHistory;
import holdfast.model.CheckSpec;
import holdfast.model.Fact;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Stamped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// A pass that only looks, as `check --no-heal` makes it: every check is asked until it passes, at most as often as it takes to
/// call it bad. Starts nothing, stops nothing, writes nothing, and needs no lock.
///
/// Threading: any; [#run] blocks.
public final class Look {
    /// Newest facts of a service among which its process is looked for.
    private static final int FACTS = 200;

    private final Outfit outfit;
    private final Pause pause;
    private final Consumer<Progress> listener;

    Look(Outfit outfit, Pause pause, Consumer<Progress> listener) {
        this.outfit = outfit;
        this.pause = pause;
        this.listener = listener;
    }

    /// Waits between two probes of a check.
    interface Pause {
        void nanos(long nanos) throws InterruptedException;
    }

    /// Looks at the chosen services and all they need; none = all.
    ///
    /// @param listener told of every probe, by one thread at a time
    public static Findings run(
            Configuration configuration, Collection<ServiceId> chosen, Outfit outfit, Consumer<Progress> listener)
            throws InterruptedException {
        Pause asleep = nanos -> Thread.sleep(Duration.ofNanos(nanos));
        return new Look(outfit, asleep, listener).look(configuration, chosen);
    }

    Findings look(Configuration configuration, Collection<ServiceId> chosen) throws InterruptedException {
        History history = SqliteHistory.of(
                Engine.journalFile(configuration.stateDirectory()),
                outfit.boot(),
                outfit.clock().nanos(),
                outfit.clock().wallMillis());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<Finding>>();
            for (ServiceSpec service : Choice.of(configuration.fleet(), chosen).services()) {
                Optional<ProcessIdentity> process = process(history, service.id());
                asked.add(threads.submit(() -> look(service, process)));
            }
            var findings = new ArrayList<Finding>();
            for (Future<Finding> finding : asked) {
                findings.add(finding.get());
            }
            return new Findings(findings);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look failed", e.getCause());
        }
    }

    private Finding look(ServiceSpec service, Optional<ProcessIdentity> process) throws InterruptedException {
        Optional<Reason> against = Optional.empty();
        for (CheckSpec check : service.checks()) {
            ProbeResult last = ask(check, service, process);
            boolean isGood = last.outcome() == Outcome.PASS || last.outcome() == Outcome.SKIPPED;
            against = isGood ? against : against.or(() -> Optional.of(last.reason()));
        }
        return against.map(reason -> new Finding(service.id(), Result.BAD, reason))
                .orElseGet(() -> new Finding(
                        service.id(), Result.GOOD, Reason.of("daemon.pass.good", service.checks().size())));
    }

    /// The first answer that settles it, or the last one.
    private ProbeResult ask(CheckSpec check, ServiceSpec service, Optional<ProcessIdentity> process)
            throws InterruptedException {
        for (int asked = 1; ; asked++) {
            ProbeResult result = outfit.eyes().run(check, service, process);
            tell(new Progress.Probed(check.id(), result, outfit.clock().wallMillis()));
            if (result.outcome() == Outcome.PASS || result.outcome() == Outcome.SKIPPED || asked >= check.failAfter()) {
                return result;
            }
            pause.nanos(Math.max(0, check.recheckNanos() - result.durationNanos()));
        }
    }

    private synchronized void tell(Progress progress) {
        listener.accept(progress);
    }

    /// The process that the journal knows, for checks that ask whose it is. Without a journal there is none, and they find out what
    /// they can by themselves.
    private static Optional<ProcessIdentity> process(History history, ServiceId service) {
        List<Stamped> facts;
        try {
            facts = history.recent(service, FACTS);
        } catch (JournalUnavailable none) {
            return Optional.empty();
        }
        Optional<ProcessIdentity> process = Optional.empty();
        for (Stamped stamped : facts) {
            process = switch (stamped.fact()) {
                case Fact.Started started -> Optional.of(started.process());
                case Fact.Adopted adopted -> Optional.of(adopted.process());
                case Fact.Ended _, Fact.RunsMissed _ -> Optional.empty();
                case Fact _ -> process;
            };
        }
        return process;
    }
}
