package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.model.CheckSpec;
import holdfast.model.Diagnosis;
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
    /// count; what is gone is gone, and has to be started. Nor do those of which it is proven that the cause is their own; these need
    /// not wait for the others, but are not restarted in lock-step with them either.
    static Optional<Hold> hold(Turn turn, int i, Incident incident) {
        if (!isSilent(turn, i)) {
            return Optional.empty();
        }
        HostPolicy policy = turn.fleet().host();
        if (isItsOwn(turn, i)) {
            boolean waits = isOtherBeingRepaired(turn, i) && (isOneOfMany(incident) || many(turn, i, false).isCommon(policy));
            return waits ? Optional.of(new Hold(Hold.Kind.ONE_BY_ONE, Optional.empty(), Reason.of("supervisor.hold.one-by-one"))) : Optional.empty();
        }
        Many many = many(turn, i, true);
        if (!many.isCommon(policy) || (turn.now() >= waitedNanos(turn, incident) && isNext(turn, i, many.silent))) {
            return Optional.empty();
        }
        Reason reason = Reason.of("supervisor.hold.common-cause", many.silent.size(), many.judged);
        int leader = leader(turn, i, many.silent);
        Optional<ServiceId> led = leader == i ? Optional.empty() : Optional.of(turn.at(leader).spec().id());
        return Optional.of(new Hold(Hold.Kind.COMMON_CAUSE, led, reason));
    }

    /// It fell silent with many others, of which some may be mended by now.
    private static boolean isOneOfMany(Incident incident) {
        return incident.hold()
                .filter(hold -> hold.kind() == Hold.Kind.COMMON_CAUSE || hold.kind() == Hold.Kind.ONE_BY_ONE)
                .isPresent();
    }

    /// The one whose incident tells people of it: the first that has one of which they may be told.
    private static int leader(Turn turn, int i, List<Integer> silent) {
        for (int k : silent) {
            boolean tells = !turn.at(k).memory().orders().isSilenced(turn.now()) && turn.at(k).memory().incident().isPresent();
            if (isSilent(turn, k) && tells) {
                return k;
            }
        }
        return i;
    }

    /// They answer again, or enough of them do; not merely that the wait for it is over, or that it is not what this one suffers from.
    static boolean isOver(Turn turn, int i) {
        return !isItsOwn(turn, i) && !(isSilent(turn, i) && many(turn, i, true).isCommon(turn.fleet().host()));
    }

    /// @param silent indexes of those that do not answer, or are in doubt
    /// @param judged how many are judged at all
    private record Many(List<Integer> silent, int judged) {
        boolean isCommon(HostPolicy policy) {
            return silent.size() >= policy.commonCauseLeast() && silent.size() * 100 >= judged * policy.commonCausePercent();
        }
    }

    /// @param unexplained only those among the silent whose cause is not known to be their own
    private static Many many(Turn turn, int i, boolean unexplained) {
        var silent = new ArrayList<Integer>();
        int judged = 0;
        for (int k = 0; k < turn.fleet().size(); k++) {
            boolean doubted = isSilent(turn, k) || (k != i && isInDoubt(turn, k));
            if (doubted && !(unexplained && isItsOwn(turn, k))) {
                silent.add(k);
            }
            if (doubted || turn.at(k).isAvailable()) {
                judged++;
            }
        }
        return new Many(silent, judged);
    }

    /// It is proven why it does not answer, and that lies in this service alone.
    private static boolean isItsOwn(Turn turn, int k) {
        return isSilent(turn, k) && turn.at(k).file().diagnosis().filter(Diagnosis::isItsOwn).isPresent();
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

    /// Its turn has come: those before it have had theirs or cannot have it now, and nobody is being tried.
    private static boolean isNext(Turn turn, int i, List<Integer> silent) {
        if (isOtherBeingRepaired(turn, i)) {
            return false;
        }
        for (int k : silent) {
            if (k == i) {
                return true;
            }
            if (isTriable(turn, k)) {
                return false;
            }
        }
        return false;
    }

    private static boolean isOtherBeingRepaired(Turn turn, int i) {
        for (int k = 0; k < turn.fleet().size(); k++) {
            if (k != i && turn.at(k).isBeingRepaired()) {
                return true;
            }
        }
        return false;
    }

    /// Its incident waits for nothing but its turn. One that is given up, pinned, only observed or watched, waits for a person's word, for
    /// another service or for its backoff, or is merely in doubt, might keep the others waiting for ever.
    private static boolean isTriable(Turn turn, int k) {
        Memory memory = turn.at(k).memory();
        boolean isDelayed = memory.notBeforeNanos().filter(at -> turn.now() < at).isPresent();
        return isSilent(turn, k)
                && !turn.at(k).spec().isWatched()
                && memory.parking().isEmpty()
                && !isDelayed
                && Holding.blamed(turn, k).isEmpty()
                && memory.incident().filter(open -> Holding.isUpToPeople(turn, k, open)).isEmpty()
                && Wishes.wantsUp(turn, k);
    }
}
