package holdfast.sim;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

import static holdfast.sim.Dice.SECOND;

/// The truth: which processes exist, whether they answer, and how the rim carries out commands. The core sees nothing of it
/// but events.
///
/// Commands of one service are carried out one after another, as the driver contract demands.
final class Machine {
    /// One main process.
    static final class Main {
        final ProcessIdentity identity;
        long incarnation;
        boolean byHand;
        long hungAt; // 0 = it answers
        final long readyAt;

        Main(ProcessIdentity identity, long incarnation, boolean byHand, long readyAt) {
            this.identity = identity;
            this.incarnation = incarnation;
            this.byHand = byHand;
            this.readyAt = readyAt;
        }
    }

    /// What the machine knows of one service.
    static final class Place {
        @Nullable Main main;
        int survivors;
        long busyUntil;
        boolean siteDown; // for a watched service
        boolean flaps; // it answers every other time, more or less
        boolean wayBroken; // it looks well, and what goes through it does not
        boolean isKept; // by a backend
        long revival; // number of the restart that the backend is about to make; 0 = none
        Optional<ProcessIdentity> lastDead = Optional.empty();
    }

    static final ExitStatus KILLED = new ExitStatus.Signalled(9, false);

    private final Simulation world;
    private final Dice dice;
    private final Backends backends;
    private final Eyes eyes;
    private final Reloads reloads;
    private final Map<ServiceId, Place> places = new TreeMap<>();
    private Faults faults;
    private long nextPid = 100;
    private int boot = 1;

    Machine(Simulation world, Dice dice, Faults faults) {
        this.world = world;
        this.dice = dice;
        this.faults = faults;
        this.backends = new Backends(this, world, dice);
        this.eyes = new Eyes(this, world, dice);
        this.reloads = new Reloads(this, world, dice);
    }

    Backends backends() {
        return backends;
    }

    ProcessIdentity newIdentity() {
        return new ProcessIdentity(nextPid++, nextPid, "boot-" + boot);
    }

    Place place(ServiceId id) {
        return places.computeIfAbsent(id, _ -> new Place());
    }

    // ---- commands -------------------------------------------------------------------------------------------------------

    void carryOut(Command command, ServiceSpec spec) {
        switch (command) {
            case Command.StartProcess start -> serially(spec, dice.brief(), () -> start(start, spec));
            case Command.StopProcess stop ->
                serially(spec, dice.oneIn(3) ? dice.delay(0) % (stop.graceNanos() + SECOND) : dice.brief(), () -> stop(stop));
            case Command.ReloadProcess reload ->
                serially(spec, dice.oneIn(3) ? dice.delay(0) % reload.withinNanos() : dice.brief(), () -> reloads.reload(reload, faults));
            case Command.ObserveProcess observe -> serially(spec, dice.brief(), () -> observe(observe));
            case Command.RunProbe probe -> eyes.probe(probe, spec, faults);
            case Command.Examine examine -> answer(
                    new Event.Examined(
                            examine.service(), examine.examination(), new Finding.Examination(Findings.drawn(dice), Optional.empty())),
                    dice.brief());
            case Command.ApplyRemedy apply -> Findings.remedy(this, apply, dice, faults);
            case Command.Wake _ -> throw new IllegalStateException("alarms are the simulation's");
        }
    }

    /// The driver belongs to the daemon: what it has not carried out dies with it.
    private void serially(ServiceSpec spec, long takesNanos, Runnable work) {
        Place place = place(spec.id());
        place.busyUntil = Math.max(place.busyUntil, world.now()) + takesNanos;
        world.atInThisLife(place.busyUntil, work);
    }

    void answer(Event event, long delayNanos) {
        if (faults.lostAnswers() && dice.oneIn(12)) {
            return;
        }
        world.postIn(faults.lateAnswers() && dice.oneIn(8) ? dice.delay(0) : delayNanos, event);
    }

    private void start(Command.StartProcess start, ServiceSpec spec) {
        Place place = place(start.service());
        if (faults.startFailures() && dice.oneIn(4)) {
            answer(failed(start, dice.oneIn(3) ? Event.StartFailure.OUT_OF_HANDLES : Event.StartFailure.NOT_FOUND), dice.brief());
            return;
        }
        if (place.isKept && !spec.isKeptElsewhere() && place.main != null) {
            place.main.byHand = true; // its backend still has it, and nobody told that one
            tidyUp(place);
        }
        place.isKept = spec.isKeptElsewhere();
        place.wayBroken = false;
        place.revival = 0;
        if (place.isKept && place.main != null) {
            place.main.incarnation = start.incarnation().number();
            answer(
                    new Event.StartAnswered(
                            start.service(), start.incarnation(), new StartOutcome.Started(place.main.identity)),
                    dice.brief());
            return;
        }
        if (place.main != null && place.main.byHand) {
            answer(failed(start, Event.StartFailure.PORT_HELD), dice.brief());
            return;
        }
        // What earlier incarnations left is reaped before anything is started.
        place.survivors = 0;
        long warmup = faults.slowStarts() && dice.oneIn(2) ? dice.delay(0) % (2 * spec.startWithinNanos()) : dice.brief();
        var identity = newIdentity();
        var process = new Main(identity, start.incarnation().number(), false, world.now() + warmup);
        place.main = process;
        long answered = dice.brief();
        answer(new Event.StartAnswered(start.service(), start.incarnation(), new StartOutcome.Started(identity)), answered);
        if (!place.isKept) {
            world.watches(process);
        }
        if (faults.crashes() && dice.oneIn(3)) {
            world.at(world.now() + answered + dice.delay(1), () -> crash(start.service(), process));
        }
    }

    private static Event failed(Command.StartProcess start, Event.StartFailure failure) {
        return new Event.StartAnswered(
                start.service(), start.incarnation(), new StartOutcome.Failed(failure, Reason.of("sim.start-failed")));
    }

    private void stop(Command.StopProcess stop) {
        Place place = place(stop.service());
        if (faults.unprovenStops() && dice.oneIn(4)) {
            answer(new Event.StopAnswered(stop.service(), stop.command(), new StopOutcome.NotProven(Reason.of("sim.stuck"))), 0);
            return;
        }
        Main main = place.main;
        place.revival = 0;
        if (main != null && (place.isKept || main.incarnation == stop.incarnation().number())) {
            end(stop.service(), main, KILLED);
        }
        place.survivors = 0;
        answer(new Event.StopAnswered(stop.service(), stop.command(), new StopOutcome.Gone(KILLED)), dice.brief());
    }

    private void observe(Command.ObserveProcess observe) {
        if (faults.unreadable() && dice.oneIn(4)) {
            answer(observed(observe, new Observation.Unreadable(Reason.of("sim.unreadable"))), 0);
            return;
        }
        Place place = place(observe.service());
        Main main = place.main;
        Observation seen;
        if (place.isKept && main != null) {
            seen = new Observation.Running(main.identity, main.incarnation > 0 ? Origin.HOLDFAST : Origin.BACKEND);
        } else if (main != null && observe.incarnation().filter(number -> number.number() == main.incarnation).isPresent()) {
            seen = new Observation.Running(main.identity, Origin.HOLDFAST);
            world.watches(main);
        } else if (main != null && main.byHand) {
            seen = observe.incarnation().isPresent()
                    ? new Observation.Gone(new ExitStatus.Unknown(), place.survivors)
                    : new Observation.Running(main.identity, Origin.HAND);
            world.watches(main);
        } else if (observe.process().filter(known -> !known.bootId().equals("boot-" + boot)).isPresent()) {
            seen = new Observation.OtherBoot();
        } else {
            seen = new Observation.Gone(new ExitStatus.Unknown(), place.survivors);
        }
        answer(observed(observe, seen), dice.brief());
    }

    private static Event observed(Command.ObserveProcess observe, Observation observation) {
        return new Event.ProcessObserved(observe.service(), observe.inquiry(), observation);
    }

    // ---- what goes wrong by itself --------------------------------------------------------------------------------------

    void crash(ServiceId id, @Nullable Main expected) {
        Main main = place(id).main;
        if (main != null && (expected == null || expected == main)) {
            if (dice.oneIn(4)) {
                place(id).survivors = 1 + dice.below(2);
            }
            end(id, main, new ExitStatus.Code(1));
            if (place(id).isKept) {
                backends.notices(id);
            }
        }
    }

    void breakWay(ServiceId id) {
        place(id).wayBroken = true;
    }

    void end(ServiceId id, Main main, ExitStatus status) {
        Place place = place(id);
        place.main = null;
        place.lastDead = Optional.of(main.identity);
        world.exited(id, main, status, place.survivors);
    }

    void hang(ServiceId id) {
        Place place = place(id);
        place.siteDown = true;
        if (place.main != null && place.main.hungAt == 0) {
            place.main.hungAt = world.now();
        }
    }

    void startByHand(ServiceId id) {
        Place place = place(id);
        if (place.isKept && place.main == null) {
            backends.start(id, Origin.HAND);
        } else if (place.main == null) {
            place.main = new Main(newIdentity(), 0, true, world.now());
        }
    }

    /// A hand-started process becomes an incarnation the moment the core says so.
    void adopted(Fact.Adopted adopted) {
        Main main = place(adopted.service()).main;
        if (main != null && (main.byHand || place(adopted.service()).isKept) && main.identity.equals(adopted.process())) {
            main.byHand = false;
            main.incarnation = adopted.incarnation().number();
        }
    }

    void reboot() {
        boot++;
        for (Place place : places.values()) {
            place.main = null;
            place.survivors = 0;
            place.busyUntil = 0;
            place.revival = 0;
        }
    }

    void daemonDied() {
        places.values().forEach(place -> place.busyUntil = 0);
    }

    /// From here on nothing goes wrong any more.
    void mend() {
        faults = Faults.NONE;
        for (Place place : places.values()) {
            place.siteDown = place.wayBroken = place.flaps = false;
            if (place.main != null) {
                place.main.hungAt = 0;
            }
            tidyUp(place);
        }
    }

    /// Once the faults are over, somebody ends what was started by hand, however late that comes about.
    private void tidyUp(Place place) {
        if (faults.equals(Faults.NONE) && place.main != null && place.main.byHand) {
            place.main = null;
        }
    }
}
