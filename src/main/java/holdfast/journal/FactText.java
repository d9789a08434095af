package holdfast.journal;

import holdfast.model.Event.Origin;
import holdfast.model.Event.StartFailure;
import holdfast.model.Fact;
import holdfast.model.Fact.AlertKind;
import holdfast.model.Fact.Cause;
import holdfast.model.Fact.Closing;
import holdfast.model.Fact.Purpose;
import holdfast.model.Fact.ReloadResult;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.ServiceId;
import holdfast.model.Wish;
import io.avaje.json.JsonException;
import io.avaje.json.stream.JsonStream;
import java.util.OptionalLong;

/// Facts as text and back: a kind, which is a stable word, and a JSON object. What is written here is read by every later
/// version, so a kind or a field may be added but never given another meaning; anything else needs a new schema version.
///
/// Threading: any.
public final class FactText {
    /// Empty strings and lists are values like any other here.
    private static final JsonStream JSON =
            JsonStream.builder().serializeNulls(true).serializeEmpty(true).build();

    private FactText() {}

    /// A text in the journal that is no fact, or none that this version knows.
    public static final class UnreadableFact extends Exception {
        UnreadableFact(String kind, RuntimeException cause) {
            super(kind + ": " + cause.getMessage(), cause);
        }
    }

    /// The word for this kind of fact.
    public static String kind(Fact fact) {
        return switch (fact) {
            case Fact.WishChanged _ -> "wish-changed";
            case Fact.StartIntended _ -> "start-intended";
            case Fact.Started _ -> "started";
            case Fact.StartFailed _ -> "start-failed";
            case Fact.Adopted _ -> "adopted";
            case Fact.RunsMissed _ -> "runs-missed";
            case Fact.StopIntended _ -> "stop-intended";
            case Fact.Ended _ -> "ended";
            case Fact.StopNotProven _ -> "stop-not-proven";
            case Fact.ReloadIntended _ -> "reload-intended";
            case Fact.ReloadEnded _ -> "reload-ended";
            case Fact.HealthJudged _ -> "health-judged";
            case Fact.CheckBlinded _ -> "check-blinded";
            case Fact.CheckSighted _ -> "check-sighted";
            case Fact.IncidentOpened _ -> "incident-opened";
            case Fact.RecoveryDelayed _ -> "recovery-delayed";
            case Fact.RecoveryHeld _ -> "recovery-held";
            case Fact.RecoveryResumed _ -> "recovery-resumed";
            case Fact.Diagnosed _ -> "diagnosed";
            case Fact.EvidenceKept _ -> "evidence-kept";
            case Fact.RungTaken _ -> "rung-taken";
            case Fact.RemedyEnded _ -> "remedy-ended";
            case Fact.Proposed _ -> "proposed";
            case Fact.Approved _ -> "approved";
            case Fact.Acknowledged _ -> "acknowledged";
            case Fact.Pinned _ -> "pinned";
            case Fact.Unpinned _ -> "unpinned";
            case Fact.Silenced _ -> "silenced";
            case Fact.Unsilenced _ -> "unsilenced";
            case Fact.IncidentRestored _ -> "incident-restored";
            case Fact.IncidentRelapsed _ -> "incident-relapsed";
            case Fact.IncidentClosed _ -> "incident-closed";
            case Fact.Parked _ -> "parked";
            case Fact.Unparked _ -> "unparked";
            case Fact.AlertDecided _ -> "alert-decided";
            case Fact.RivalsNoted _ -> "rivals-noted";
            case Fact.Remarked _ -> "remarked";
            case Fact.Forgotten _ -> "forgotten";
        };
    }

    /// The incident a fact names, if it names one.
    public static OptionalLong incident(Fact fact) {
        return switch (fact) {
            case Fact.IncidentOpened opened -> OptionalLong.of(opened.incident());
            case Fact.RecoveryDelayed delayed -> OptionalLong.of(delayed.incident());
            case Fact.RecoveryHeld held -> OptionalLong.of(held.incident());
            case Fact.RecoveryResumed resumed -> OptionalLong.of(resumed.incident());
            case Fact.Diagnosed diagnosed -> OptionalLong.of(diagnosed.incident());
            case Fact.EvidenceKept kept -> OptionalLong.of(kept.incident());
            case Fact.RungTaken taken -> OptionalLong.of(taken.incident());
            case Fact.RemedyEnded ended -> OptionalLong.of(ended.incident());
            case Fact.Proposed proposed -> OptionalLong.of(proposed.incident());
            case Fact.Approved approved -> OptionalLong.of(approved.incident());
            case Fact.Acknowledged acknowledged -> OptionalLong.of(acknowledged.incident());
            case Fact.IncidentRestored restored -> OptionalLong.of(restored.incident());
            case Fact.IncidentRelapsed relapsed -> OptionalLong.of(relapsed.incident());
            case Fact.IncidentClosed closed -> OptionalLong.of(closed.incident());
            case Fact.Parked parked -> OptionalLong.of(parked.incident());
            case Fact.Unparked unparked -> OptionalLong.of(unparked.incident());
            case Fact.AlertDecided decided -> OptionalLong.of(decided.incident());
            case Fact.WishChanged _, Fact.StartIntended _, Fact.Started _, Fact.StartFailed _ -> OptionalLong.empty();
            case Fact.Adopted _, Fact.RunsMissed _, Fact.StopIntended _, Fact.Ended _, Fact.StopNotProven _ -> OptionalLong.empty();
            case Fact.HealthJudged _, Fact.CheckBlinded _, Fact.CheckSighted _, Fact.RivalsNoted _ -> OptionalLong.empty();
            case Fact.ReloadIntended _, Fact.ReloadEnded _, Fact.Remarked _ -> OptionalLong.empty();
            case Fact.Forgotten _, Fact.Pinned _, Fact.Unpinned _, Fact.Silenced _, Fact.Unsilenced _ -> OptionalLong.empty();
        };
    }

    /// The fields of a fact, as one JSON object.
    public static String body(Fact fact) {
        return fill(new Body(JSON, fact.service()), fact).end();
    }

    private static Body fill(Body body, Fact fact) {
        return switch (fact) {
            case Fact.WishChanged(var _, var wish, var actor, var absence) ->
                body.constant("wish", wish).text("actor", actor).reason("absence", absence);
            case Fact.StartIntended(var _, var run, var purpose, var tries) ->
                body.incarnation(run).constant("purpose", purpose).number("tries", tries);
            case Fact.Started(var _, var run, var process) -> body.incarnation(run).process(process);
            case Fact.StartFailed(var _, var run, var failure, var reason) ->
                body.incarnation(run).constant("failure", failure).reason(reason);
            case Fact.Adopted(var _, var run, var process, var origin) -> body.incarnation(run).process(process).constant("origin", origin);
            case Fact.StopIntended(var _, var run, var purpose) -> body.incarnation(run).constant("purpose", purpose);
            case Fact.Ended(var _, var run, var status, var survivors, var asked, var word) ->
                body.incarnation(run).exit(status).number("survivors", survivors).flag("asked", asked).reason("word", word);
            case Fact.StopNotProven(var _, var run, var reason) -> body.incarnation(run).reason(reason);
            case Fact.HealthJudged(var _, var from, var to, var check, var reason) ->
                body.constant("from", from).constant("to", to).check(check).reason(reason);
            case Fact.CheckBlinded(var check, var reason) -> body.text("check", check.name()).reason(reason);
            case Fact.CheckSighted(var check) -> body.text("check", check.name());
            case Fact.IncidentOpened(var _, var incident, var cause, var reason, var onset) ->
                body.incident(incident).constant("cause", cause).reason(reason).number("onsetAgoNanos", onset);
            case Fact.RecoveryDelayed(var _, var incident, var delay) -> body.incident(incident).number("delayNanos", delay);
            case Fact.RecoveryHeld(var _, var incident, var hold) -> body.incident(incident)
                    .constant("hold", hold.kind())
                    .service("culprit", hold.culprit())
                    .reason(hold.reason());
            case Fact.RecoveryResumed(var _, var incident) -> body.incident(incident);
            case Fact.IncidentRestored(var _, var incident) -> body.incident(incident);
            case Fact.IncidentRelapsed(var _, var incident, var cause, var reason) ->
                body.incident(incident).constant("cause", cause).reason(reason);
            case Fact.IncidentClosed(var _, var incident, var closing) -> body.incident(incident).constant("closing", closing);
            case Fact.Parked(var _, var incident, var delay) -> body.incident(incident).number("delayNanos", delay);
            case Fact.Unparked(var _, var incident, var cause) -> body.incident(incident).constant("cause", cause);
            case Fact.AlertDecided(var _, var incident, var kind) -> body.incident(incident).constant("alert", kind);
            case Fact.Forgotten(var _) -> body;
            case Fact.Diagnosed _, Fact.EvidenceKept _, Fact.RungTaken _, Fact.RemedyEnded _ -> MeasureText.fill(body, fact);
            case Fact.Proposed _, Fact.Approved _, Fact.Acknowledged _ -> MeasureText.fill(body, fact);
            case Fact.ReloadIntended _, Fact.ReloadEnded _, Fact.RivalsNoted _, Fact.Remarked _, Fact.RunsMissed _ -> MeasureText.fill(body, fact);
            case Fact.Pinned _, Fact.Unpinned _, Fact.Silenced _, Fact.Unsilenced _ -> MeasureText.fill(body, fact);
        };
    }

    /// @throws UnreadableFact when the text is damaged or of a kind that this version does not know
    public static Fact read(String kind, String body) throws UnreadableFact {
        try (var reader = JSON.reader(body)) {
            return read(kind, Fields.read(reader));
        } catch (IllegalArgumentException | ArithmeticException | JsonException e) {
            throw new UnreadableFact(kind, e);
        }
    }

    private static Fact read(String kind, Fields fields) {
        ServiceId service = fields.service();
        return switch (kind) {
            case "wish-changed" -> new Fact.WishChanged(
                    service, fields.constant("wish", Wish.class), fields.text("actor"), fields.reason("absence"));
            case "start-intended" -> new Fact.StartIntended(
                    service, fields.incarnation(), fields.constant("purpose", Purpose.class), fields.count("tries"));
            case "started" -> new Fact.Started(service, fields.incarnation(), fields.process());
            case "start-failed" -> new Fact.StartFailed(
                    service, fields.incarnation(), fields.constant("failure", StartFailure.class), fields.reason());
            case "adopted" -> new Fact.Adopted(service, fields.incarnation(), fields.process(), fields.constant("origin", Origin.class));
            case "runs-missed" -> new Fact.RunsMissed(service, fields.incarnation(), fields.exit(), fields.count("runs"));
            case "stop-intended" -> new Fact.StopIntended(
                    service, fields.incarnation(), fields.constant("purpose", Purpose.class));
            case "ended" -> new Fact.Ended(
                    service,
                    fields.incarnation(),
                    fields.exit(),
                    fields.count("survivors"),
                    fields.flag("asked"),
                    fields.reason("word"));
            case "stop-not-proven" -> new Fact.StopNotProven(service, fields.incarnation(), fields.reason());
            case "reload-intended" -> new Fact.ReloadIntended(service, fields.incarnation(), fields.text("actor"));
            case "reload-ended" -> new Fact.ReloadEnded(
                    service, fields.incarnation(), fields.constant("result", ReloadResult.class), fields.reason());
            case "health-judged" -> new Fact.HealthJudged(
                    service,
                    fields.constant("from", Health.class),
                    fields.constant("to", Health.class),
                    fields.decidingCheck(),
                    fields.reason());
            case "check-blinded" -> new Fact.CheckBlinded(fields.check(), fields.reason());
            case "check-sighted" -> new Fact.CheckSighted(fields.check());
            case "rivals-noted" -> new Fact.RivalsNoted(service, fields.reasons("rivals"));
            case "remarked" -> new Fact.Remarked(service, fields.reason());
            case "forgotten" -> new Fact.Forgotten(service);
            case "pinned", "unpinned", "silenced", "unsilenced" -> MeasureText.readWord(kind, service, fields);
            default -> readOfIncident(kind, service, fields);
        };
    }

    private static Fact readOfIncident(String kind, ServiceId service, Fields fields) {
        long incident = fields.incident();
        return switch (kind) {
            case "incident-opened" -> new Fact.IncidentOpened(
                    service, incident, fields.constant("cause", Cause.class), fields.reason(), fields.number("onsetAgoNanos"));
            case "recovery-delayed" -> new Fact.RecoveryDelayed(service, incident, fields.number("delayNanos"));
            case "recovery-held" -> new Fact.RecoveryHeld(
                    service,
                    incident,
                    new Hold(fields.constant("hold", Hold.Kind.class), fields.serviceNamed("culprit"), fields.reason()));
            case "recovery-resumed" -> new Fact.RecoveryResumed(service, incident);
            case "incident-restored" -> new Fact.IncidentRestored(service, incident);
            case "incident-relapsed" -> new Fact.IncidentRelapsed(
                    service, incident, fields.constant("cause", Cause.class), fields.reason());
            case "incident-closed" -> new Fact.IncidentClosed(service, incident, fields.constant("closing", Closing.class));
            case "parked" -> new Fact.Parked(service, incident, fields.number("delayNanos"));
            case "unparked" -> new Fact.Unparked(service, incident, fields.constant("cause", Closing.class));
            case "alert-decided" -> new Fact.AlertDecided(service, incident, fields.constant("alert", AlertKind.class));
            default -> MeasureText.read(kind, service, fields);
        };
    }
}
