package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.daemon.Findings.Finding;
import holdfast.daemon.Findings.Result;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status;
import holdfast.model.Status.ServiceStatus;
import holdfast.text.FactLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What an operator wants, done in one pass because no daemon runs.
final class LonePass {
    static final String ACTOR = "cli:" + System.getProperty("user.name");

    private final Here here;
    private final Configuration configuration;
    private final List<Event.OperatorAsked> wanted;
    private final Set<ServiceId> services;
    private final Optional<Long> within;
    private final FactLines facts;
    private final Words words;

    /// @param wanted for each service an order, and what it takes for it to be carried out
    LonePass(Here here, Configuration configuration, List<Event.OperatorAsked> wanted, Optional<Long> within) {
        this.here = here;
        this.configuration = configuration;
        this.wanted = List.copyOf(wanted);
        this.services = new LinkedHashSet<>(wanted.stream().map(Event.OperatorAsked::service).toList());
        this.within = within;
        this.facts = new FactLines(here.texts());
        this.words = Words.of(here.texts());
    }

    List<Outcome> start() throws Failure, IOException {
        return carryOut(Event.Order.START);
    }

    List<Outcome> stop() throws Failure, IOException {
        return carryOut(Event.Order.STOP);
    }

    /// Stopped for sure, then started: two passes. What does not stop is not started.
    List<Outcome> restart() throws Failure, IOException {
        List<Outcome> stopped = stop();
        return stopped.stream().allMatch(Outcome::isGood) ? start() : stopped;
    }

    List<Outcome> reload() throws Failure, IOException {
        return carryOut(Event.Order.RELOAD);
    }

    /// The same wishes with another order. What it takes for a start is not needed for a stop.
    static List<Event.OperatorAsked> as(Event.Order order, List<Event.OperatorAsked> wishes) {
        return wishes.stream()
                .filter(wish -> order != Event.Order.STOP || wish.request() instanceof Event.Order)
                .map(wish -> wish.request() instanceof Event.Order
                        ? new Event.OperatorAsked(wish.service(), order, wish.actor())
                        : wish)
                .toList();
    }

    private List<Outcome> carryOut(Event.Order request) throws Failure, IOException {
        long beganNanos = System.nanoTime();
        List<Event.OperatorAsked> wishes = as(request, wanted);
        var pass = new Pass(here, configuration);
        Pass.Result result = pass.heal(List.copyOf(services), wishes, within);
        long tookNanos = System.nanoTime() - beganNanos;
        var outcomes = new ArrayList<Outcome>();
        for (Finding finding : result.findings().services()) {
            if (services.contains(finding.service())) {
                Optional<Fact.ReloadEnded> reload = reloadEnded(finding.service(), pass.facts());
                outcomes.add(reload.map(ended -> ReloadWords.outcome(ended, pid(finding.service(), result.status()), here.texts(), tookNanos))
                        .orElseGet(() -> outcome(request, finding, result.status(), tookNanos)));
            }
        }
        return outcomes;
    }

    private Outcome outcome(Event.Order request, Finding finding, Optional<Status> status, long tookNanos) {
        ServiceId id = finding.service();
        Result wanted = request == Event.Order.STOP ? Result.STOPPED : Result.GOOD;
        if (finding.result() != wanted) {
            Reason why = Reason.of("cli.check.bad", id, ServiceWords.phrase(facts.reason(finding.why())));
            return new Outcome(id, Exit.BAD, why, tookNanos);
        }
        String took = words.span(tookNanos);
        Reason done = request == Event.Order.STOP
                ? Reason.of("cli.outcome.stopped", id, took)
                : Reason.of("cli.outcome.started", id, took, pid(id, status));
        return new Outcome(id, Exit.GOOD, done, tookNanos);
    }

    /// What came of a reload last, if there was one.
    private static Optional<Fact.ReloadEnded> reloadEnded(ServiceId service, List<Stamped> facts) {
        return facts.reversed().stream()
                .map(Stamped::fact)
                .filter(fact -> fact.service().equals(service) && fact instanceof Fact.ReloadEnded)
                .map(Fact.ReloadEnded.class::cast)
                .findFirst();
    }

    private static long pid(ServiceId id, Optional<Status> status) {
        return status.stream()
                .flatMap(all -> all.services().stream())
                .filter(service -> service.id().equals(id))
                .flatMap((ServiceStatus service) -> service.process().stream())
                .mapToLong(ProcessIdentity::pid)
                .findFirst()
                .orElse(0);
    }
}
