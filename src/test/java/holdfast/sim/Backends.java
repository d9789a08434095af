package holdfast.sim;

import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.sim.Machine.Main;
import holdfast.sim.Machine.Place;
import java.util.Optional;

import static holdfast.sim.Dice.SECOND;

/// What keeps services for others: brings them back by itself, gives up, and is told by people to start and stop them.
final class Backends {
    private static final Reason GIVEN_UP = Reason.of("sim.given-up");

    private final Machine machine;
    private final Simulation world;
    private final Dice dice;
    private long restarts;

    Backends(Machine machine, Simulation world, Dice dice) {
        this.machine = machine;
        this.world = world;
        this.dice = dice;
    }

    /// Its process crashed: it is brought back, sometimes later than was said, or given up.
    void notices(ServiceId id) {
        Place place = machine.place(id);
        var status = new ExitStatus.Code(1);
        if (dice.oneIn(3)) {
            Optional<Reason> word = dice.oneIn(2) ? Optional.of(GIVEN_UP) : Optional.empty();
            machine.answer(new Event.BackendChanged(id, new Observation.Gone(status, 0, word)), dice.brief());
            return;
        }
        long within = dice.pick(1, 3) * SECOND;
        long number = ++restarts;
        place.revival = number;
        revives(id, status, within, 0);
        if (dice.oneIn(4)) {
            // It was started meanwhile, and died before anybody saw it.
            revives(id, new ExitStatus.Code(3), within, (int) dice.pick(1, 4));
        }
        world.at(world.now() + (dice.oneIn(4) ? within + dice.brief() : dice.brief() * 100), () -> {
            if (place.revival == number && place.main == null && dice.oneIn(5)) {
                place.revival = 0;
                machine.answer(
                        new Event.BackendChanged(id, new Observation.Gone(new ExitStatus.Code(2), 0, Optional.of(GIVEN_UP))),
                        dice.brief());
            } else if (place.revival == number && place.main == null) {
                start(id, Origin.BACKEND);
            }
        });
    }

    private void revives(ServiceId id, ExitStatus status, long within, int missed) {
        var observation = new Observation.Reviving(status, within, Reason.of("sim.revives"), missed);
        machine.answer(new Event.BackendChanged(id, observation), dice.brief());
    }

    void start(ServiceId id, Origin origin) {
        Place place = machine.place(id);
        place.revival = 0;
        place.main = new Main(machine.newIdentity(), 0, false, world.now() + dice.brief());
        machine.answer(new Event.BackendChanged(id, new Observation.Running(place.main.identity, origin)), dice.brief());
    }

    void stop(ServiceId id) {
        Place place = machine.place(id);
        if (place.isKept && place.main != null) {
            place.revival = 0;
            machine.end(id, place.main, Machine.KILLED);
            machine.answer(new Event.BackendChanged(id, new Observation.Rested(Reason.of("sim.rested"))), dice.brief());
        }
    }
}
