package holdfast.model;

import holdfast.model.Event.Origin;
import java.util.List;
import java.util.Optional;

/// What was decided or learned, as the journal keeps it. The durable half of the world changes only by applying facts, live
/// and at start-up alike.
///
/// Times inside a fact are spans relative to the moment the fact is stamped with, so that a journal can be read after a reboot,
/// when the monotonic clock has begun anew.
public sealed interface Fact {
    ServiceId service();

    /// An operator's wish; it outlives Holdfast and wins over the configured default.
    ///
    /// @param absence why it is not to be had where it is kept, where that was taken for the wish
    record WishChanged(ServiceId service, Wish wish, String actor, Optional<Reason> absence) implements Fact {
        public WishChanged(ServiceId service, Wish wish, String actor) {
            this(service, wish, actor, Optional.empty());
        }
    }

    /// Written before the start command leaves.
    ///
    /// @param tries how many recovery starts this makes since health was last proven; 0 unless `purpose` is a recovery
    record StartIntended(ServiceId service, Incarnation incarnation, Purpose purpose, int tries) implements Fact {}

    record Started(ServiceId service, Incarnation incarnation, ProcessIdentity process) implements Fact {}

    record StartFailed(ServiceId service, Incarnation incarnation, Event.StartFailure failure, Reason reason) implements Fact {}

    /// Found running without having been started by Holdfast in this life: the incarnation goes on, or one that a person or the
    /// backend started becomes ours. One that the backend started counts as a recovery start.
    record Adopted(ServiceId service, Incarnation incarnation, ProcessIdentity process, Origin origin) implements Fact {}

    /// Its backend ran it, and each time it was over before it could be seen. Each that came after an end counts as a recovery start.
    ///
    /// @param last number of the last of these runs; the others have the numbers before it
    /// @param status how the last of them ended
    /// @param runs 1 to [Limits#ATTEMPTS_REMEMBERED]
    record RunsMissed(ServiceId service, Incarnation last, ExitStatus status, int runs) implements Fact {}

    record StopIntended(ServiceId service, Incarnation incarnation, Purpose purpose) implements Fact {}

    /// The incarnation is over. Said once more where its backend was to bring it back and gives up: then with the status of the
    /// last of its tries.
    ///
    /// @param asked somebody wanted that
    /// @param word of the backend that gave up
    record Ended(
            ServiceId service,
            Incarnation incarnation,
            ExitStatus status,
            int survivors,
            boolean asked,
            Optional<Reason> word)
            implements Fact {
        public Ended(ServiceId service, Incarnation incarnation, ExitStatus status, int survivors, boolean asked) {
            this(service, incarnation, status, survivors, asked, Optional.empty());
        }
    }

    /// A stop could not be proven; nothing will be started until it is.
    record StopNotProven(ServiceId service, Incarnation incarnation, Reason reason) implements Fact {}

    /// Written before the reload is commanded.
    record ReloadIntended(ServiceId service, Incarnation incarnation, String actor) implements Fact {}

    /// What came of a reload that was intended or, if it was refused, only asked for.
    record ReloadEnded(ServiceId service, Incarnation incarnation, ReloadResult result, Reason reason) implements Fact {}

    /// @param check the check that decided it, when one did
    record HealthJudged(ServiceId service, Health from, Health to, Optional<CheckId> check, Reason reason) implements Fact {}

    /// Several probes in a row could not run: a fault of the monitor, not of the service.
    record CheckBlinded(CheckId check, Reason reason) implements Fact {
        @Override
        public ServiceId service() {
            return check.service();
        }
    }

    record CheckSighted(CheckId check) implements Fact {
        @Override
        public ServiceId service() {
            return check.service();
        }
    }

    /// @param onsetAgoNanos how long before this moment the last good evidence lies: an upper bound of the true onset
    record IncidentOpened(ServiceId service, long incident, Cause cause, Reason reason, long onsetAgoNanos) implements Fact {}

    /// The next recovery start is not made before `delayNanos` from now.
    record RecoveryDelayed(ServiceId service, long incident, long delayNanos) implements Fact {}

    /// Deliberately nothing is done. Written once per stretch of holding for the same kind of reason.
    record RecoveryHeld(ServiceId service, long incident, Hold hold) implements Fact {}

    /// Why it is in trouble. Written when the answer changes.
    ///
    /// @param restartHelps starting anew can mend this cause, at once or when a repair did not hold
    record Diagnosed(
            ServiceId service,
            long incident,
            Diagnosis.Blame blame,
            Diagnosis.Confidence confidence,
            Reason reason,
            List<Reason> evidence,
            Diagnosis.Advice advice,
            boolean restartHelps)
            implements Fact {
        public Diagnosed {
            evidence = List.copyOf(evidence);
        }
    }

    record EvidenceKept(ServiceId service, long incident, String path, long bytes) implements Fact {}

    /// A measure is about to be taken.
    ///
    /// @param what in one sentence, for [Rung#REPAIR] and for [Rung.Own]
    /// @param attempt present when this is an attempt of its own; otherwise the start that follows is
    /// @param tries as in [StartIntended], for an attempt that is a recovery
    record RungTaken(
            ServiceId service, long incident, Rung rung, Optional<Reason> what, Optional<Purpose> attempt, int tries) implements Fact {}

    /// The targeted repair was carried out, or was not.
    record RemedyEnded(ServiceId service, long incident, boolean applied, Reason reason) implements Fact {}

    /// Mode `propose`: this would be done, once approved.
    record Proposed(ServiceId service, long incident, Rung rung, Optional<Reason> what) implements Fact {}

    record Approved(ServiceId service, long incident, String actor) implements Fact {}

    /// `forNanos` = `Long.MAX_VALUE`: until unpinned.
    record Pinned(ServiceId service, String why, long forNanos, String actor) implements Fact {}

    record Unpinned(ServiceId service, String actor) implements Fact {}

    record Silenced(ServiceId service, String why, long forNanos, String actor) implements Fact {}

    record Unsilenced(ServiceId service, String actor) implements Fact {}

    record Acknowledged(ServiceId service, long incident, String why, String actor) implements Fact {}

    record RecoveryResumed(ServiceId service, long incident) implements Fact {}

    /// Good again, not yet proven.
    record IncidentRestored(ServiceId service, long incident) implements Fact {}

    /// Bad again before it was proven good.
    record IncidentRelapsed(ServiceId service, long incident, Cause cause, Reason reason) implements Fact {}

    record IncidentClosed(ServiceId service, long incident, Closing closing) implements Fact {}

    /// Given up for now. `delayNanos` until the next slow retry; `Long.MAX_VALUE` = never.
    record Parked(ServiceId service, long incident, long delayNanos) implements Fact {}

    record Unparked(ServiceId service, long incident, Closing cause) implements Fact {}

    record AlertDecided(ServiceId service, long incident, AlertKind kind) implements Fact {}

    /// Who else restarts the service. Written when that changes; none when there is nobody else any more.
    record RivalsNoted(ServiceId service, List<Reason> rivals) implements Fact {
        public RivalsNoted {
            rivals = List.copyOf(rivals);
        }
    }

    /// Its driver met something on the way that people should know. Changes nothing.
    record Remarked(ServiceId service, Reason reason) implements Fact {}

    /// The service is no longer configured.
    record Forgotten(ServiceId service) implements Fact {}

    /// Why something is started or stopped.
    enum Purpose {
        /// Wanted up, or down, and nothing is wrong.
        WISH,
        OPERATOR,
        RECOVERY,
        /// The one try at the end of a parked service's cooldown.
        SLOW_RETRY,
        /// The configuration changed under it.
        CONFIGURATION
    }

    /// What came of a reload.
    enum ReloadResult {
        /// Carried out, and every alive check has passed since.
        GOOD,
        /// Carried out, and it did not answer well by the end of its start grace.
        NOT_PROVEN,
        /// Nothing was done.
        REFUSED,
        /// It could not be carried out.
        FAILED,
        /// Nobody answered for it. The service runs; with what is not known.
        LOST,
        /// The service did not live through it.
        DIED,
        /// A stop or a new start came in between.
        OVERTAKEN
    }

    /// What opened an incident.
    enum Cause {
        CRASHED,
        /// Alive, but its alive checks fail.
        NOT_ANSWERING,
        /// Never answered within its start grace.
        START_TIMED_OUT,
        START_FAILED,
        STOP_NOT_PROVEN,
        /// Its ready checks fail; a restart is not the answer.
        NOT_READY,
        /// It looks well, and a check of another service blames it.
        BLAMED
    }

    /// What ended an incident or a parking.
    enum Closing {
        /// Good, and held good.
        HEALED,
        OPERATOR,
        DEPENDENCY_BACK,
        /// What made every try useless is seen to be over. Ends a parking only.
        CAUSE_GONE,
        REMOVED
    }

    /// What people are told. At most one of each kind per incident.
    enum AlertKind {
        /// Down for longer than `notifyAfterNanos`, or in need of a person.
        DOWN,
        /// Parked: Holdfast has stopped trying, or tries slowly.
        GAVE_UP,
        /// Pairs with DOWN or GAVE_UP: the incident is over.
        RECOVERED,
        /// Over before anybody was told.
        SELF_HEALED
    }
}
