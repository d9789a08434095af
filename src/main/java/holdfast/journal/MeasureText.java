package holdfast.journal;

import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Diagnosis.Confidence;
import holdfast.model.Fact;
import holdfast.model.Fact.Purpose;
import holdfast.model.ServiceId;

/// The part of [FactText] that tells of causes, measures and what operators said about them.
final class MeasureText {
    private MeasureText() {}

    static Body fill(Body body, Fact fact) {
        return switch (fact) {
            case Fact.Diagnosed(var _, var incident, var blame, var confidence, var reason, var evidence, var advice, var helps) ->
                body.incident(incident)
                        .constant("blame", blame)
                        .constant("confidence", confidence)
                        .reason(reason)
                        .reasons("evidence", evidence)
                        .constant("advice", advice)
                        .flag("restartHelps", helps);
            case Fact.ReloadIntended(var _, var run, var actor) -> body.incarnation(run).text("actor", actor);
            case Fact.ReloadEnded(var _, var run, var result, var reason) ->
                body.incarnation(run).constant("result", result).reason(reason);
            case Fact.EvidenceKept(var _, var incident, var path, var bytes) ->
                body.incident(incident).text("path", path).number("bytes", bytes);
            case Fact.RungTaken(var _, var incident, var rung, var what, var attempt, var tries) ->
                body.incident(incident)
                        .rung(rung)
                        .reason("what", what)
                        .optional("attempt", attempt)
                        .number("tries", tries);
            case Fact.RemedyEnded(var _, var incident, var applied, var reason) ->
                body.incident(incident).flag("applied", applied).reason(reason);
            case Fact.Proposed(var _, var incident, var rung, var what) ->
                body.incident(incident).rung(rung).reason("what", what);
            case Fact.Approved(var _, var incident, var actor) -> body.incident(incident).text("actor", actor);
            case Fact.Acknowledged(var _, var incident, var why, var actor) ->
                body.incident(incident).text("why", why).text("actor", actor);
            case Fact.Pinned(var _, var why, var forNanos, var actor) ->
                body.text("why", why).number("forNanos", forNanos).text("actor", actor);
            case Fact.Unpinned(var _, var actor) -> body.text("actor", actor);
            case Fact.Silenced(var _, var why, var forNanos, var actor) ->
                body.text("why", why).number("forNanos", forNanos).text("actor", actor);
            case Fact.Unsilenced(var _, var actor) -> body.text("actor", actor);
            case Fact.RivalsNoted(var _, var rivals) -> body.reasons("rivals", rivals);
            case Fact.Remarked(var _, var reason) -> body.reason(reason);
            case Fact.RunsMissed(var _, var last, var status, var runs) -> body.incarnation(last).exit(status).number("runs", runs);
            case Fact other -> throw new IllegalStateException("told elsewhere: " + other);
        };
    }

    /// What an operator has said to stand.
    static Fact readWord(String kind, ServiceId service, Fields fields) {
        return switch (kind) {
            case "pinned" -> new Fact.Pinned(service, fields.text("why"), fields.number("forNanos"), fields.text("actor"));
            case "unpinned" -> new Fact.Unpinned(service, fields.text("actor"));
            case "silenced" -> new Fact.Silenced(service, fields.text("why"), fields.number("forNanos"), fields.text("actor"));
            case "unsilenced" -> new Fact.Unsilenced(service, fields.text("actor"));
            default -> throw new IllegalArgumentException("no such word");
        };
    }

    /// @throws IllegalArgumentException for a kind that this version does not know
    static Fact read(String kind, ServiceId service, Fields fields) {
        long incident = fields.incident();
        return switch (kind) {
            case "diagnosed" -> new Fact.Diagnosed(
                    service,
                    incident,
                    fields.constant("blame", Blame.class),
                    fields.constant("confidence", Confidence.class),
                    fields.reason(),
                    fields.reasons("evidence"),
                    // What was written before there was this field was followed up the ladder, whatever the cause.
                    fields.optional("advice", Advice.class).orElse(Advice.RESTART),
                    fields.optionalFlag("restartHelps").orElse(true));
            case "evidence-kept" -> new Fact.EvidenceKept(service, incident, fields.text("path"), fields.number("bytes"));
            case "rung-taken" -> new Fact.RungTaken(
                    service,
                    incident,
                    fields.rung(),
                    fields.reason("what"),
                    fields.optional("attempt", Purpose.class),
                    fields.count("tries"));
            case "remedy-ended" -> new Fact.RemedyEnded(service, incident, fields.flag("applied"), fields.reason());
            case "proposed" -> new Fact.Proposed(
                    service, incident, fields.rung(), fields.reason("what"));
            case "approved" -> new Fact.Approved(service, incident, fields.text("actor"));
            case "acknowledged" -> new Fact.Acknowledged(service, incident, fields.text("why"), fields.text("actor"));
            default -> throw new IllegalArgumentException("no such kind of fact");
        };
    }
}
