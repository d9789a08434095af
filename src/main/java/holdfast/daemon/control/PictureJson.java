package holdfast.daemon.control;

import holdfast.daemon.LoopVitals;
import holdfast.model.Fact;
import holdfast.model.ProbeResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import holdfast.model.Status;
import holdfast.model.Status.CheckStatus;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.ServiceStatus;
import holdfast.text.FactLines;
import holdfast.text.Texts;
import java.util.Optional;

/// The picture as JSON: what `holdfast status --json` prints and what travels over the control socket. The schema is described in
/// docs/json.md; fields are added, never changed. [PictureReader] reads it back.
///
/// Threading: any.
public final class PictureJson {
    /// Grows when a field changes its meaning or goes away.
    public static final int SCHEMA = 1;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private final FactLines lines;

    public PictureJson(Texts texts) {
        this.lines = new FactLines(texts);
    }

    public Tree tree(Picture picture) {
        return new Tree()
                .put("schema", SCHEMA)
                .put("at", picture.at())
                .put("daemon", about(picture.about()).put("vitals", picture.vitals().map(this::vitals)))
                .put("services", picture.status().services().stream()
                        .map(service -> service(picture, service))
                        .toList());
    }

    public static Tree about(About about) {
        return new Tree()
                .put("pid", about.pid())
                .put("version", about.version())
                .put("config", about.config())
                .put("log", about.log())
                .put("since", about.since());
    }

    private Tree vitals(Vitals vitals) {
        LoopVitals loop = vitals.loop();
        return new Tree()
                .put("turns", loop.turns())
                .put("worstTurnMillis", loop.worstTurnNanos() / NANOS_PER_MILLI, 3)
                .put("slowTurns", loop.slowTurns())
                .put("worstLatenessMillis", loop.worstLatenessNanos() / NANOS_PER_MILLI, 3)
                .put("waiting", loop.waiting())
                .put("journalTrouble", loop.journalTrouble().map(this::reason))
                .put("unwritten", loop.unwritten())
                .put("droppedNews", vitals.droppedNews());
    }

    public Tree service(Picture picture, ServiceStatus service) {
        Optional<Use> use = Optional.ofNullable(picture.use().get(service.id()));
        return new Tree()
                .put("name", service.id().name())
                .put("driver", service.driver())
                .put("state", service.state())
                .put("health", service.health())
                .put("wish", service.wish())
                .put("incarnation", service.incarnation().map(incarnation -> incarnation.number()))
                .put("pid", service.process().map(ProcessIdentity::pid))
                .put("process", service.process().map(PictureJson::process))
                .put("since", picture.wall(service.sinceNanos()))
                .put("restarts", service.restarts())
                .put("recoveries", service.recoveries())
                .put("probes", service.probes())
                .put("failures", service.failures())
                .put("healthySeconds", service.healthyNanos() / NANOS_PER_SECOND, 3)
                .put("observedSeconds", service.observedNanos() / NANOS_PER_SECOND, 3)
                .put("uptimePercent", uptime(service))
                .put("memoryBytes", use.map(Use::memoryBytes))
                .put("cpuPercent", use.map(used -> rounded(used.cpuPercent(), 10)))
                .put("checks", service.checks().stream()
                        .map(check -> check(picture, service, check))
                        .toList())
                .put("incident", service.incident().map(incident -> incident(picture, incident)))
                .put("next", service.next().map(next -> new Tree()
                        .put("what", next.what())
                        .put("at", picture.wall(next.atNanos()))))
                .put("pin", service.pin().map(pin -> word(picture, pin)))
                .put("silence", service.silence().map(silence -> word(picture, silence)))
                .put("rivals", service.rivals().stream().map(this::reason).toList())
                .put("absence", service.absence().map(this::reason));
    }

    public Tree reason(Reason reason) {
        return new Tree()
                .put("key", reason.key())
                .putTexts("values", reason.values())
                .put("text", lines.reason(reason));
    }

    public Tree result(ProbeResult result) {
        return new Tree()
                .put("outcome", result.outcome())
                .put("reason", reason(result.reason()))
                .put("value", result.value())
                .put("millis", result.durationNanos() / NANOS_PER_MILLI, 3)
                .put("phases", result.phases().stream()
                        .map(phase -> new Tree()
                                .put("name", phase.name())
                                .put("millis", phase.nanos() / NANOS_PER_MILLI, 3))
                        .toList());
    }

    /// Share of the judged time in which it was good; absent before anything was judged.
    public static Optional<Double> uptime(ServiceStatus service) {
        return service.observedNanos() <= 0
                ? Optional.empty()
                : Optional.of(rounded(100.0 * service.healthyNanos() / service.observedNanos(), 1000));
    }

    private Tree check(Picture picture, ServiceStatus service, CheckStatus check) {
        return new Tree()
                .put("name", check.id().name())
                .put("verdict", check.verdict())
                .put("asked", service.isAsked())
                .put("failuresInRow", check.failuresInRow())
                .put("failuresLately", check.failuresLately())
                .put("answersLately", check.answersLately())
                .put("blind", check.blind())
                .put("at", check.last().flatMap(_ -> picture.wall(check.lastAtNanos())))
                .put("last", check.last().map(this::result));
    }

    private Tree incident(Picture picture, IncidentStatus incident) {
        return new Tree()
                .put("id", incident.id())
                .put("cause", incident.cause())
                .put("reason", reason(incident.reason()))
                .put("onset", picture.wall(incident.onsetNanos()))
                .put("detected", picture.wall(incident.detectedNanos()))
                .put("restored", incident.restoredNanos().flatMap(picture::wall))
                .put("attempts", incident.attempts())
                .put("parked", incident.parked())
                .put("hold", incident.hold().map(hold -> new Tree()
                        .put("kind", hold.kind())
                        .put("culprit", hold.culprit().map(ServiceId::name))
                        .put("reason", reason(hold.reason()))))
                .put("diagnosis", incident.diagnosis().map(this::diagnosis))
                .put("evidence", incident.evidence().map(evidence -> new Tree()
                        .put("path", evidence.path())
                        .put("bytes", evidence.bytes())))
                .put("lastMeasure", incident.lastRung().map(Rung::word))
                .put("proposal", incident.proposal().map(proposal -> new Tree()
                        .put("measure", proposal.rung().word())
                        .put("what", proposal.what().map(this::reason))))
                .put("acknowledged", incident.acknowledged());
    }

    public Tree diagnosis(Fact.Diagnosed diagnosis) {
        return new Tree()
                .put("blame", diagnosis.blame())
                .put("confidence", diagnosis.confidence())
                .put("reason", reason(diagnosis.reason()))
                .put("evidence", diagnosis.evidence().stream().map(this::reason).toList())
                .put("advice", diagnosis.advice())
                .put("restartHelps", diagnosis.restartHelps());
    }

    private static Tree word(Picture picture, Status.Word word) {
        return new Tree()
                .put("why", word.why())
                .put("actor", word.actor())
                .put("until", picture.wall(word.untilNanos()));
    }

    private static Tree process(ProcessIdentity process) {
        return new Tree()
                .put("pid", process.pid())
                .put("startTicks", process.startTicks())
                .put("bootId", process.bootId());
    }

    private static double rounded(double value, int scale) {
        return Math.round(value * scale) / (double) scale;
    }
}
