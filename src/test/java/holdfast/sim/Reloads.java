package holdfast.sim;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import holdfast.sim.Machine.Main;
import holdfast.sim.Machine.Place;

/// How reloads go: most are good, a backend may exchange the process, and some are refused, fail, hang the service or kill it.
final class Reloads {
    private static final Reason WHY = Reason.of("sim.reload");

    private final Machine machine;
    private final Simulation world;
    private final Dice dice;

    Reloads(Machine machine, Simulation world, Dice dice) {
        this.machine = machine;
        this.world = world;
        this.dice = dice;
    }

    void reload(Command.ReloadProcess reload, Faults faults) {
        Place place = machine.place(reload.service());
        Main main = place.main;
        if (main == null || main.byHand) {
            answer(reload, new ReloadOutcome.Gone(new ExitStatus.Unknown(), place.survivors));
            return;
        }
        if (faults.failedRepairs() && dice.oneIn(4)) {
            answer(reload, dice.oneIn(2) ? new ReloadOutcome.Refused(WHY) : new ReloadOutcome.Failed(WHY));
            return;
        }
        if (faults.crashes() && dice.oneIn(5)) {
            machine.end(reload.service(), main, Machine.KILLED);
            answer(reload, new ReloadOutcome.Gone(Machine.KILLED, 0));
            return;
        }
        main.hungAt = faults.hangs() && dice.oneIn(4) ? world.now() : 0;
        if (place.isKept && dice.oneIn(2)) {
            exchange(reload, place);
        }
        answer(reload, new ReloadOutcome.Reloaded(place.main == null ? main.identity : place.main.identity));
    }

    /// The end of the one before may be heard of before the answer.
    private void exchange(Command.ReloadProcess reload, Place place) {
        place.revival = 0;
        place.main = new Main(machine.newIdentity(), 0, false, world.now() + dice.brief());
        if (dice.oneIn(2)) {
            world.postIn(0, new Event.ProcessExited(reload.service(), reload.incarnation(), Machine.KILLED, 0));
        }
    }

    private void answer(Command.ReloadProcess reload, ReloadOutcome outcome) {
        machine.answer(new Event.ReloadAnswered(reload.service(), reload.command(), outcome), dice.brief());
    }
}
