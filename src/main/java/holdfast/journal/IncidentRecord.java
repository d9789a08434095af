package holdfast.journal;

import holdfast.model.Fact;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One incident, told in a line.
///
/// @param onset the last good evidence before it: an upper bound of when it truly began
/// @param detected when it was opened
/// @param restored when it was last good again; absent while it is bad
/// @param actions starts made to repair it
/// @param relapses how often it was bad again before it was proven good
/// @param parked whether Holdfast gave up at least once
public record IncidentRecord(
        long id,
        ServiceId service,
        Fact.Cause cause,
        Reason reason,
        Moment onset,
        Moment detected,
        Optional<Moment> restored,
        Optional<Moment> closed,
        Optional<Fact.Closing> closing,
        int actions,
        int relapses,
        boolean parked) {
    /// One moment on both clocks: the monotonic one for spans, the wall's for people.
    public record Moment(long atNanos, long wallMillis) {
        static Moment of(Stamped stamped) {
            return new Moment(stamped.atNanos(), stamped.atWallMillis());
        }

        Moment earlier(long nanos) {
            return new Moment(atNanos - nanos, wallMillis - TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    /// Tells an incident from its facts, as [History#incident] gives them. Empty when the fact that opened it is not among them.
    public static Optional<IncidentRecord> of(long id, List<Stamped> facts) {
        IncidentRecord told = null;
        int actionsBefore = 0;
        for (Stamped stamped : facts) {
            if (told == null && stamped.fact() instanceof Fact.IncidentOpened opened && opened.incident() == id) {
                told = opened(opened, Moment.of(stamped), actionsBefore);
            } else if (told != null) {
                told = told.with(stamped);
            } else if (isAction(stamped.fact())) {
                actionsBefore++;
            }
        }
        return Optional.ofNullable(told);
    }

    private static IncidentRecord opened(Fact.IncidentOpened opened, Moment detected, int actions) {
        return new IncidentRecord(
                opened.incident(),
                opened.service(),
                opened.cause(),
                opened.reason(),
                detected.earlier(opened.onsetAgoNanos()),
                detected,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                actions,
                0,
                false);
    }

    private IncidentRecord with(Stamped stamped) {
        Optional<Moment> now = Optional.of(Moment.of(stamped));
        return switch (stamped.fact()) {
            case Fact.IncidentRestored restoration when restoration.incident() == id -> ended(now, closed, closing);
            case Fact.IncidentRelapsed relapse when relapse.incident() == id ->
                ended(Optional.empty(), closed, closing).counted(actions, relapses + 1, parked);
            case Fact.IncidentClosed close when close.incident() == id ->
                ended(restored, now, Optional.of(close.closing()));
            case Fact.Parked parking when parking.incident() == id -> counted(actions, relapses, true);
            case Fact fact when isAction(fact) -> counted(actions + 1, relapses, parked);
            case Fact _ -> this;
        };
    }

    private IncidentRecord ended(Optional<Moment> nowRestored, Optional<Moment> nowClosed, Optional<Fact.Closing> how) {
        return new IncidentRecord(
                id, service, cause, reason, onset, detected, nowRestored, nowClosed, how, actions, relapses, parked);
    }

    private IncidentRecord counted(int nowActions, int nowRelapses, boolean nowParked) {
        return new IncidentRecord(
                id, service, cause, reason, onset, detected, restored, closed, closing, nowActions, nowRelapses, nowParked);
    }

    static boolean isAction(Fact fact) {
        return fact instanceof Fact.StartIntended intended
                && (intended.purpose() == Fact.Purpose.RECOVERY || intended.purpose() == Fact.Purpose.SLOW_RETRY);
    }
}
