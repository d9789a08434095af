package holdfast.supervisor;

import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.Reason;
import holdfast.model.Status.Verdict;
import holdfast.recovery.Incident;
import java.util.Optional;

/// Whether a service has come to rest: nothing more will be done about it unless something happens.
final class Rest {
    private Rest() {}

    static boolean isReached(Turn turn, int i) {
        ServiceState state = turn.at(i);
        return switch (state.life()) {
            case Life.Unseen unseen -> unseen.inquiry() > 0;
            case Life.Reviving _, Life.Stuck _ -> true;
            case Life.Spawning _, Life.Starting _, Life.Reloading _, Life.Stopping _ -> false;
            case Life.Down _ -> !Wishes.wantsUp(turn, i) || Wishes.missingNeed(turn, i).isPresent() || isLeftAlone(turn, i);
            case Life.Up _, Life.Watched _ -> isJudged(state) && (Recovering.trouble(turn, i).isEmpty() || isLeftAlone(turn, i));
        };
    }

    private static boolean isJudged(ServiceState state) {
        return state.checks().stream().allMatch(check ->
                check.blind() || check.verdict() == Verdict.BAD || (check.verdict() == Verdict.GOOD && check.failuresInRow() == 0));
    }

    private static boolean isLeftAlone(Turn turn, int i) {
        ServiceState state = turn.at(i);
        Optional<Hold> hold = state.memory().incident().flatMap(Incident::hold);
        boolean passes = hold.filter(one -> one.kind() == Hold.Kind.CHAIN || one.kind() == Hold.Kind.HOST_BUDGET).isPresent();
        boolean isParked = state.memory().parking().filter(parking -> !parking.tried()).isPresent();
        return (hold.isPresent() && !passes) || isParked || Mending.dueNanos(turn, i) == Long.MAX_VALUE;
    }

    /// Why it is not as it should be; empty when it is.
    static Optional<Reason> whyNotWell(Turn turn, int i) {
        ServiceState state = turn.at(i);
        boolean isWell = state.isAvailable() && state.memory().health() == Health.HEALTHY;
        if (isWell || (state.life() instanceof Life.Down && !Wishes.wantsUp(turn, i))) {
            return Optional.empty();
        }
        Optional<Reason> hold = state.memory().incident().flatMap(Incident::hold).map(Hold::reason);
        return hold.or(() -> Wishes.missingNeed(turn, i).map(need -> Reason.of("supervisor.hold.dependency", need)))
                .or(() -> state.memory().parking().map(_ -> Reason.of("supervisor.foreseen.parked")))
                .or(() -> Optional.of(switch (state.life()) {
                    case Life.Unseen _ -> Reason.of("supervisor.foreseen.unseen");
                    case Life.Stuck _ -> Reason.of("supervisor.stop-not-proven");
                    case Life.Reviving _ -> Reason.of("supervisor.foreseen.reviving");
                    case Life.Watched _ -> Reason.of("supervisor.foreseen.watched");
                    case Life.Up _ -> Reason.of("supervisor.foreseen.no-measure");
                    case Life.Down _, Life.Spawning _, Life.Starting _, Life.Reloading _, Life.Stopping _ -> Reason.of("supervisor.foreseen.later");
                }));
    }
}
