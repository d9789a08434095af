package holdfast.diagnosis;

import holdfast.model.CheckSpec;
import holdfast.model.Event.StartFailure;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Finding.Hint;
import holdfast.model.LadderSpec;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.Rung;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// The symptoms, asked what the rules want to know of them. What could not be seen ([Finding.Unseen], a probe that could not run)
/// is not there.
record Signs(Symptoms symptoms) {
    Fact.Cause trouble() {
        return symptoms.cause();
    }

    ServiceSpec service() {
        return symptoms.service();
    }

    LadderSpec ladder() {
        return service().ladder();
    }

    /// Its main process is believed to live.
    boolean isAlive() {
        return switch (trouble()) {
            case NOT_ANSWERING, START_TIMED_OUT, NOT_READY, BLAMED -> true;
            case CRASHED, START_FAILED, STOP_NOT_PROVEN -> false;
        };
    }

    /// It is not up, so what it said last may be about its start.
    boolean isNotUp() {
        return switch (trouble()) {
            case CRASHED, START_FAILED, START_TIMED_OUT -> true;
            case NOT_ANSWERING, NOT_READY, BLAMED, STOP_NOT_PROVEN -> false;
        };
    }

    Optional<StartFailure> startFailure() {
        return trouble() == Fact.Cause.START_FAILED ? symptoms.startFailure() : Optional.empty();
    }

    Optional<End> end() {
        return trouble() == Fact.Cause.CRASHED ? symptoms.exit().map(End::of) : Optional.empty();
    }

    <T extends Finding> List<T> all(Class<T> kind) {
        return symptoms.findings().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends Finding> Optional<T> found(Class<T> kind) {
        return all(kind).stream().findFirst();
    }

    /// The one who holds its port, where that is not the main process, cannot go on and is in this state. A start script or a
    /// wrapper is the main process of many services, and not the one who answers.
    Optional<Finding.HaltedProcess> haltedHolder(char state) {
        List<Long> holders = all(Finding.PortHeld.class).stream()
                .filter(held -> held.holder() == Finding.Holder.SERVICE)
                .map(Finding.PortHeld::pid)
                .toList();
        return all(Finding.HaltedProcess.class).stream()
                .filter(halted -> halted.state() == state && holders.contains(halted.pid()))
                .findFirst();
    }

    /// The line of its output that points there.
    Optional<String> said(Hint hint) {
        return all(Finding.LastWords.class).stream()
                .filter(words -> words.hint() == hint)
                .map(Finding.LastWords::line)
                .findFirst();
    }

    /// Of the checks that are bad. One whose last answer is no failure (the probe could not run, or it passed meanwhile) says
    /// nothing.
    List<Answer> answers() {
        return symptoms.failing().stream()
                .flatMap(failing -> failing.last().stream()
                        .filter(last -> last.outcome() == Outcome.FAIL)
                        .map(last -> new Answer(failing.spec(), last.reason())))
                .toList();
    }

    /// The first of them that says one of these.
    Optional<Answer> answer(String... keys) {
        return answers().stream().filter(answer -> answer.says(keys)).findFirst();
    }

    /// The first that says one of these and may be blamed for the trouble: a threshold that the owner set as a warning (role
    /// ready) explains no failing alive check.
    Optional<Answer> decisive(String... keys) {
        return answers().stream()
                .filter(answer -> answer.says(keys))
                .filter(answer -> trouble() == Fact.Cause.NOT_READY || answer.isAlive())
                .findFirst();
    }

    List<CheckSpec> checks() {
        return service().checks();
    }

    /// A targeted repair, where the ladder has a rung for it.
    Optional<Remedy> permitted(Remedy remedy) {
        return ladder().has(Rung.REPAIR) ? Optional.of(remedy) : Optional.empty();
    }

    /// The service's own repair command: for what lies in the service itself and has no better remedy.
    Optional<Remedy> ownRepair() {
        return ladder().repair().flatMap(command -> permitted(new Remedy.RunCommand(command)));
    }

    /// What it said, as evidence.
    static Reason quoted(String line) {
        return Reason.of("diagnosis.evidence.said", line);
    }
}
