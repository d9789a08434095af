package holdfast.supervisor;

import holdfast.diagnosis.Diagnosing;
import holdfast.diagnosis.Symptoms;
import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Event.StartFailure;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Rung;
import holdfast.model.Status.Verdict;
import holdfast.recovery.Incident;
import holdfast.recovery.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Has a trouble diagnosed, from the state of its service and the last close look.
final class Diagnoses {
    private Diagnoses() {}

    /// Notes the diagnosis; the fact only when the answer is another one than before.
    static void make(Turn turn, int i, Incident incident) {
        Diagnosis diagnosis = of(turn, i, incident);
        ServiceState state = turn.at(i);
        turn.put(i, state.withFile(state.file().diagnosed(diagnosis)));
        boolean known = incident.course()
                .diagnosis()
                .filter(last -> last.blame() == diagnosis.blame() && last.reason().equals(diagnosis.reason()))
                .filter(last -> last.advice() == diagnosis.advice() && last.restartHelps() == diagnosis.restartHelps())
                .isPresent();
        if (!known) {
            turn.emit(
                    i,
                    new Fact.Diagnosed(
                            state.spec().id(),
                            incident.id(),
                            diagnosis.blame(),
                            diagnosis.confidence(),
                            diagnosis.reason(),
                            diagnosis.evidence(),
                            diagnosis.advice(),
                            diagnosis.restartHelps()));
        }
    }

    /// What is called for now: once the remedy was tried, and it is still bad, what the cause calls for without one.
    static Optional<Advice> advice(ServiceState state) {
        boolean isTried = state.memory().incident().filter(open -> open.course().taken().contains(Rung.REPAIR)).isPresent();
        return state.file().diagnosis().map(made -> isTried ? made.otherwise() : made.advice());
    }

    private static Diagnosis of(Turn turn, int i, Incident incident) {
        ServiceState state = turn.at(i);
        Optional<Trouble> trouble = Recovering.trouble(turn, i);
        return Diagnosing.diagnose(new Symptoms(
                state.spec(),
                trouble.map(Trouble::cause).orElse(incident.cause()),
                trouble.map(Trouble::reason).orElse(incident.reason()),
                exit(state.memory().run()).or(state.file()::exit),
                startFailure(state.memory().run()),
                failing(state),
                Wishes.missingNeed(turn, i),
                state.file().findings()));
    }

    static Optional<ExitStatus> exit(Run run) {
        return run instanceof Run.Ended ended ? Optional.of(ended.status()) : Optional.empty();
    }

    private static Optional<StartFailure> startFailure(Run run) {
        return run instanceof Run.Failed failed ? Optional.of(failed.failure()) : Optional.empty();
    }

    private static List<Symptoms.Failing> failing(ServiceState state) {
        var failing = new ArrayList<Symptoms.Failing>();
        for (int c = 0; c < state.checks().size(); c++) {
            if (state.checks().get(c).verdict() == Verdict.BAD) {
                failing.add(new Symptoms.Failing(
                        state.spec().checks().get(c), state.checks().get(c).complaint()));
            }
        }
        return failing;
    }
}
