package holdfast.daemon;

import holdfast.evidence.Redaction;
import holdfast.evidence.Secrets;
import holdfast.model.CheckSpec;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.regex.Pattern;

/// What checks and drivers say on its way to everybody else: command lines of strangers and last words of programs are in it, and
/// with them, now and then, a password. What leaves here goes into journal, log, terminal and `status`, so secrets are taken out, and
/// whatever would move a terminal's cursor.
///
/// Threading: any.
public final class Discretion {
    private static final Redaction REDACTION = Redaction.plain();

    /// Colours and movements (ECMA-48, 5.4), and any other character that is not for reading.
    private static final Pattern UNPRINTABLE = Pattern.compile("\\x1B\\[[0-?]{0,64}[ -/]{0,16}[@-~]|\\p{Cntrl}");

    private Discretion() {}

    public static String clean(String text) {
        return clean(text, REDACTION);
    }

    private static String clean(String text, Redaction redaction) {
        return redaction.clean(UNPRINTABLE.matcher(text).replaceAll(match -> match.group().length() > 1 ? "" : " "));
    }

    public static Reason clean(Reason reason) {
        return clean(reason, REDACTION);
    }

    private static Reason clean(Reason reason, Redaction redaction) {
        return new Reason(reason.key(), reason.values().stream().map(value -> clean(value, redaction)).toList());
    }

    /// A check that passes shows nothing of anybody else's, but for the one that names who listens.
    static ProbeResult clean(ProbeResult result, CheckSpec check, ServiceSpec service) {
        boolean isPass = result.outcome() == Outcome.PASS;
        if (isPass && !(check.question() instanceof Question.Port)) {
            return result;
        }
        Redaction redaction = isPass ? REDACTION : Secrets.of(service, List.of());
        Reason reason = clean(result.reason(), redaction);
        return new ProbeResult(
                result.outcome(), reason, result.value().map(value -> clean(value, redaction)), result.phases(), result.durationNanos());
    }

    static List<Reason> clean(List<Reason> reasons) {
        return reasons.stream().map(Discretion::clean).toList();
    }

    /// Of a driver.
    static Event clean(Event event) {
        return switch (event) {
            case Event.StartAnswered(var service, var incarnation, StartOutcome.Failed(var failure, Reason reason)) ->
                new Event.StartAnswered(service, incarnation, new StartOutcome.Failed(failure, clean(reason)));
            case Event.StopAnswered(var service, long command, StopOutcome.NotProven(Reason reason)) ->
                new Event.StopAnswered(service, command, new StopOutcome.NotProven(clean(reason)));
            case Event.ReloadAnswered(var service, long command, ReloadOutcome outcome) ->
                new Event.ReloadAnswered(service, command, clean(outcome));
            case Event.ProcessObserved(var service, long inquiry, Observation observation) ->
                new Event.ProcessObserved(service, inquiry, clean(observation));
            case Event.DriverRemarked(var service, Reason reason) -> new Event.DriverRemarked(service, clean(reason));
            case Event.BackendChanged(var service, Observation observation) -> new Event.BackendChanged(service, clean(observation));
            case Event _ -> event;
        };
    }

    private static ReloadOutcome clean(ReloadOutcome outcome) {
        return switch (outcome) {
            case ReloadOutcome.Refused(Reason reason) -> new ReloadOutcome.Refused(clean(reason));
            case ReloadOutcome.Failed(Reason reason, var process) -> new ReloadOutcome.Failed(clean(reason), process);
            case ReloadOutcome.Reloaded _, ReloadOutcome.Gone _ -> outcome;
        };
    }

    private static Observation clean(Observation observation) {
        return switch (observation) {
            case Observation.Gone(var status, int survivors, var word) ->
                new Observation.Gone(status, survivors, word.map(Discretion::clean));
            case Observation.Reviving(var status, long withinNanos, Reason reason, int missed) ->
                new Observation.Reviving(status, withinNanos, clean(reason), missed);
            case Observation.Rested(Reason reason) -> new Observation.Rested(clean(reason));
            case Observation.Absent(Reason reason) -> new Observation.Absent(clean(reason));
            case Observation.Unreadable(Reason reason) -> new Observation.Unreadable(clean(reason));
            case Observation.Running _, Observation.OtherBoot _ -> observation;
        };
    }
}
