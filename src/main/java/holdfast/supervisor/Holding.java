package holdfast.supervisor;

import holdfast.model.CheckSpec;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Hold;
import holdfast.model.HostPolicy;
import holdfast.model.LadderSpec;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Status.Verdict;
import holdfast.model.Status.Word;
import holdfast.recovery.Incident;
import java.util.Optional;

/// Why nothing is done about a trouble at the moment, though something could be. The first reason that applies is the one that is
/// told; their order and meaning are [Hold.Kind]'s.
final class Holding {
    /// Nanoseconds after which a hold that no event ends is looked at again.
    private static final long LOOK_AGAIN_NANOS = 1_000_000_000L;

    /// Longest wait, in nanoseconds, for a host to become less busy: as long as the first cooldown of a parked service.
    private static final long STARVED_NANOS = 600_000_000_000L;

    private Holding() {}

    static Optional<Hold> of(Turn turn, int i, Incident incident) {
        return byPerson(turn, i)
                .or(() -> Wishes.missingNeed(turn, i).map(need -> elsewhere(Hold.Kind.DEPENDENCY, need, "supervisor.hold.dependency")))
                .or(() -> blamed(turn, i).map(culprit -> elsewhere(Hold.Kind.BLAMED_ELSEWHERE, culprit, "supervisor.hold.blamed")))
                .or(() -> CommonCause.hold(turn, i, incident))
                .or(() -> observer(turn))
                .or(() -> starved(turn, i, incident))
                .or(() -> chain(turn, i))
                .or(() -> budget(turn, i))
                .or(() -> approval(turn, i, incident));
    }

    private static Hold elsewhere(Hold.Kind kind, ServiceId culprit, String key) {
        return new Hold(kind, Optional.of(culprit), Reason.of(key, culprit));
    }

    private static Optional<Hold> own(Hold.Kind kind, Reason reason) {
        return Optional.of(new Hold(kind, Optional.empty(), reason));
    }

    private static Optional<Hold> byPerson(Turn turn, int i) {
        Orders orders = turn.at(i).memory().orders();
        if (orders.isPinned(turn.now())) {
            Word pin = orders.pin().orElseThrow();
            return own(Hold.Kind.PINNED, Reason.of("supervisor.hold.pinned", name(pin.actor()), pin.why()));
        }
        boolean observes = turn.at(i).spec().ladder().mode() == LadderSpec.Mode.OBSERVE;
        return observes ? own(Hold.Kind.OBSERVING, Reason.of("supervisor.hold.observing")) : Optional.empty();
    }

    /// Nothing goes on before somebody says so.
    static boolean isUpToPeople(Turn turn, int i, Incident incident) {
        return byPerson(turn, i).isPresent() || approval(turn, i, incident).isPresent();
    }

    /// `cli:root` is `root` to people.
    private static String name(String actor) {
        return actor.substring(actor.indexOf(':') + 1);
    }

    /// The service that a bad check blames, while everything that would speak against this service itself is good.
    static Optional<ServiceId> blamed(Turn turn, int i) {
        ServiceState state = turn.at(i);
        if (!(state.life() instanceof Life.Up) && !(state.life() instanceof Life.Watched)) {
            return Optional.empty();
        }
        Optional<ServiceId> culprit = Optional.empty();
        for (int c = 0; c < state.checks().size(); c++) {
            CheckSpec spec = state.spec().checks().get(c);
            Verdict verdict = state.checks().get(c).verdict();
            if (spec.blame().isEmpty() && spec.role() == CheckSpec.Role.ALIVE && verdict != Verdict.GOOD) {
                return Optional.empty();
            }
            if (spec.blame().isPresent() && verdict == Verdict.BAD && culprit.isEmpty()) {
                culprit = spec.blame();
            }
        }
        return culprit;
    }

    private static Optional<Hold> observer(Turn turn) {
        return turn.observer().isFit(turn.now())
                ? Optional.empty()
                : own(Hold.Kind.OBSERVER, turn.observer().doubt().orElseThrow());
    }

    private static Optional<Hold> starved(Turn turn, int i, Incident incident) {
        return Diagnoses.advice(turn.at(i))
                .filter(advice -> advice == Advice.WAIT)
                .filter(_ -> turn.now() < incident.detectedNanos() + STARVED_NANOS)
                .flatMap(_ -> turn.at(i).file().diagnosis())
                .flatMap(diagnosis -> own(Hold.Kind.HOST_STARVED, diagnosis.reason()));
    }

    private static Optional<Hold> chain(Turn turn, int i) {
        for (int k = 0; k < turn.fleet().size(); k++) {
            if (k != i && turn.at(k).isBeingRepaired() && (turn.fleet().isBelow(k, i) || turn.fleet().isBelow(i, k))) {
                return own(Hold.Kind.CHAIN, Reason.of("supervisor.hold.chain", turn.at(k).spec().id()));
            }
        }
        return Optional.empty();
    }

    /// Only what would be done now meets the budget.
    private static Optional<Hold> budget(Turn turn, int i) {
        Memory memory = turn.at(i).memory();
        boolean waits = memory.notBeforeNanos().filter(at -> turn.now() < at).isPresent()
                || memory.parking().filter(parking -> !parking.tried() && turn.now() < parking.untilNanos()).isPresent();
        HostPolicy policy = turn.fleet().host();
        return waits || turn.budget().freeAtNanos(policy, turn.now()) <= turn.now()
                ? Optional.empty()
                : own(Hold.Kind.HOST_BUDGET, Reason.of("supervisor.hold.host-budget", policy.starts()));
    }

    private static Optional<Hold> approval(Turn turn, int i, Incident incident) {
        boolean asks = turn.at(i).spec().ladder().mode() == LadderSpec.Mode.PROPOSE
                && incident.course().proposal().isPresent()
                && !incident.course().isApproved();
        return asks ? Optional.of(approval(incident)) : Optional.empty();
    }

    static Hold approval(Incident incident) {
        return new Hold(Hold.Kind.APPROVAL, Optional.empty(), Reason.of("supervisor.hold.approval", incident.id()));
    }

    /// When a hold is to be looked at again, if nothing happens before; `Long.MAX_VALUE` when only an event ends it.
    static long dueNanos(Turn turn, int i, Incident incident, Hold hold) {
        long soon = turn.now() + LOOK_AGAIN_NANOS;
        return switch (hold.kind()) {
            case PINNED, OBSERVING, DEPENDENCY, BLAMED_ELSEWHERE, APPROVAL -> Long.MAX_VALUE;
            case COMMON_CAUSE -> Math.max(soon, CommonCause.waitedNanos(turn, incident));
            case OBSERVER -> Math.max(soon, turn.observer().untilNanos());
            case HOST_STARVED ->
                Math.max(soon, Math.min(Recovering.lookAgainNanos(turn.at(i)), incident.detectedNanos() + STARVED_NANOS));
            case CHAIN, ONE_BY_ONE -> soon;
            case HOST_BUDGET -> {
                long free = turn.budget().freeAtNanos(turn.fleet().host(), turn.now());
                yield free > turn.now() ? free : soon;
            }
        };
    }
}
