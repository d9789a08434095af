package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Incarnation;
import holdfast.model.Limits;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import holdfast.model.Wish;
import java.util.List;
import java.util.Optional;

/// Finding out what there is, before anything is done: after a start of Holdfast, and whenever an answer got lost.
final class Observing {
    /// First probes of services found running are spread over this much per check, so that a fleet is not asked in lock-step.
    private static final long SPREAD_NANOS_PER_CHECK = 5_000_000L;

    /// The actor of a wish that was uttered in a backend.
    private static final String BACKEND = "backend";

    /// The same, of a service that was stopped there before Holdfast had ever seen it up.
    private static final String FOUND = "found";

    /// The same, of a service that its backend has no more, or never had.
    private static final String ABSENT = "absent";

    private Observing() {}

    static ServiceState unseen(ServiceSpec spec, Memory memory, long nowNanos) {
        Life life = spec.isWatched() ? new Life.Watched() : new Life.Unseen(0, nowNanos);
        List<CheckState> checks =
                spec.checks().stream().map(_ -> CheckState.fresh(nowNanos)).toList();
        return new ServiceState(
                spec, false, memory, life, checks, Tally.from(nowNanos), nowNanos, Long.MAX_VALUE, ServiceState.Asked.NOTHING, false, CaseFile.EMPTY, nowNanos);
    }

    /// The service enters the world: ask what it is, or begin to watch it.
    static void begin(Turn turn, int i) {
        if (turn.at(i).life() instanceof Life.Watched) {
            spreadProbes(turn, i);
        }
        Reload.unparkEditedUnseen(turn, i);
        turn.unsettle(i);
    }

    /// Asks the operating system (anew).
    static void ask(Turn turn, int i) {
        ServiceState state = turn.at(i);
        long inquiry = turn.number();
        turn.life(i, new Life.Unseen(inquiry, turn.now() + Limits.OBSERVE_AGAIN_NANOS));
        Run run = state.memory().run();
        Optional<Incarnation> incarnation = current(run);
        Optional<ProcessIdentity> process =
                incarnation.isEmpty() || run instanceof Run.Intended ? Optional.empty() : run.lastProcess();
        turn.send(new Command.ObserveProcess(state.spec().id(), inquiry, incarnation, process, next(state)));
    }

    private static Incarnation next(ServiceState state) {
        return new Incarnation(state.memory().lastIncarnation() + 1);
    }

    /// The incarnation that may be running.
    static Optional<Incarnation> current(Run run) {
        return switch (run) {
            case Run.Intended intended -> Optional.of(intended.incarnation());
            case Run.Running running -> Optional.of(running.incarnation());
            case Run.Ending ending -> Optional.of(ending.incarnation());
            case Run.Never _, Run.Ended _, Run.Failed _ -> Optional.empty();
        };
    }

    static void observed(Turn turn, int i, Event.ProcessObserved observed) {
        if (!(turn.at(i).life() instanceof Life.Unseen unseen) || unseen.inquiry() != observed.inquiry()) {
            return; // answers an earlier question
        }
        switch (observed.observation()) {
            case Observation.Running running -> running(turn, i, running);
            case Observation.Gone gone -> gone(turn, i, gone);
            case Observation.OtherBoot _ -> otherBoot(turn, i);
            case Observation.Reviving reviving -> reviving(turn, i, reviving);
            case Observation.Rested _ -> rested(turn, i);
            case Observation.Absent _ when turn.at(i).memory().run() instanceof Run.Never -> unknown(turn, i);
            case Observation.Absent absent -> rests(turn, i, ABSENT, Optional.of(absent.reason()));
            case Observation.Unreadable _ -> {
                return; // means nothing; it is asked again when the time has come
            }
        }
        turn.unsettle(i);
    }

    /// News from the backend, unasked. While something of ours is under way its answer says more.
    static void backendChanged(Turn turn, int i, Observation observation) {
        if (!turn.at(i).spec().isKeptElsewhere()) {
            return; // late news from a backend that kept it before an edit
        }
        switch (turn.at(i).life()) {
            case Life.Unseen _, Life.Spawning _, Life.Reloading _, Life.Stopping _, Life.Stuck _, Life.Watched _ -> {
                return;
            }
            case Life.Down _, Life.Reviving _, Life.Starting _, Life.Up _ -> {}
        }
        switch (observation) {
            case Observation.Running running -> runsAgain(turn, i, running);
            case Observation.Gone gone -> {
                over(turn, i, gone.status(), gone.survivors());
                gone.word().ifPresent(word -> givenUp(turn, i, gone, word));
            }
            case Observation.Reviving reviving -> reviving(turn, i, reviving);
            case Observation.Rested _ -> rested(turn, i);
            case Observation.Absent absent -> rests(turn, i, ABSENT, Optional.of(absent.reason()));
            case Observation.OtherBoot _ -> otherBoot(turn, i);
            case Observation.Unreadable _ -> {
                return; // means nothing
            }
        }
        turn.unsettle(i);
    }

    /// Who else restarts it is said once, and once more when that has changed. It is left to people: see docs/drivers/owners.md.
    static void rivals(Turn turn, int i, List<Reason> rivals) {
        if (!turn.at(i).memory().rivals().equals(rivals)) {
            turn.emit(i, new Fact.RivalsNoted(turn.at(i).spec().id(), rivals));
        }
    }

    /// What was to be stopped or started by us rests because of us.
    private static boolean isNews(Run run) {
        return switch (run) {
            case Run.Never _, Run.Running _ -> true;
            case Run.Ended ended -> !ended.asked();
            case Run.Intended _, Run.Ending _, Run.Failed _ -> false;
        };
    }

    /// A process that is not the one we knew: the one we knew is over.
    private static void runsAgain(Turn turn, int i, Observation.Running running) {
        Run run = turn.at(i).memory().run();
        boolean same = run instanceof Run.Running known && known.process().equals(running.process());
        if (same && turn.at(i).life().isRunning()) {
            return;
        }
        over(turn, i, new ExitStatus.Unknown(), 0);
        Reloading.advance(turn, i);
        if (running.origin() == Origin.HAND && !Wishes.wantsUp(turn, i)) {
            wanted(turn, i);
        }
        adopt(turn, i, new Incarnation(turn.at(i).memory().lastIncarnation() + 1), running);
    }

    /// Somebody started in its backend what was stopped: the newer word counts.
    private static void wanted(Turn turn, int i) {
        turn.emit(i, new Fact.WishChanged(turn.at(i).spec().id(), Wish.UP, BACKEND));
    }

    private static void over(Turn turn, int i, ExitStatus status, int survivors) {
        ServiceState state = turn.at(i);
        current(state.memory().run())
                .ifPresent(incarnation -> turn.emit(
                        i, new Fact.Ended(state.spec().id(), incarnation, status, survivors, false)));
        turn.life(i, new Life.Down());
    }

    /// What its backend could not mend is looked at anew: the last of its tries may have ended otherwise than the first.
    private static void givenUp(Turn turn, int i, Observation.Gone gone, Reason word) {
        ServiceState state = turn.at(i);
        if (state.memory().run() instanceof Run.Ended ended && !ended.asked()) {
            turn.emit(
                    i,
                    new Fact.Ended(
                            state.spec().id(), ended.incarnation(), gone.status(), gone.survivors(), false, Optional.of(word)));
            turn.put(i, turn.at(i).withFile(turn.at(i).file().untroubled()));
        }
    }

    private static void reviving(Turn turn, int i, Observation.Reviving reviving) {
        over(turn, i, reviving.status(), 0);
        int missed = Math.min(reviving.missed(), Limits.ATTEMPTS_REMEMBERED);
        if (missed > 0) {
            var last = new Incarnation(turn.at(i).memory().lastIncarnation() + missed);
            turn.emit(i, new Fact.RunsMissed(turn.at(i).spec().id(), last, reviving.status(), missed));
        }
        // An operator's stop wins over a backend that restarts by itself: Down leads to a stop there.
        turn.life(i, new Life.Reviving(turn.now() + reviving.withinNanos()));
    }

    /// Somebody stopped it where it is kept: that is an operator's word, given elsewhere. When it was given nobody can tell at the
    /// first sight; to undo what may have been meant is worse than to say so and to leave it.
    private static void rested(Turn turn, int i) {
        rests(turn, i, turn.at(i).memory().run() instanceof Run.Never ? FOUND : BACKEND, Optional.empty());
    }

    private static void rests(Turn turn, int i, String actor, Optional<Reason> absence) {
        ServiceState state = turn.at(i);
        if (isOtherThanSaid(state.memory(), absence) || (Wishes.wantsUp(turn, i) && isNews(state.memory().run()))) {
            turn.emit(i, new Fact.WishChanged(state.spec().id(), Wish.DOWN, actor, absence));
        }
        current(state.memory().run())
                .ifPresent(incarnation -> turn.emit(
                        i, new Fact.Ended(state.spec().id(), incarnation, new ExitStatus.Unknown(), 0, true)));
        turn.life(i, new Life.Down());
    }

    /// What was stopped there is not to be had there any more, or is again.
    private static boolean isOtherThanSaid(Memory memory, Optional<Reason> absence) {
        return memory.wished()
                .filter(word -> word.wish() == Wish.DOWN && List.of(BACKEND, FOUND, ABSENT).contains(word.actor()))
                .filter(word -> word.absence().isPresent() != absence.isPresent())
                .isPresent();
    }

    /// What its backend has never shown was stopped by nobody: most likely its name is wrong. The refusal of a start says so.
    private static void unknown(Turn turn, int i) {
        turn.life(i, new Life.Down());
    }

    private static void running(Turn turn, int i, Observation.Running running) {
        ServiceState state = turn.at(i);
        Optional<Incarnation> known = current(state.memory().run());
        if (known.isEmpty() && !Wishes.wantsUp(turn, i)) {
            if (!state.spec().isKeptElsewhere() || running.origin() != Origin.HAND) {
                turn.life(i, new Life.Down()); // a person stopped it here and started it by hand: theirs, not ours
                return;
            }
            wanted(turn, i);
        }
        Incarnation incarnation = known.filter(_ -> isSame(state, running)).orElseGet(() -> next(state));
        boolean isExchanged = known.isPresent() && !incarnation.equals(known.get());
        boolean isByReload = isExchanged && state.memory().reload().isPresent();
        if (isExchanged && !isByReload) {
            over(turn, i, new ExitStatus.Unknown(), 0);
        }
        adopt(turn, i, incarnation, isByReload ? new Observation.Running(running.process(), Origin.RELOAD) : running);
        Reloading.lost(turn, i);
    }

    /// The backend may have put another process in the place of the one we knew while nobody looked.
    private static boolean isSame(ServiceState state, Observation.Running running) {
        return !(state.memory().run() instanceof Run.Running run)
                || !state.spec().isKeptElsewhere()
                || run.process().equals(running.process());
    }

    private static void adopt(Turn turn, int i, Incarnation incarnation, Observation.Running running) {
        ServiceState state = turn.at(i);
        turn.emit(i, new Fact.Adopted(state.spec().id(), incarnation, running.process(), running.origin()));
        long since = turn.at(i).memory().run() instanceof Run.Running run ? run.sinceNanos() : turn.now();
        boolean answered = turn.at(i).memory().run() instanceof Run.Running run && run.answered();
        long graceEnds = since + state.spec().startWithinNanos();
        // Nobody saw whether it answered meanwhile, so a start that was still in its grace gets a whole one.
        turn.life(
                i,
                answered || graceEnds <= turn.now()
                        ? new Life.Up(incarnation)
                        : new Life.Starting(incarnation, turn.now() + state.spec().startWithinNanos()));
        spreadProbes(turn, i);
    }

    private static void gone(Turn turn, int i, Observation.Gone gone) {
        ServiceState state = turn.at(i);
        Run run = state.memory().run();
        Optional<Incarnation> known = current(run);
        boolean wanted = Wishes.wantsUp(turn, i);
        if (known.isPresent() && !wanted && gone.survivors() > 0) {
            LifeCycle.stop(turn, i, known.get(), Fact.Purpose.WISH); // what it left behind must go as well
            return;
        }
        // An intention that left no trace was never carried out: no crash, start as intended.
        boolean asked = !(run instanceof Run.Running) || !wanted;
        known.ifPresent(incarnation -> turn.emit(
                i, new Fact.Ended(
                        state.spec().id(), incarnation, gone.status(), gone.survivors(), asked, gone.word())));
        turn.life(i, new Life.Down());
    }

    private static void otherBoot(Turn turn, int i) {
        ServiceState state = turn.at(i);
        current(state.memory().run())
                .ifPresent(incarnation -> turn.emit(
                        i,
                        new Fact.Ended(
                                state.spec().id(), incarnation, new ExitStatus.Unknown(), 0, true)));
        turn.life(i, new Life.Down());
    }

    private static void spreadProbes(Turn turn, int i) {
        ServiceState state = turn.at(i);
        long window = SPREAD_NANOS_PER_CHECK * turn.fleet().size();
        List<CheckState> spread = state.spec().checks().stream()
                .map(spec -> CheckState.fresh(
                        turn.now() + (long) (turn.chance() * Math.min(window, spec.everyNanos()))))
                .toList();
        turn.put(i, turn.at(i).withChecks(spread).withLastGood(turn.now()));
    }
}
