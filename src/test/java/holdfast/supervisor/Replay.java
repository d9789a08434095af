package holdfast.supervisor;

import holdfast.model.Diagnosis;
import holdfast.model.Event.Origin;
import holdfast.model.Fact;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import java.util.List;
import java.util.Optional;

/// Lets tests see what the world keeps to itself.
public final class Replay {
    private Replay() {}

    /// What is written down of the service at `index`, live.
    public static Object memory(World world, int index) {
        return world.state(index).memory();
    }

    /// What the facts alone say of a service.
    public static Object memory(List<Stamped> facts, ServiceId service) {
        Memory memory = Memory.BLANK;
        for (Stamped stamped : facts) {
            if (stamped.fact().service().equals(service)) {
                memory = memory.apply(stamped.fact(), stamped.atNanos());
            }
        }
        return memory;
    }

    /// The same, one fact further.
    public static Object apply(Object memory, Fact fact, long atNanos) {
        return ((Memory) memory).apply(fact, atNanos);
    }

    /// What was written down last is an end that nobody asked for.
    public static boolean isRevival(Object memory) {
        return ((Memory) memory).run() instanceof Run.Ended ended && !ended.asked();
    }

    /// Started by somebody whose restarts count like ours: the backend, or a rival, who looks like a person.
    public static boolean isByAnother(Object memory, Origin origin) {
        return origin == Origin.BACKEND || (origin == Origin.HAND && !((Memory) memory).rivals().isEmpty());
    }

    public static Object blank() {
        return Memory.BLANK;
    }

    public static boolean isAvailable(World world, int index) {
        return world.state(index).isAvailable();
    }

    public static boolean isDown(World world, int index) {
        return world.state(index).life() instanceof Life.Down;
    }

    public static boolean isDeparting(World world, int index) {
        return world.state(index).departing();
    }

    public static boolean isWanted(World world, int index) {
        return Wishes.wantsUp(new Turn(world, 0), index);
    }

    public static boolean isParked(World world, int index) {
        return world.state(index).memory().parking().isPresent();
    }

    /// It waits for what no plan can know: the end of a parking or of a hold, its backend, or a stop that could not be proven.
    public static boolean isToldAsLeft(World world, int index) {
        return isParked(world, index) || isHeld(world, index) || world.state(index).life() instanceof Life.Reviving || world.state(index).life() instanceof Life.Stuck;
    }

    public static boolean isReloading(World world, int index) {
        return world.state(index).memory().reload().isPresent();
    }

    public static boolean isInStartGrace(World world, int index) {
        return world.state(index).life() instanceof Life.Starting;
    }

    /// It runs or is down, and is not on the way from one to the other.
    public static boolean isAtRest(World world, int index) {
        return world.state(index).life() instanceof Life.Up || world.state(index).life() instanceof Life.Down;
    }

    /// Nothing that was asked of the rim is unanswered.
    public static boolean isQuiet(World world) {
        for (int i = 0; i < world.fleet().size(); i++) {
            ServiceState state = world.state(i);
            boolean isOnTheWay = switch (state.life()) {
                case Life.Unseen _, Life.Spawning _, Life.Stopping _, Life.Reloading _ -> true;
                case Life.Down _, Life.Reviving _, Life.Starting _, Life.Up _, Life.Stuck _, Life.Watched _ -> false;
            };
            if (isOnTheWay || state.file().errand().isPresent() || state.checks().stream().anyMatch(check -> check.inFlight() != 0)) {
                return false;
            }
        }
        return true;
    }

    public static long alarmNanos(World world, int index) {
        return world.state(index).alarmNanos();
    }

    public static boolean isApplying(World world, int index) {
        return world.state(index).file().isApplying();
    }

    public static boolean isBeingRepaired(World world, int index) {
        return world.state(index).isBeingRepaired();
    }

    /// It is judged not to answer, and not because of what it needs.
    public static boolean isSilent(World world, int index) {
        return world.state(index).life().isProbed()
                && health(world, index) == Health.UNHEALTHY
                && Wishes.missingNeed(new Turn(world, 0), index).isEmpty();
    }

    public static Optional<Diagnosis> diagnosis(World world, int index) {
        return world.state(index).file().diagnosis();
    }

    /// The diagnosis is that only a person can help.
    public static boolean isUseless(World world, int index) {
        return world.state(index)
                .file()
                .diagnosis()
                .filter(diagnosis -> diagnosis.otherwise() == Diagnosis.Advice.PERSON)
                .isPresent();
    }

    public static Optional<Hold.Kind> hold(World world, int index) {
        return world.state(index).memory().incident().flatMap(incident -> incident.hold()).map(Hold::kind);
    }

    public static boolean isHeld(World world, int index) {
        return world.state(index).memory().incident().flatMap(incident -> incident.hold()).isPresent();
    }

    public static Health health(World world, int index) {
        return world.state(index).memory().health();
    }

    public static boolean isRunning(World world, int index) {
        return world.state(index).life().isRunning();
    }

    /// What its checks say counts: it neither starts nor is reloaded.
    public static boolean isJudged(World world, int index) {
        return world.state(index).life() instanceof Life.Up || world.state(index).life() instanceof Life.Watched;
    }

    /// This incarnation was past its start, and not being stopped, ever since before `atNanos`.
    public static boolean isUpSinceBefore(World world, int index, long atNanos, long incarnation) {
        ServiceState state = world.state(index);
        return state.life() instanceof Life.Up up
                && up.incarnation().number() == incarnation
                && state.stateSinceNanos() <= atNanos;
    }

    public static Optional<Long> incident(World world, int index) {
        return world.state(index).memory().incident().map(incident -> incident.id());
    }

    public static String describe(World world, int index) {
        ServiceState state = world.state(index);
        return state.spec().id() + " " + state.life() + " " + state.memory() + " " + state.checks();
    }
}
