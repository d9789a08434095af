package holdfast.daemon.control;

import holdfast.daemon.LoopVitals;
import holdfast.model.CheckId;
import holdfast.model.Diagnosis;
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
import holdfast.model.Status.CheckStatus;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.Next;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Wish;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pictures to show, all taken at the same moment.
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-11-21T14:30:15.250Z");
    public static final ServiceId API = new ServiceId("api");
    public static final long SECOND = 1_000_000_000L;

    /// As a reader of the socket counts: nanoseconds since 1970.
    public static final long NOW_NANOS = NOW.getEpochSecond() * SECOND + NOW.getNano();

    /// Every outcome has words in the bundle of `probe`.
    public static final Reason REASON = Reason.of("probe.http.status", "500", "200-299");

    private Samples() {}

    public static About about() {
        return new About(4711, "0.1.0", "/etc/holdfast/holdfast.yaml", Optional.of("/var/log/holdfast.log"), NOW.minusSeconds(3600));
    }

    public static Picture picture(ServiceStatus... services) {
        return new Picture(about(), NOW, new Status(NOW_NANOS, List.of(services)), Map.of(API, new Use(84 << 20, 1.5)));
    }

    /// Of a daemon that is not well itself.
    public static Picture ailing(ServiceStatus... services) {
        Picture well = picture(services);
        var loop = new LoopVitals(1000, 2 * SECOND, 7, 1_500_000, 3, Optional.of(Reason.of("journal.disk-full", "/var/lib/holdfast/journal.db")), 12);
        return new Picture(well.about(), well.at(), well.status(), well.use(), Optional.of(new Vitals(loop, 40)));
    }

    public static ServiceStatus healthy(String name) {
        return service(name, Status.State.UP, Health.HEALTHY, Optional.empty(), Next.What.PROBE);
    }

    public static ServiceStatus stopped(String name) {
        return with(service(name, Status.State.STOPPED, Health.UNKNOWN, Optional.empty(), Next.What.PROBE), Wish.DOWN, 0);
    }

    public static ServiceStatus service(
            String name, Status.State state, Health health, Optional<IncidentStatus> incident, Next.What next) {
        var id = new ServiceId(name);
        var outcome = health == Health.HEALTHY ? ProbeResult.Outcome.PASS : ProbeResult.Outcome.FAIL;
        var verdict = health == Health.HEALTHY ? Status.Verdict.GOOD : Status.Verdict.BAD;
        var result = new ProbeResult(
                outcome, REASON, Optional.of("500"), List.of(new ProbeResult.Phase("connect", 1_500_000)), 12_000_000);
        return new ServiceStatus(
                id, "run", state, health, Wish.UP, Optional.of(new Incarnation(3)),
                Optional.of(new ProcessIdentity(815, 99, "boot")), NOW_NANOS - 200 * SECOND, 2, 1, 100, 5, 900 * SECOND, 1000 * SECOND,
                List.of(new CheckStatus(new CheckId(id, "http"), verdict, Optional.of(result), NOW_NANOS - 2 * SECOND, 3, 0, 0, false)),
                incident, Optional.of(new Next(next, NOW_NANOS + 5 * SECOND)), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    /// The same, with another wish and another run; run 0 is no run at all.
    public static ServiceStatus with(ServiceStatus of, Wish wish, long run) {
        return new ServiceStatus(
                of.id(), of.driver(), of.state(), of.health(), wish,
                run == 0 ? Optional.empty() : Optional.of(new Incarnation(run)), run == 0 ? Optional.empty() : of.process(),
                of.sinceNanos(), of.restarts(), of.recoveries(), of.probes(), of.failures(), of.healthyNanos(),
                of.observedNanos(), of.checks(), of.incident(), of.next(), of.pin(), of.silence(), of.rivals(), of.absence());
    }

    /// The same, while its process is not known.
    static ServiceStatus unprocessed(ServiceStatus of) {
        return processed(of, Optional.empty());
    }

    /// The same, with another process.
    static ServiceStatus processed(ServiceStatus of, Optional<ProcessIdentity> process) {
        return new ServiceStatus(
                of.id(), of.driver(), of.state(), of.health(), of.wish(), of.incarnation(), process, of.sinceNanos(),
                of.restarts(), of.recoveries(), of.probes(), of.failures(), of.healthyNanos(), of.observedNanos(), of.checks(),
                of.incident(), of.next(), of.pin(), of.silence(), of.rivals(), of.absence());
    }

    /// The same, pinned.
    public static ServiceStatus pinned(ServiceStatus of, long untilNanos) {
        return worded(of, Optional.of(new Status.Word("the disk is being replaced", "cli:anna", untilNanos)), Optional.empty());
    }

    /// The same, with other standing words.
    public static ServiceStatus worded(ServiceStatus of, Optional<Status.Word> pin, Optional<Status.Word> silence) {
        return new ServiceStatus(
                of.id(), of.driver(), of.state(), of.health(), of.wish(), of.incarnation(), of.process(), of.sinceNanos(),
                of.restarts(), of.recoveries(), of.probes(), of.failures(), of.healthyNanos(), of.observedNanos(), of.checks(),
                of.incident(), of.next(), pin, silence, of.rivals(), of.absence());
    }

    /// The same, restarted by somebody else as well.
    public static ServiceStatus rivalled(ServiceStatus of, List<Reason> rivals) {
        return new ServiceStatus(
                of.id(), of.driver(), of.state(), of.health(), of.wish(), of.incarnation(), of.process(), of.sinceNanos(),
                of.restarts(), of.recoveries(), of.probes(), of.failures(), of.healthyNanos(), of.observedNanos(), of.checks(),
                of.incident(), of.next(), of.pin(), of.silence(), rivals, of.absence());
    }

    /// Down, because its backend has none.
    public static ServiceStatus absent(String name, Reason absence) {
        ServiceStatus of = stopped(name);
        return new ServiceStatus(
                of.id(), "docker", of.state(), of.health(), of.wish(), of.incarnation(), of.process(), of.sinceNanos(),
                of.restarts(), of.recoveries(), of.probes(), of.failures(), of.healthyNanos(), of.observedNanos(), of.checks(),
                of.incident(), of.next(), of.pin(), of.silence(), of.rivals(), Optional.of(absence));
    }

    /// An incident that waits for a person's word, with all that can be known of one.
    public static IncidentStatus proposed() {
        var diagnosis = new Fact.Diagnosed(
                API, 12, Diagnosis.Blame.HUNG, Diagnosis.Confidence.LIKELY, Reason.of("text.cause.not-answering"), List.of(REASON),
                Diagnosis.Advice.RESTART, true);
        return new IncidentStatus(
                12, Fact.Cause.NOT_ANSWERING, REASON, NOW_NANOS - 54 * SECOND, NOW_NANOS - 42 * SECOND, Optional.empty(), 1, false,
                Optional.of(new Hold(Hold.Kind.APPROVAL, Optional.empty(), Reason.of("supervisor.hold.approval", "12"))),
                Optional.of(diagnosis), Optional.of(new Finding.Evidence("/var/lib/holdfast/evidence/12", 20_480)),
                Optional.of(Rung.RESTART), Optional.of(new Fact.Proposed(API, 12, Rung.CLEAN_RESTART, Optional.empty())), true);
    }

    public static IncidentStatus incident(Fact.Cause cause) {
        return new IncidentStatus(
                12, cause, REASON, NOW_NANOS - 54 * SECOND, NOW_NANOS - 42 * SECOND, Optional.empty(), 1, false, Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /// The same, with nothing being done about it.
    public static IncidentStatus held(IncidentStatus of, Hold hold) {
        return new IncidentStatus(
                of.id(), of.cause(), of.reason(), of.onsetNanos(), of.detectedNanos(), of.restoredNanos(), of.attempts(), of.parked(),
                Optional.of(hold), of.diagnosis(), of.evidence(), of.lastRung(), of.proposal(), of.acknowledged());
    }

    public static Stamped fact(long sequence, Fact fact) {
        return new Stamped(sequence, 0, NOW.toEpochMilli() - 1000 + sequence, fact);
    }

    public static Card card(String name, String... needs) {
        return new Card(
                new ServiceId(name), Optional.of(8787), List.of(needs).stream().map(ServiceId::new).toList(),
                Optional.of("/var/log/" + name + ".log"), SECOND, SECOND, SECOND, false, true);
    }

    public static IncidentTold told() {
        return new IncidentTold(
                12, API, Fact.Cause.NOT_ANSWERING, REASON, NOW.minusSeconds(54), NOW.minusSeconds(42),
                Optional.of(NOW.minusSeconds(30)), Optional.of(NOW.minusSeconds(20)), Optional.of(Fact.Closing.HEALED),
                12 * SECOND, Optional.of(24 * SECOND), 1, 0, false);
    }
}
