package holdfast.sim;

import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Limits;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;

/// How probes see the machine: mostly as it is.
final class Eyes {
    private final Machine machine;
    private final Simulation world;
    private final Dice dice;

    Eyes(Machine machine, Simulation world, Dice dice) {
        this.machine = machine;
        this.world = world;
        this.dice = dice;
    }

    void probe(Command.RunProbe probe, ServiceSpec spec, Faults faults) {
        var check = spec.checks().stream()
                .filter(each -> each.id().equals(probe.check()))
                .findFirst()
                .orElseThrow();
        if (faults.probeErrors() && dice.oneIn(6)) {
            machine.answer(finished(probe, ProbeResult.Outcome.ERROR), dice.brief());
            return;
        }
        boolean passes = isServing(machine.place(spec.id()), spec) && isPassable(check) && !(machine.place(spec.id()).flaps && dice.oneIn(2));
        boolean timesOut = !passes && dice.oneIn(2);
        long takes = timesOut ? check.timeoutNanos() : dice.brief();
        if (faults.lateAnswers() && dice.oneIn(15)) {
            takes = check.timeoutNanos() + Limits.PROBE_ANSWER_SLACK_NANOS + dice.below(3) - 1;
        }
        if (!(faults.lostAnswers() && dice.oneIn(15))) {
            world.postIn(takes, finished(probe, passes ? ProbeResult.Outcome.PASS : ProbeResult.Outcome.FAIL));
        }
    }

    private static Event finished(Command.RunProbe probe, ProbeResult.Outcome outcome) {
        return new Event.ProbeFinished(probe.check(), probe.probe(), ProbeResult.of(outcome, Reason.of("sim.probe"), 1));
    }

    /// The way to it, through the service that the check would blame.
    private boolean isPassable(CheckSpec check) {
        return check.blame()
                .map(machine::place)
                .filter(way -> way.wayBroken || (way.main != null && way.main.hungAt != 0))
                .isEmpty();
    }

    private boolean isServing(Machine.Place place, ServiceSpec spec) {
        if (spec.isWatched()) {
            return !place.siteDown;
        }
        Machine.Main main = place.main;
        return main != null && main.hungAt == 0 && world.now() >= main.readyAt;
    }
}
