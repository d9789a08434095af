package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.model.CheckSpec;
import holdfast.model.Fact.Cause;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.HostPolicy;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.recovery.Incident;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether a service that stopped answering did so alone. Before it is restarted the others are asked at once, from this second
/// angle; what has not answered within a second counts as in doubt.
final class CommonCause {
    /// Nanoseconds that the others get to answer. Longer than a healthy service takes, shorter than a restart.
    private static final long ANSWER_NANOS = 1_000_000_000L;

    /// Nanoseconds between two counts of the answers that are in.
    private static final long COUNT_NANOS = 100_000_000L;

    private CommonCause() {}

    /// Asks everybody else, unless they are too few to tell.
    static void ask(Turn turn, int i) {
        if (turn.fleet().size() < turn.fleet().host().commonCauseLeast()) {
            return;
        }
        for (int k = 0; k < turn.fleet().size(); k++) {
            ServiceState state = turn.at(k);
            if (k != i && state.isAvailable() && !isInDoubt(turn, k)) {
                turn.put(k, state.withChecks(state.checks().stream()
                        .map(check -> check.dueAt(Math.min(check.nextAtNanos(), turn.now())))
                        .toList()));
                turn.unsettle(k);
            }
        }
    }

    /// The others have not all answered yet, and still may.
    static boolean isAsking(Turn turn, int i) {
        ServiceState state = turn.at(i);
        boolean asks = state.file().cause().filter(cause -> cause == Cause.NOT_ANSWERING).isPresent()
                && turn.fleet().size() >= turn.fleet().host().commonCauseLeast();
        if (!asks || turn.now() >= answeredByNanos(state)) {
            return false;
        }
        for (int k = 0; k < turn.fleet().size(); k++) {
            if (k != i && turn.at(k).isAvailable() && isWaitedFor(turn.at(k), state.file().lookedNanos())) {
                return true;
            }
        }
        return false;
    }

    /// When the answers are to be counted: often, since most come within milliseconds, and no later than the last may take.
    static long countNanos(ServiceState state, long nowNanos) {
        return Math.min(answeredByNanos(state), nowNanos + COUNT_NANOS);
    }

    private static long answeredByNanos(ServiceState state) {
        return state.file().lookedNanos() + ANSWER_NANOS;
    }

    private static boolean isWaitedFor(ServiceState state, long askedNanos) {
        return state.checks().stream()
                .anyMatch(check -> check.inFlight() != 0 || (check.lastAtNanos() < askedNanos && check.nextAtNanos() <= askedNanos));
    }

    /// An alive check failed last time, or is taking long.
    private static boolean isInDoubt(Turn turn, int k) {
        ServiceState state = turn.at(k);
        if (!(state.life() instanceof Life.Up || state.life() instanceof Life.Watched) || Wishes.missingNeed(turn, k).isPresent()) {
            return false;
        }
        for (int c = 0; c < state.checks().size(); c++) {
            CheckState check = state.checks().get(c);
            boolean slow = check.inFlight() != 0 && turn.now() - check.startedAtNanos() >= ANSWER_NANOS;
            if (state.spec().checks().get(c).role() == CheckSpec.Role.ALIVE && (check.failuresInRow() > 0 || slow)) {
                return true;
            }
        }
        return false;
    }

    /// Many that stopped answering together, none of them because of a need: the cause is likely outside all of them. Exits do not
    /// count; what is gone is gone, and has to be started.
    static Optional<Hold> hold(Turn turn, int i, Incident incident) {
        Many many = isSilent(turn, i) ? many(turn, i) : Many.NONE;
        if (!many.isCommon(turn.fleet().host()) || (turn.now() >= waitedNanos(turn, incident) && isNext(turn, i, many.silent))) {
            return Optional.empty();
        }
        Reason reason = Reason.of("supervisor.hold.common-cause", many.silent.size(), many.judged);
        int leader = many.silent.getFirst();
        Optional<ServiceId> led = leader == i ? Optional.empty() : Optional.of(turn.at(leader).spec().id());
        return Optional.of(new Hold(Hold.Kind.COMMON_CAUSE, led, reason));
    }

    /// They answer again, or enough of them do; not merely that the wait for it is over.
    static boolean isOver(Turn turn, int i) {
        return !(isSilent(turn, i) && many(turn, i).isCommon(turn.fleet().host()));
    }

    /// @param silent indexes of those that do not answer, or are in doubt
    /// @param judged how many are judged at all
    private record Many(List<Integer> silent, int judged) {
        static final Many NONE = new Many(List.of(), 0);

        boolean isCommon(HostPolicy policy) {
            return silent.size() >= policy.commonCauseLeast() && silent.size() * 100 >= judged * policy.commonCausePercent();
        }
    }

    private static Many many(Turn turn, int i) {
        var silent = new ArrayList<Integer>();
        int judged = 0;
        for (int k = 0; k < turn.fleet().size(); k++) {
            if (isSilent(turn, k) || (k != i && isInDoubt(turn, k))) {
                silent.add(k);
                judged++;
            } else if (turn.at(k).isAvailable()) {
                judged++;
            }
        }
        return new Many(silent, judged);
    }

    private static boolean isSilent(Turn turn, int i) {
        ServiceState state = turn.at(i);
        return state.life().isProbed()
                && state.memory().health() == Health.UNHEALTHY
                && Wishes.missingNeed(turn, i).isEmpty();
    }

    static long waitedNanos(Turn turn, Incident incident) {
        return incident.detectedNanos() + turn.fleet().host().commonCauseWaitNanos();
    }

    /// Its turn has come: those before it are given up for now, and nobody is being tried.
    private static boolean isNext(Turn turn, int i, List<Integer> silent) {
        for (int k = 0; k < turn.fleet().size(); k++) {
            if (k != i && turn.at(k).isBeingRepaired()) {
                return false;
            }
        }
        for (int k : silent) {
            if (k == i) {
                return true;
            }
            if (!turn.at(k).spec().isWatched() && turn.at(k).memory().parking().isEmpty()) {
                return false;
            }
        }
        return false;
    }
}
