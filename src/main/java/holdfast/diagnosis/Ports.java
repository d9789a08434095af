package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.DriverSpec;
import holdfast.model.Event.StartFailure;
import holdfast.model.Finding;
import holdfast.model.Finding.Hint;
import holdfast.model.Finding.Holder;
import holdfast.model.Finding.PortHeld;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import java.util.Optional;

/// Somebody else sits on the service's port.
///
/// Of a service that a backend keeps, not every process is known, and the port may rightly be held by the backend itself. There a
/// stranger counts only if something else says that the port was taken.
final class Ports {
    private Ports() {}

    /// Proven: by the close look, or by the driver that would have started it.
    static Optional<Diagnosis> held(Signs signs) {
        return stray(signs).or(() -> stranger(signs)).or(() -> refused(signs));
    }

    private static Optional<PortHeld> holder(Signs signs, Holder whose) {
        return signs.all(PortHeld.class).stream().filter(held -> held.holder() == whose).findFirst();
    }

    /// While the service itself listens there as well (SO_REUSEPORT), the stray only takes some of its callers.
    private static Optional<Diagnosis> stray(Signs signs) {
        return holder(signs, Holder.STRAY).map(held -> {
            Reason reason = Reason.of("diagnosis.port.stray", held.port(), held.pid(), held.user(), held.command());
            boolean isAlone = holder(signs, Holder.SERVICE).isEmpty();
            Cause cause =
                    isAlone ? Cause.certain(Blame.PORT_HELD_BY_STRAY, reason) : Cause.likely(Blame.PORT_HELD_BY_STRAY, reason);
            boolean isDeclared = signs.service().port().filter(port -> port == held.port()).isPresent();
            Optional<Remedy> remedy = isDeclared ? signs.permitted(new Remedy.FreePort(held.port())) : Optional.empty();
            return cause.mended(remedy, Advice.RESTART);
        });
    }

    private static Optional<Diagnosis> stranger(Signs signs) {
        boolean isOwnKeeper = signs.service().driver() instanceof DriverSpec.Run;
        boolean isTaken = signs.startFailure().filter(failure -> failure == StartFailure.PORT_HELD).isPresent()
                || signs.said(Hint.PORT_IN_USE).isPresent();
        return holder(signs, Holder.STRANGER)
                .filter(_ -> holder(signs, Holder.SERVICE).isEmpty() && (isOwnKeeper || isTaken))
                .map(held -> Cause.certain(Blame.PORT_HELD_BY_STRANGER, named(held)).person());
    }

    /// Without a pid: its socket is seen, and its process may not be.
    private static Reason named(PortHeld held) {
        return held.pid() > 0
                ? Reason.of("diagnosis.port.stranger", held.port(), held.pid(), held.user(), held.command())
                : Reason.of("diagnosis.port.taken", held.port());
    }

    /// The driver found the port taken, and the close look does not show by whom. That it could not find out who listens is no
    /// holder at all.
    private static Optional<Diagnosis> refused(Signs signs) {
        Reason told = signs.symptoms().reason();
        boolean isRefused = signs.startFailure().filter(failure -> failure == StartFailure.PORT_HELD).isPresent();
        if (!isRefused || told.key().equals("driver.ports-unreadable")) {
            return Optional.empty();
        }
        Optional<Finding.PortFree> free = signs.found(Finding.PortFree.class);
        if (free.isPresent()) {
            Reason reason = Reason.of("diagnosis.port.free-again", free.get().port());
            return Optional.of(Cause.likely(Blame.PORT_HELD_BY_STRANGER, reason, told).restart());
        }
        boolean isNamed = told.key().equals("driver.port-held") && told.values().size() >= 4;
        Reason reason = isNamed
                ? new Reason("diagnosis.port.stranger", told.values())
                : Reason.of("diagnosis.port.taken", signs.service().port().map(String::valueOf).orElse("?"));
        return Optional.of(Cause.certain(Blame.PORT_HELD_BY_STRANGER, reason, told).person());
    }

    /// Somebody else was there, by the word of the program or of a check that cannot tell a stray from a stranger. The next start
    /// can: it ends strays, proves the port free, and names who holds it.
    static Optional<Diagnosis> said(Signs signs) {
        Optional<Diagnosis> seen = signs.answer("probe.port.stranger", "probe.port.not-running")
                .filter(_ -> signs.isAlive())
                .map(answer -> Cause.likely(
                                Blame.PORT_HELD_BY_STRANGER,
                                Reason.of("diagnosis.port.not-ours", answer.value(0), answer.value(1), answer.value(2), answer.value(3)))
                        .restart());
        return seen.or(() -> signs.said(Hint.PORT_IN_USE).map(line ->
                Cause.likely(Blame.PORT_HELD_BY_STRANGER, Reason.of("diagnosis.port.in-use"), Signs.quoted(line)).restart()));
    }
}
