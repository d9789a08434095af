package holdfast.model;

import java.util.List;
import java.util.Optional;

/// What is, at one moment: an immutable picture for `status`, `why` and the dashboard.
///
/// @param atNanos monotonic time of the picture; all other times compare with it
public record Status(long atNanos, List<ServiceStatus> services) {
    public Status {
        services = List.copyOf(services);
    }

    /// One service.
    ///
    /// @param sinceNanos when `state` began
    /// @param recoveries repairs proven since Holdfast started
    /// @param probes probes answered, and `failures` of them failed, since Holdfast started
    /// @param rivals who else restarts it, each with what to change
    /// @param absence why it is not to be had where it is kept
    /// @param healthyNanos time spent healthy or degraded, of `observedNanos` judged at all, since Holdfast started
    public record ServiceStatus(
            ServiceId id,
            String driver,
            State state,
            Health health,
            Wish wish,
            Optional<Incarnation> incarnation,
            Optional<ProcessIdentity> process,
            long sinceNanos,
            int restarts,
            int recoveries,
            long probes,
            long failures,
            long healthyNanos,
            long observedNanos,
            List<CheckStatus> checks,
            Optional<IncidentStatus> incident,
            Optional<Next> next,
            Optional<Word> pin,
            Optional<Word> silence,
            List<Reason> rivals,
            Optional<Reason> absence) {
        public ServiceStatus {
            checks = List.copyOf(checks);
            rivals = List.copyOf(rivals);
        }

        /// Its checks are asked. While nothing of it runs they are not, and what they said last is about what is gone.
        public boolean isAsked() {
            return switch (state) {
                case UP, RELOADING, WATCHED -> true;
                case STARTING, PARKED -> process.isPresent();
                case LOOKING, STOPPED, WAITING, BACKING_OFF, STOPPING, STUCK -> false;
            };
        }
    }

    /// One word for what the service is doing.
    public enum State {
        /// Holdfast has just started and looks at what there is.
        LOOKING,
        STOPPED,
        /// Wanted up; something it needs is not healthy.
        WAITING,
        /// Wanted up; the next start is delayed.
        BACKING_OFF,
        STARTING,
        UP,
        /// Up, and taking in what is new, or proving that it has.
        RELOADING,
        STOPPING,
        /// A stop cannot be proven.
        STUCK,
        PARKED,
        /// Observed only.
        WATCHED
    }

    /// One check. `last` is absent before its first answer.
    ///
    /// @param failuresLately among the last `answersLately` answers, since it was last judged anew or had failed too often in a row
    public record CheckStatus(
            CheckId id,
            Verdict verdict,
            Optional<ProbeResult> last,
            long lastAtNanos,
            int failuresInRow,
            int failuresLately,
            int answersLately,
            boolean blind) {}

    /// The verdict over one check.
    public enum Verdict {
        UNKNOWN,
        GOOD,
        BAD
    }

    /// The open incident.
    ///
    /// @param restoredNanos when it was last good again, while that is being proven
    /// @param hold why nothing is done at the moment
    /// @param evidence kept last
    /// @param lastRung the measure taken last
    /// @param proposal what waits for approval
    public record IncidentStatus(
            long id,
            Fact.Cause cause,
            Reason reason,
            long onsetNanos,
            long detectedNanos,
            Optional<Long> restoredNanos,
            int attempts,
            boolean parked,
            Optional<Hold> hold,
            Optional<Fact.Diagnosed> diagnosis,
            Optional<Finding.Evidence> evidence,
            Optional<Rung> lastRung,
            Optional<Fact.Proposed> proposal,
            boolean acknowledged) {}

    /// An operator's standing word: a pin, or a silence.
    ///
    /// @param untilNanos when it expires; `Long.MAX_VALUE` = never
    public record Word(String why, String actor, long untilNanos) {}

    /// What happens next, and when at the latest.
    public record Next(What what, long atNanos) {
        /// The kinds of next step.
        public enum What {
            PROBE,
            START,
            RESTART,
            SLOW_RETRY,
            RELOAD_DEADLINE,
            KILL_DEADLINE,
            STOP_AGAIN,
            GRACE_ENDS,
            PROVEN_GOOD
        }
    }
}
