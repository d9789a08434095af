package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Limits;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.recovery.Incident;
import holdfast.supervisor.CaseFile.Errand;
import java.util.List;
import java.util.Optional;

/// Close looks and targeted repairs: sending for them, and every answer that does not come. One at a time for each service.
final class Errands {
    /// Nanoseconds on top of an examination's own limit.
    private static final long SLACK_NANOS = 2_000_000_000L;

    private Errands() {}

    /// @param brief only whether it has passed, and nothing is kept
    static void examine(Turn turn, int i, Incident incident, boolean brief) {
        ServiceState state = turn.at(i);
        long number = turn.number();
        long by = turn.now() + Limits.EXAMINATION_NANOS + SLACK_NANOS;
        turn.put(i, state.withFile(state.file().sent(new Errand.Examining(number, by))));
        turn.send(new Command.Examine(
                state.spec().id(),
                number,
                incident.id(),
                Observing.current(state.memory().run()),
                state.memory().run().newest(),
                state.memory().run().lastProcess(),
                brief));
    }

    static void apply(Turn turn, int i, Incident incident, Remedy remedy) {
        ServiceState state = turn.at(i);
        long number = turn.number();
        turn.put(i, state.withFile(state.file().sent(new Errand.Applying(number, turn.now() + limitNanos(remedy)))));
        turn.send(new Command.ApplyRemedy(
                state.spec().id(), number, incident.id(), remedy, state.memory().run().lastProcess()));
    }

    /// A command has a deadline of its own, and its process group needs a moment to die.
    private static long limitNanos(Remedy remedy) {
        return switch (remedy) {
            case Remedy.RunCommand run -> run.command().withinNanos() + Limits.STOP_ANSWER_SLACK_NANOS;
            case Remedy.SetOwnership _, Remedy.FreePort _, Remedy.ClearCaches _ -> Limits.REMEDY_NANOS;
            case Remedy.RestoreDatabase _, Remedy.ReclaimDisk _, Remedy.DropSwap _, Remedy.StartInstances _ ->
                Limits.REMEDY_NANOS;
        };
    }

    static void examined(Turn turn, int i, Event.Examined examined) {
        if (isAwaited(turn, i, examined.examination())) {
            seen(turn, i, examined.result());
        }
    }

    static void answered(Turn turn, int i, Event.RemedyAnswered answered) {
        if (isAwaited(turn, i, answered.number())) {
            ended(turn, i, answered.outcome());
        }
    }

    /// Another number answers an errand that was given up.
    private static boolean isAwaited(Turn turn, int i, long number) {
        return turn.at(i).file().errand().filter(errand -> errand.number() == number).isPresent();
    }

    /// What time alone brings about.
    static void advance(Turn turn, int i) {
        Optional<Errand> late = turn.at(i).file().errand().filter(errand -> turn.now() >= errand.byNanos());
        if (late.isPresent()) {
            switch (late.get()) {
                case Errand.Examining _ -> seen(
                        turn,
                        i,
                        new Finding.Examination(
                                List.of(new Finding.Unseen(Reason.of("supervisor.examination-not-answered"))), Optional.empty()));
                case Errand.Applying _ ->
                    ended(turn, i, new RemedyOutcome.Failed(Reason.of("supervisor.remedy-not-answered")));
            }
        }
    }

    private static void seen(Turn turn, int i, Finding.Examination examination) {
        ServiceState state = turn.at(i);
        turn.put(i, state.withFile(state.file().seen(examination.findings())));
        Optional<Incident> open = state.memory().incident();
        if (open.isPresent()) {
            examination.evidence().ifPresent(kept -> turn.emit(
                    i, new Fact.EvidenceKept(state.spec().id(), open.get().id(), kept.path(), kept.bytes())));
            Diagnoses.make(turn, i, open.get());
        }
        turn.unsettle(i);
    }

    private static void ended(Turn turn, int i, RemedyOutcome outcome) {
        ServiceState state = turn.at(i);
        boolean prepares = state.file().preparation().isPresent() && state.life() instanceof Life.Down;
        turn.put(i, state.withFile(prepares ? state.file().prepared() : state.file().answered()));
        state.memory().incident().ifPresent(open -> turn.emit(i, switch (outcome) {
            case RemedyOutcome.Applied applied ->
                new Fact.RemedyEnded(state.spec().id(), open.id(), true, applied.reason());
            case RemedyOutcome.NotNeeded notNeeded ->
                new Fact.RemedyEnded(state.spec().id(), open.id(), false, notNeeded.reason());
            case RemedyOutcome.Failed failed -> new Fact.RemedyEnded(state.spec().id(), open.id(), false, failed.reason());
        }));
        if (!prepares && outcome instanceof RemedyOutcome.Applied && turn.at(i).life().isProbed()) {
            Probing.rejudge(turn, i); // whether it held is for the checks to say
        }
        turn.unsettle(i);
    }
}
