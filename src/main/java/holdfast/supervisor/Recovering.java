package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.health.Judgement;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Fact.Cause;
import holdfast.model.Fact.Closing;
import holdfast.model.Health;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Status.Verdict;
import holdfast.recovery.Incident;
import holdfast.recovery.Parking;
import holdfast.recovery.Trouble;
import java.util.Optional;

/// The incident of one service: opens it, keeps its story, closes it when it is proven over. What is done meanwhile is
/// [Mending]'s.
final class Recovering {
    /// Nanoseconds between two looks at a host that is to recover by itself.
    private static final long LOOK_AGAIN_NANOS = 30_000_000_000L;

    private static final long LOOK_SOON_NANOS = 1_000_000_000L;

    /// Nanoseconds for which a look counts for the same end brought about anew.
    private static final long LOOK_BACK_NANOS = 60_000_000_000L;

    private Recovering() {}

    /// What is wrong at this moment. Nothing is while it starts, stops or is reloaded: what it will be is not known yet.
    static Optional<Trouble> trouble(Turn turn, int i) {
        ServiceState state = turn.at(i);
        return switch (state.life()) {
            case Life.Stuck _ ->
                Optional.of(new Trouble(Cause.STOP_NOT_PROVEN, Reason.of("supervisor.stop-not-proven")));
            case Life.Down _, Life.Reviving _ -> afterRun(state.memory().run());
            case Life.Up _, Life.Watched _ -> fromHealth(state).or(() -> blamed(turn, i));
            case Life.Unseen _, Life.Spawning _, Life.Starting _, Life.Reloading _, Life.Stopping _ -> Optional.empty();
        };
    }

    private static Optional<Trouble> afterRun(Run run) {
        return switch (run) {
            case Run.Ended ended when !ended.asked() -> Optional.of(new Trouble(Cause.CRASHED, exitReason(ended)));
            case Run.Failed failed -> Optional.of(new Trouble(Cause.START_FAILED, failed.reason()));
            case Run.Ended _, Run.Never _, Run.Intended _, Run.Running _, Run.Ending _ -> Optional.empty();
        };
    }

    /// A main process that ends well while others of it live on has put itself into the background, which looks like a crash
    /// loop and is cured by one word in the configuration; so it is said.
    static Reason exitReason(Run.Ended ended) {
        if (ended.survivors() > 0) {
            return Reason.of("supervisor.exited-leaving", exitWords(ended.status()), ended.survivors());
        }
        return switch (ended.status()) {
            case ExitStatus.Code code -> Reason.of("supervisor.exited-code", code.code());
            case ExitStatus.Signalled signalled -> Reason.of("supervisor.exited-signal", signalled.number());
            case ExitStatus.Unknown _ -> Reason.of("supervisor.exited-unknown");
        };
    }

    private static String exitWords(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Code code -> "exit " + code.code();
            case ExitStatus.Signalled signalled -> "signal " + signalled.number();
            case ExitStatus.Unknown _ -> "?";
        };
    }

    private static Optional<Trouble> fromHealth(ServiceState state) {
        return switch (state.memory().health()) {
            case UNHEALTHY -> {
                boolean answered = !(state.memory().run() instanceof Run.Running running) || running.answered();
                yield Optional.of(
                        new Trouble(answered ? Cause.NOT_ANSWERING : Cause.START_TIMED_OUT, worstReason(state)));
            }
            case DEGRADED -> Optional.of(new Trouble(Cause.NOT_READY, worstReason(state)));
            case HEALTHY, UNKNOWN -> Optional.empty();
        };
    }

    /// It looks well, but others see that the way through it is broken.
    private static Optional<Trouble> blamed(Turn turn, int i) {
        ServiceId id = turn.at(i).spec().id();
        for (int accuser : turn.fleet().accusers(i)) {
            if (Holding.blamed(turn, accuser).filter(id::equals).isPresent()) {
                ServiceState state = turn.at(accuser);
                return Optional.of(new Trouble(
                        Cause.BLAMED, Reason.of("supervisor.blamed", state.spec().id(), accusation(state, id))));
            }
        }
        return Optional.empty();
    }

    private static String accusation(ServiceState accuser, ServiceId blamed) {
        for (int c = 0; c < accuser.checks().size(); c++) {
            boolean accuses = accuser.spec().checks().get(c).blame().filter(blamed::equals).isPresent();
            if (accuses && accuser.checks().get(c).verdict() == Verdict.BAD) {
                return accuser.spec().checks().get(c).id().name();
            }
        }
        return "?";
    }

    static Reason worstReason(ServiceState state) {
        for (int c = 0; c < state.checks().size(); c++) {
            CheckState check = state.checks().get(c);
            if (check.verdict() == Verdict.BAD && check.complaint().isPresent()) {
                return Judgement.reason(state.spec().checks().get(c), check);
            }
        }
        return Reason.of("supervisor.never-answered");
    }

    static void advance(Turn turn, int i) {
        ServiceState state = turn.at(i);
        boolean wanted = state.spec().isWatched() || Wishes.wantsUp(turn, i);
        Optional<Incident> open = state.memory().incident();
        if (!wanted) {
            open.ifPresent(
                    incident -> close(turn, i, incident, state.departing() ? Closing.REMOVED : Closing.OPERATOR));
            return;
        }
        Optional<Trouble> trouble = trouble(turn, i);
        if (trouble.isPresent()) {
            note(turn, i, trouble.get());
            look(turn, i, trouble.get().cause());
            if (trouble.get().cause() != Cause.STOP_NOT_PROVEN && !state.spec().isWatched()) {
                Mending.advance(turn, i, trouble.get());
            }
        } else {
            turn.put(i, state.withFile(state.file().untroubled()));
        }
        if (trouble.isEmpty() && open.isPresent() && isProving(state)) {
            prove(turn, i, open.get());
        }
        count(turn, i);
    }

    private static void note(Turn turn, int i, Trouble trouble) {
        ServiceState state = turn.at(i);
        ServiceId id = state.spec().id();
        Optional<Incident> open = state.memory().incident();
        if (open.isEmpty()) {
            // An exit is an event and has no uncertainty; for all else the last good answer bounds the onset.
            boolean exact = trouble.cause() == Cause.CRASHED || trouble.cause() == Cause.START_FAILED;
            long onsetAgo = exact ? 0 : Math.max(0, turn.now() - state.lastGoodNanos());
            turn.emit(
                    i, new Fact.IncidentOpened(id, turn.incident(), trouble.cause(), trouble.reason(), onsetAgo));
        } else if (open.get().restoredNanos().isPresent()) {
            turn.emit(i, new Fact.IncidentRelapsed(id, open.get().id(), trouble.cause(), trouble.reason()));
        }
    }

    /// Each trouble is looked at closely, once. What is only watched has no process to look at.
    private static void look(Turn turn, int i, Cause cause) {
        ServiceState state = turn.at(i);
        boolean known = state.file().cause().equals(Optional.of(cause));
        if (state.file().isApplying() || (known && turn.now() < lookAgainNanos(state))) {
            return;
        }
        if (!known && isBackAsItWas(state, cause, turn.now())) {
            turn.put(i, state.withFile(state.file().again(cause)));
            return;
        }
        Incident incident = state.memory().incident().orElseThrow();
        turn.put(i, state.withFile(known ? state.file().lookedAgain(turn.now()) : state.file().troubled(cause, turn.now(), Diagnoses.exit(state.memory().run()))));
        if (state.spec().isWatched()) {
            Diagnoses.make(turn, i, incident);
        } else {
            Errands.examine(turn, i, incident, known && isBriefEnough(state, turn.now()));
            if (cause == Cause.NOT_ANSWERING) {
                CommonCause.ask(turn, i);
            }
        }
    }

    /// A backend may start what dies at once many times a minute: each of these ends costs a look, and shows what the one before did.
    private static boolean isBackAsItWas(ServiceState state, Cause cause, long nowNanos) {
        CaseFile file = state.file();
        return cause == Cause.CRASHED
                && state.life() instanceof Life.Reviving
                && file.diagnosis().isPresent()
                && file.exit().equals(Diagnoses.exit(state.memory().run()))
                && nowNanos - file.lookedNanos() < LOOK_BACK_NANOS;
    }

    /// Whether it has passed is all there is to see: nothing has run since the last look.
    private static boolean isBriefEnough(ServiceState state, long nowNanos) {
        return state.memory().parking()
                .map(parking -> nowNanos < parking.untilNanos())
                .orElse(state.memory().run() instanceof Run.Failed);
    }

    /// When a trouble is looked at anew: one that passes by itself, or that somebody may end without a word, again and again; and one
    /// that was given up before it is tried once more, since it may be another by then. `Long.MAX_VALUE` = never.
    static long lookAgainNanos(ServiceState state) {
        long looked = state.file().lookedNanos();
        if (state.file().errand().isPresent()) {
            return Long.MAX_VALUE;
        }
        Optional<Parking> parking = state.memory().parking();
        if (parking.isEmpty()) {
            boolean waits = Diagnoses.advice(state).filter(advice -> advice == Advice.WAIT).isPresent();
            return waits ? looked + LOOK_AGAIN_NANOS : Long.MAX_VALUE;
        }
        // What runs has its checks for that.
        boolean isWatched = state.life() instanceof Life.Down && parking.get().isWorthALook();
        boolean isStale = !parking.get().tried() && looked < parking.get().untilNanos();
        return Math.min(isWatched ? looked + LOOK_AGAIN_NANOS : Long.MAX_VALUE, isStale ? parking.get().untilNanos() : Long.MAX_VALUE);
    }

    /// As [#lookAgainNanos], for an alarm: soon, when that was due before the reason for it came up.
    static long nextLookNanos(Turn turn, int i) {
        return Math.max(lookAgainNanos(turn.at(i)), turn.now() + LOOK_SOON_NANOS);
    }

    /// It is good, and nothing is under way that would have to prove itself first.
    static boolean isProving(ServiceState state) {
        return state.memory().health() == Health.HEALTHY && state.memory().reload().isEmpty();
    }

    private static void prove(Turn turn, int i, Incident incident) {
        ServiceState state = turn.at(i);
        if (incident.restoredNanos().isEmpty()) {
            turn.emit(i, new Fact.IncidentRestored(state.spec().id(), incident.id()));
            incident = turn.at(i).memory().incident().orElseThrow();
        }
        if (turn.now() >= provenNanos(state, incident) && isSteady(state)) {
            close(turn, i, incident, Closing.HEALED);
            turn.put(i, turn.at(i).withTally(turn.at(i).tally().recovered()));
        }
    }

    /// One that still fails now and then is the same trouble, not a new one to be told of when it comes back.
    static boolean isSteady(ServiceState state) {
        for (int c = 0; c < state.checks().size(); c++) {
            if (!state.checks().get(c).isSteady(state.spec().checks().get(c))) {
                return false;
            }
        }
        return true;
    }

    /// When a restored incident is proven over, if nothing happens until then.
    static long provenNanos(ServiceState state, Incident incident) {
        return incident.restoredNanos()
                .map(restored -> restored + state.spec().recover().stableNanos())
                .orElse(Long.MAX_VALUE);
    }

    private static void close(Turn turn, int i, Incident incident, Closing how) {
        ServiceId id = turn.at(i).spec().id();
        var told = turn.at(i).memory().told();
        if (turn.at(i).memory().parking().isPresent()) {
            turn.emit(i, new Fact.Unparked(id, incident.id(), how));
        }
        turn.emit(i, new Fact.IncidentClosed(id, incident.id(), how));
        turn.put(i, turn.at(i).withFile(turn.at(i).file().closed()));
        Telling.closed(turn, i, incident, told);
    }

    private static void count(Turn turn, int i) {
        ServiceState state = turn.at(i);
        Optional<Incident> open = state.memory().incident();
        boolean failing = open.isPresent() && open.get().restoredNanos().isEmpty();
        Tally.Standing standing = failing
                ? Tally.Standing.FAILING
                : state.isAvailable() ? Tally.Standing.SERVING : Tally.Standing.UNCOUNTED;
        turn.put(i, state.withTally(state.tally().standing(standing, turn.now())));
    }
}
