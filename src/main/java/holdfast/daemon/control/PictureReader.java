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
import holdfast.model.Status;
import holdfast.model.Status.CheckStatus;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.Next;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Wish;
import java.time.Instant;
import java.util.HashMap;

/// Reads back what [PictureJson] wrote. The monotonic times of the daemon mean nothing here, so wall time in nanoseconds since
/// 1970 takes their place.
final class PictureReader {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private PictureReader() {}

    static Picture picture(JsonObject tree) {
        Instant at = tree.instant("at");
        About about = about(tree.object("daemon").orElseThrow());
        var use = new HashMap<ServiceId, Use>();
        var services = tree.objects("services").stream()
                .map(service -> {
                    ServiceId id = new ServiceId(service.text("name"));
                    service.optionalNumber("memoryBytes")
                            .ifPresent(bytes -> use.put(id, new Use(bytes.longValue(), service.decimal("cpuPercent"))));
                    return service(id, service);
                })
                .toList();
        var vitals = tree.object("daemon").flatMap(daemon -> daemon.object("vitals")).map(PictureReader::vitals);
        return new Picture(about, at, new Status(nanos(at), services), use, vitals);
    }

    private static Vitals vitals(JsonObject tree) {
        return new Vitals(
                new LoopVitals(
                        tree.number("turns"),
                        Math.round(tree.decimal("worstTurnMillis") * NANOS_PER_MILLI),
                        tree.number("slowTurns"),
                        Math.round(tree.decimal("worstLatenessMillis") * NANOS_PER_MILLI),
                        (int) tree.number("waiting"),
                        tree.object("journalTrouble").map(PictureReader::plainReason),
                        (int) tree.number("unwritten")),
                tree.number("droppedNews"));
    }

    static About about(JsonObject tree) {
        return new About(
                tree.number("pid"),
                tree.text("version"),
                tree.text("config"),
                tree.optionalText("log"),
                tree.instant("since"));
    }

    static ProbeResult result(JsonObject tree) {
        return new ProbeResult(
                Tree.constant(ProbeResult.Outcome.class, tree.text("outcome")),
                reason(tree),
                tree.optionalText("value"),
                tree.objects("phases").stream()
                        .map(phase -> new ProbeResult.Phase(phase.text("name"), millis(phase)))
                        .toList(),
                millis(tree));
    }

    private static ServiceStatus service(ServiceId id, JsonObject tree) {
        return new ServiceStatus(
                id,
                tree.text("driver"),
                Tree.constant(Status.State.class, tree.text("state")),
                Tree.constant(Health.class, tree.text("health")),
                Tree.constant(Wish.class, tree.text("wish")),
                tree.optionalNumber("incarnation").map(number -> new Incarnation(number.longValue())),
                tree.object("process").map(PictureReader::process),
                tree.optionalInstant("since").map(PictureReader::nanos).orElse(Long.MIN_VALUE),
                (int) tree.number("restarts"),
                (int) tree.number("recoveries"),
                tree.number("probes"),
                tree.number("failures"),
                (long) (tree.decimal("healthySeconds") * NANOS_PER_SECOND),
                (long) (tree.decimal("observedSeconds") * NANOS_PER_SECOND),
                tree.objects("checks").stream().map(check -> check(id, check)).toList(),
                tree.object("incident").map(incident -> incident(id, incident)),
                tree.object("next").map(PictureReader::next),
                tree.object("pin").map(PictureReader::word),
                tree.object("silence").map(PictureReader::word),
                tree.objects("rivals").stream().map(PictureReader::plainReason).toList(),
                tree.object("absence").map(PictureReader::plainReason));
    }

    private static CheckStatus check(ServiceId service, JsonObject tree) {
        return new CheckStatus(
                new CheckId(service, tree.text("name")),
                Tree.constant(Status.Verdict.class, tree.text("verdict")),
                tree.object("last").map(PictureReader::result),
                tree.optionalInstant("at").map(PictureReader::nanos).orElse(0L),
                (int) tree.number("failuresInRow"),
                (int) tree.number("failuresLately"),
                (int) tree.number("answersLately"),
                tree.isTrue("blind"));
    }

    private static IncidentStatus incident(ServiceId service, JsonObject tree) {
        return new IncidentStatus(
                tree.number("id"),
                Tree.constant(Fact.Cause.class, tree.text("cause")),
                reason(tree),
                nanos(tree.instant("onset")),
                nanos(tree.instant("detected")),
                tree.optionalInstant("restored").map(PictureReader::nanos),
                (int) tree.number("attempts"),
                tree.isTrue("parked"),
                tree.object("hold").map(PictureReader::hold),
                tree.object("diagnosis").map(diagnosis -> diagnosis(service, tree.number("id"), diagnosis)),
                tree.object("evidence").map(kept -> new Finding.Evidence(kept.text("path"), kept.number("bytes"))),
                tree.optionalText("lastMeasure").map(Rung::of),
                tree.object("proposal").map(proposal -> new Fact.Proposed(
                        service,
                        tree.number("id"),
                        Rung.of(proposal.text("measure")),
                        proposal.object("what").map(PictureReader::plainReason))),
                tree.isTrue("acknowledged"));
    }

    private static Hold hold(JsonObject tree) {
        return new Hold(
                Tree.constant(Hold.Kind.class, tree.text("kind")),
                tree.optionalText("culprit").map(ServiceId::new),
                reason(tree));
    }

    private static Fact.Diagnosed diagnosis(ServiceId service, long incident, JsonObject tree) {
        return new Fact.Diagnosed(
                service,
                incident,
                Tree.constant(Diagnosis.Blame.class, tree.text("blame")),
                Tree.constant(Diagnosis.Confidence.class, tree.text("confidence")),
                reason(tree),
                tree.objects("evidence").stream().map(PictureReader::plainReason).toList(),
                Tree.constant(Diagnosis.Advice.class, tree.text("advice")),
                tree.isTrue("restartHelps"));
    }

    private static Status.Word word(JsonObject tree) {
        return new Status.Word(
                tree.text("why"),
                tree.text("actor"),
                tree.optionalInstant("until").map(PictureReader::nanos).orElse(Long.MAX_VALUE));
    }

    private static Next next(JsonObject tree) {
        return new Next(
                Tree.constant(Next.What.class, tree.text("what")),
                tree.optionalInstant("at").map(PictureReader::nanos).orElse(Long.MAX_VALUE));
    }

    private static Reason reason(JsonObject tree) {
        return plainReason(tree.object("reason").orElseThrow());
    }

    private static Reason plainReason(JsonObject reason) {
        return new Reason(reason.text("key"), reason.texts("values"));
    }

    private static ProcessIdentity process(JsonObject tree) {
        return new ProcessIdentity(tree.number("pid"), tree.number("startTicks"), tree.text("bootId"));
    }

    private static long millis(JsonObject tree) {
        return Math.round(tree.decimal("millis") * NANOS_PER_MILLI);
    }

    private static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }

}
