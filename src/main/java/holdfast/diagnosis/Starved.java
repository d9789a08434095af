package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Finding;
import holdfast.model.Reason;
import java.util.Optional;

/// The host gives the service no chance: everything on it stands still. A restart is more load.
final class Starved {
    /// Percent of the last 10 s in which nothing could go on: what systemd-oomd acts upon for memory
    /// (DefaultMemoryPressureLimit=60%, oomd.conf(5)). Of input and output no such figure is published; the scale is the same.
    static final int STALLED_PERCENT = 60;

    /// Percent of the last 10 s in which some task waited for a processor. It is near 100 on any busy host, and a service that
    /// spins makes it itself; so it excuses slow answers, and never silence.
    static final int CROWDED_PERCENT = 90;

    private Starved() {}

    static Optional<Diagnosis> stalled(Signs signs) {
        if (!signs.isAlive()) {
            return Optional.empty();
        }
        return signs.decisive("probe.load.high")
                .map(answer -> Cause.certain(
                        Blame.HOST_STARVED,
                        Reason.of("diagnosis.starved.load", answer.value(0), answer.value(1)),
                        answer.reason()))
                .or(() -> signs.found(Finding.Pressure.class).flatMap(Starved::stalled))
                .map(Cause::waiting);
    }

    private static Optional<Cause> stalled(Finding.Pressure pressure) {
        if (pressure.memory() >= STALLED_PERCENT) {
            return Optional.of(Cause.likely(Blame.HOST_STARVED, Reason.of("diagnosis.starved.memory", pressure.memory())));
        }
        return pressure.io() >= STALLED_PERCENT
                ? Optional.of(Cause.likely(Blame.HOST_STARVED, Reason.of("diagnosis.starved.io", pressure.io())))
                : Optional.empty();
    }

    /// It does answer, so it is worth waiting for.
    static Optional<Diagnosis> crowded(Signs signs) {
        Optional<Answer> slow = signs.answer("probe.http.slow").filter(_ -> signs.isAlive());
        return slow.flatMap(answer -> signs.found(Finding.Pressure.class)
                .filter(pressure -> pressure.cpu() >= CROWDED_PERCENT)
                .map(pressure -> Cause.likely(
                                Blame.HOST_STARVED, Reason.of("diagnosis.starved.cpu", pressure.cpu()), answer.reason())
                        .waiting()));
    }
}
