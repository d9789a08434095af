package holdfast.cli;

import holdfast.daemon.Reloader;
import holdfast.daemon.control.About;
import holdfast.daemon.control.Card;
import holdfast.daemon.control.IncidentTold;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.Plan;
import holdfast.daemon.control.PortFreed;
import holdfast.daemon.control.PortUse;
import holdfast.daemon.control.Served;
import holdfast.daemon.control.Use;
import holdfast.model.CheckId;
import holdfast.model.Diagnosis;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status;
import holdfast.model.Wish;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The daemon that [WarmUp] talks to: one service, in one incident, for ever.
final class SampleDaemon implements Served {
    private static final ServiceId API = new ServiceId("api");
    private static final Reason REASON = Reason.of("cli.percent", "0");
    private static final long SECOND = 1_000_000_000L;

    private final Path config;

    SampleDaemon(Path config) {
        this.config = config;
    }

    @Override
    public Picture picture() {
        Instant now = Instant.now();
        var about = new About(1, Version.NUMBER, config.toString(), Optional.empty(), now);
        var result = ProbeResult.of(ProbeResult.Outcome.FAIL, REASON, SECOND);
        var check = new Status.CheckStatus(
                new CheckId(API, "http"), Status.Verdict.BAD, Optional.of(result), 0, 3, 0, 0, false);
        var incident = new Status.IncidentStatus(
                1, Fact.Cause.NOT_ANSWERING, REASON, -SECOND, 0, Optional.empty(), 1, false,
                Optional.of(new Hold(Hold.Kind.APPROVAL, Optional.empty(), REASON)),
                Optional.of(new Fact.Diagnosed(
                        API, 1, Diagnosis.Blame.HUNG, Diagnosis.Confidence.LIKELY, REASON, List.of(REASON),
                        Diagnosis.Advice.RESTART, true)),
                Optional.of(new Finding.Evidence(config.toString(), 1)), Optional.of(Rung.RESTART),
                Optional.of(new Fact.Proposed(API, 1, Rung.RESTART, Optional.empty())), true);
        var service = new Status.ServiceStatus(
                API, "run", Status.State.UP, Health.UNHEALTHY, Wish.UP, Optional.of(new Incarnation(1)),
                Optional.of(new ProcessIdentity(1, 1, "boot")), 0, 1, 0, 10, 3, 7 * SECOND, 10 * SECOND, List.of(check),
                Optional.of(incident), Optional.of(new Status.Next(Status.Next.What.RESTART, SECOND)),
                Optional.of(new Status.Word("sample", "sample", SECOND)), Optional.empty(), List.of(REASON), Optional.empty());
        return new Picture(about, now, new Status(0, List.of(service)), Map.of(API, new Use(1 << 20, 0.5)));
    }

    @Override
    public List<Card> cards() {
        return List.of(new Card(API, Optional.of(1), List.of(), Optional.empty(), SECOND, SECOND, SECOND, false, true));
    }

    @Override
    public boolean ask(ServiceId service, Event.Request request, String actor) {
        return true;
    }

    @Override
    public Plan plan(List<Event.OperatorAsked> wishes, List<ServiceId> chosen) {
        return new Plan(List.of(), List.of());
    }

    @Override
    public Optional<ProbeResult> probe(CheckId check) {
        return Optional.empty();
    }

    @Override
    public List<Stamped> facts(Optional<ServiceId> service, int most) {
        var opened = new Fact.IncidentOpened(API, 1, Fact.Cause.NOT_ANSWERING, REASON, SECOND);
        var taken = new Fact.RungTaken(API, 1, Rung.RESTART, Optional.empty(), Optional.empty(), 1);
        long now = System.currentTimeMillis();
        return List.of(new Stamped(1, 0, now, opened), new Stamped(2, 0, now, taken));
    }

    @Override
    public List<IncidentTold> incidents(int most) {
        return IncidentTold.of(1, incident(1)).stream().toList();
    }

    @Override
    public List<Stamped> incident(long number) {
        return facts(Optional.empty(), 1);
    }

    @Override
    public Reloader.Outcome reread() {
        return new Reloader.Outcome.Unchanged(false);
    }

    @Override
    public List<PortUse> ports() {
        return List.of(new PortUse(API, 1, List.of(new PortUse.Holder(1, "root", "127.0.0.1", "sample", Finding.Holder.SERVICE))));
    }

    @Override
    public PortFreed freePort(int port, Set<PortFreed.Stranger> named) {
        return new PortFreed(PortFreed.Result.FREE, REASON);
    }

    @Override
    public Following follow(Consumer<Stamped> fact) {
        return () -> {};
    }
}
