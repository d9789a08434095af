package holdfast.sim;

import holdfast.model.Event;
import holdfast.model.Fleet;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.ArrayList;
import java.util.List;

/// What befalls one schedule, and when: a handful of mishaps at moments that lie on or beside the limits of its policies.
final class Mishaps {
    private static final Reason DOUBT = Reason.of("sim.doubt");
    private static final Reason RIVAL = Reason.of("sim.rival");

    private final Simulation simulation;
    private final Dice dice;
    private final Faults faults;
    private final Machine machine;

    Mishaps(Simulation simulation, Dice dice, Faults faults, Machine machine) {
        this.simulation = simulation;
        this.dice = dice;
        this.faults = faults;
        this.machine = machine;
    }

    void plan(long end) {
        int count = 2 + dice.below(6);
        for (int f = 0; f < count; f++) {
            long at = Math.min(end, simulation.now() + dice.delay(0) * (1 + dice.below(4)));
            simulation.at(at, drawn());
        }
    }

    private Runnable drawn() {
        ServiceId id = simulation.fleet().service(dice.below(simulation.fleet().size())).id();
        return switch (dice.below(14)) {
            case 0 -> faults.crashes() ? () -> machine.crash(id, null) : () -> {};
            case 1 -> faults.hangs() ? () -> machine.hang(id) : () -> {};
            case 2 -> faults.daemonDeaths() ? simulation::kill : () -> {};
            case 3 -> faults.operator() ? () -> operator(id) : () -> {};
            case 4 -> faults.reloads() ? this::edit : () -> {};
            case 5 -> faults.handStarts() ? () -> byHand(id) : () -> {};
            case 6 -> faults.reboots() ? simulation::reboot : () -> {};
            case 7 -> faults.words() ? () -> word(id) : () -> {};
            case 8 -> faults.words() ? () -> approve(id) : () -> {};
            case 9 -> faults.doubts() ? () -> doubt(id) : () -> {};
            case 10 -> faults.brokenWays() ? () -> machine.breakWay(id) : () -> {};
            case 11 -> faults.flaps() ? () -> machine.place(id).flaps = true : () -> {};
            case 12 -> faults.clockJumps() ? simulation::clockJumps : () -> {};
            default -> faults.lossyDisk() ? () -> simulation.diskFull = !simulation.diskFull : () -> {};
        };
    }

    private void doubt(ServiceId id) {
        boolean isFit = dice.oneIn(3);
        simulation.post(new Event.ObserverJudged(isFit, DOUBT));
        simulation.post(new Event.RivalsSeen(id, isFit ? List.of() : List.of(RIVAL)));
    }

    private void byHand(ServiceId id) {
        if (dice.oneIn(2)) {
            machine.startByHand(id);
        } else {
            machine.backends().stop(id);
        }
    }

    private void word(ServiceId id) {
        long span = dice.oneIn(6) ? Long.MAX_VALUE : dice.delay(1);
        Event.Request request =
                switch (dice.below(4)) {
                    case 0 -> new Event.Request.Pin("sim", span);
                    case 1 -> new Event.Request.Unpin();
                    case 2 -> new Event.Request.Silence("sim", span);
                    default -> new Event.Request.Unsilence();
                };
        simulation.post(new Event.OperatorAsked(id, request, "sim"));
    }

    /// Of the open incident, or of one that is not.
    private void approve(ServiceId id) {
        long incident = dice.oneIn(4) ? 1 : simulation.incident(id);
        simulation.post(new Event.OperatorAsked(
                id,
                dice.oneIn(4) ? new Event.Request.Acknowledge(incident, "sim") : new Event.Request.Approve(incident),
                "sim"));
    }

    private void operator(ServiceId id) {
        Event.Request request =
                switch (dice.below(5)) {
                    case 0 -> Event.Order.START;
                    case 1 -> Event.Order.STOP;
                    case 2, 3 -> Event.Order.RELOAD;
                    default -> Event.Order.RESTART;
                };
        simulation.post(new Event.OperatorAsked(id, request, "sim"));
    }

    /// Somebody edits the configuration: changes a service, removes one, or adds one.
    private void edit() {
        var services = new ArrayList<>(simulation.fleet().services());
        if (services.isEmpty()) {
            return;
        }
        int i = dice.below(services.size());
        switch (dice.below(3)) {
            case 0 -> services.set(i, Reloaded.as(services.get(i), Scenario.service(dice, 0, dice.below(3))));
            case 1 -> {
                ServiceId gone = services.get(i).id();
                services.remove(i);
                services.replaceAll(spec -> Reloaded.without(spec, gone));
            }
            default -> {
                ServiceSpec added = Reloaded.as(Scenario.service(dice, 10 + dice.below(3), 0), services.get(i));
                services.removeIf(spec -> spec.id().equals(added.id()));
                services.add(added);
            }
        }
        simulation.reconfigure(new Fleet(services, simulation.fleet().host()));
    }
}
