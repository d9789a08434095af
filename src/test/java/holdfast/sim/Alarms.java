package holdfast.sim;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.ServiceId;
import java.util.HashMap;
import java.util.Map;

/// The alarms of the daemon that lives; they die with it, and some ring late.
final class Alarms {
    private final Simulation simulation;
    private final Dice dice;
    private final Map<ServiceId, Long> set = new HashMap<>();

    Alarms(Simulation simulation, Dice dice) {
        this.simulation = simulation;
        this.dice = dice;
    }

    void set(Command.Wake wake) {
        set.put(wake.service(), wake.atNanos());
        simulation.atInThisLife(wake.atNanos() + (dice.oneIn(5) ? dice.brief() : 0), () -> {
            if (set.getOrDefault(wake.service(), 0L) == wake.atNanos()) {
                simulation.post(new Event.ServiceWoke(wake.service()));
            }
        });
    }

    void clear() {
        set.clear();
    }
}
