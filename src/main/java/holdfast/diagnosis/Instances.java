package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import java.util.Optional;

/// Its backend has given up some of its instances; the others serve.
final class Instances {
    private Instances() {}

    static Optional<Diagnosis> lost(Signs signs) {
        return signs.decisive("driver.pm2.instances-lost")
                .map(answer -> Cause.certain(
                                Blame.CRASHED,
                                Reason.of("diagnosis.instances.lost", answer.value(0), answer.value(1), answer.value(2)),
                                answer.reason())
                        .mended(signs.permitted(new Remedy.StartInstances()), Advice.RESTART));
    }
}
