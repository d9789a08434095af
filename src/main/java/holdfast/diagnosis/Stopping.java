package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Reason;
import java.util.Optional;

/// A stop that cannot be proven. It forbids every start, whatever else is wrong.
final class Stopping {
    private Stopping() {}

    static Optional<Diagnosis> unproven(Signs signs) {
        if (signs.trouble() != Fact.Cause.STOP_NOT_PROVEN) {
            return Optional.empty();
        }
        Optional<Finding.MainProcess> waiting =
                signs.found(Finding.MainProcess.class).filter(main -> main.state() == 'D');
        return Optional.of(waiting.map(main -> Cause.certain(
                        Blame.HUNG, Reason.of("diagnosis.stop.in-kernel", main.pid(), main.waitChannel().orElse("?"))))
                .orElseGet(() -> Cause.guess(Blame.UNKNOWN, Reason.of("diagnosis.stop.unproven")))
                .person());
    }
}
