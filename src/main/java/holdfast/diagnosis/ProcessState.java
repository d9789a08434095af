package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Reason;
import java.util.Optional;

/// A process that cannot answer, whatever else is wrong: the main one stopped by a signal, or dead with only its entry left; or, below
/// a wrapper, the one who holds the port stopped. A process
/// that a debugger holds (state t) is neither: the close look itself may hold it for a moment.
final class ProcessState {
    private ProcessState() {}

    static Optional<Diagnosis> halted(Signs signs) {
        return signs.isAlive() ? stopped(signs).or(() -> dead(signs)).or(() -> member(signs)) : Optional.empty();
    }

    private static Optional<Diagnosis> stopped(Signs signs) {
        return main(signs, 'T')
                .map(pid -> Cause.certain(Blame.FROZEN, Reason.of("diagnosis.frozen", pid)))
                .or(() -> signs.haltedHolder('T')
                        .map(holder -> Cause.certain(Blame.FROZEN, Reason.of("diagnosis.frozen.holder", Long.toString(holder.pid())))))
                .or(() -> signs.answer("probe.process.stopped")
                        .map(answer -> Cause.certain(
                                Blame.FROZEN, Reason.of("diagnosis.frozen", answer.value(1)), answer.reason())))
                .map(cause -> cause.mended(signs.ownRepair(), Advice.RESTART));
    }

    /// Who answers is not known, and one of those who might is stopped.
    private static Optional<Diagnosis> member(Signs signs) {
        boolean isSilent = signs.trouble() == Fact.Cause.NOT_ANSWERING || signs.trouble() == Fact.Cause.START_TIMED_OUT;
        return signs.all(Finding.HaltedProcess.class).stream()
                .filter(halted -> isSilent && halted.state() == 'T')
                .map(halted -> Cause.likely(Blame.FROZEN, Reason.of("diagnosis.frozen.member", Long.toString(halted.pid()))))
                .findFirst()
                .map(cause -> cause.mended(signs.ownRepair(), Advice.RESTART));
    }

    private static Optional<Diagnosis> dead(Signs signs) {
        return main(signs, 'Z')
                .map(pid -> Cause.certain(Blame.CRASHED, Reason.of("diagnosis.crash.zombie", pid)))
                .or(() -> signs.answer("probe.process.zombie", "probe.process.gone", "probe.process.none")
                        .map(answer -> Cause.likely(
                                Blame.CRASHED, Reason.of("diagnosis.crash.gone"), answer.reason())))
                .map(Cause::restart);
    }

    private static Optional<String> main(Signs signs, char state) {
        return signs.found(Finding.MainProcess.class)
                .filter(main -> main.state() == state)
                .map(main -> Long.toString(main.pid()));
    }
}
