package holdfast.sim;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Fleet;
import holdfast.model.Incarnation;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Stamped;
import holdfast.supervisor.Decision;
import holdfast.supervisor.Replay;
import holdfast.supervisor.Supervisor;
import holdfast.supervisor.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

import static holdfast.sim.Dice.SECOND;

/// One schedule: a drawn fleet, drawn faults, the real core, and a queue ordered by (due, sequence) so that no tie is left to
/// chance. Everything in it follows from the seed.
public final class Simulation {
    private static final int EVENTS_MAX = 6_000;

    private record Due(long at, long sequence, Runnable action) {}

    private final Dice dice;
    private final Faults faults;
    private final Machine machine;
    private final Promises promises;
    private final @Nullable Consumer<String> trace;
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::sequence));
    private final Alarms alarms;
    private final Map<ServiceId, ServiceSpec> specs = new HashMap<>();
    private final Set<Machine.Main> watched = new HashSet<>();
    private final List<Stamped> journal = new ArrayList<>();
    private final List<Stamped> backlog = new ArrayList<>();
    private Fleet fleet;
    private World world;
    private long now = 1_000 * SECOND;
    private long sequence;
    private long life = 1;
    private int events;
    boolean diskFull;
    private boolean alive = true;

    private Simulation(long seed, @Nullable Consumer<String> trace) {
        this.trace = trace;
        dice = new Dice(seed);
        faults = Faults.drawn(dice);
        fleet = Scenario.fleet(dice);
        dice.boundaries(Scenario.boundaries(fleet));
        machine = new Machine(this, dice, faults);
        alarms = new Alarms(this, dice);
        promises = new Promises(machine, faults);
        fleet.services().forEach(spec -> specs.put(spec.id(), spec));
        say(faults + " ", fleet.services());
        Decision first = World.begin(fleet, List.of(), dice.seed(), now);
        world = first.world();
        take(first);
    }

    /// Plays one seed.
    ///
    /// @return what went wrong, or null
    static @Nullable String play(long seed, @Nullable Consumer<String> trace) {
        Simulation simulation = null;
        try {
            simulation = new Simulation(seed, trace);
            simulation.run();
            return null;
        } catch (Violation | IllegalStateException | NoSuchElementException violation) {
            if (trace != null) {
                violation.printStackTrace();
            }
            return violation + (simulation == null ? "" : " at " + simulation.stamp());
        }
    }

    /// The first failure found among the seeds, with the command that replays it; null when every promise was kept.
    public static @Nullable String firstFailure(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .parallel()
                .mapToObj(seed -> {
                    String violation = play(seed, null);
                    return violation == null ? "" : violation + "\nreplay: mvn test -Dtest=SimulatorTest -Dholdfast.seed=" + seed;
                })
                .filter(failure -> !failure.isEmpty())
                .findAny()
                .orElse(null);
    }

    private void run() {
        long span = 60 * SECOND + dice.delay(0);
        new Mishaps(this, dice, faults, machine).plan(now + span);
        drain(now + span);
        machine.mend();
        alive(true);
        diskFull = false;
        say("--- faults are over", "");
        long horizon = now + 4 * 3600 * SECOND;
        while (!promises.isSettled(world) && now < horizon && !queue.isEmpty() && events < EVENTS_MAX) {
            next();
        }
        promises.settled(world, journal, backlog);
    }

    private void drain(long until) {
        while (!queue.isEmpty() && queue.peek().at() <= until && events < EVENTS_MAX) {
            next();
        }
        now = Math.max(now, until);
    }

    private void next() {
        Due due = queue.remove();
        now = Math.max(now, due.at());
        events++;
        due.action().run();
    }

    void kill() {
        say("!!! daemon killed", "");
        alive(false);
        at(now + dice.brief(), () -> alive(true));
    }

    private void alive(boolean next) {
        if (alive == next) {
            return;
        }
        alive = next;
        life++;
        alarms.clear();
        watched.clear();
        machine.daemonDied();
        if (!next) {
            promises.daemonDied(!backlog.isEmpty());
            backlog.clear();
            return;
        }
        say("!!! daemon back, facts replayed: ", journal.size());
        promises.rereads(journal);
        Decision first = World.begin(fleet, List.copyOf(journal), dice.seed(), now);
        world = first.world();
        take(first);
    }

    /// All processes end, and the monotonic clock begins anew: facts of before lie before its zero. The wall clock may have
    /// jumped, which shortens their age at most to nothing.
    void reboot() {
        say("!!! machine restarted", "");
        alive(false);
        machine.reboot();
        long gap = dice.delay(0) * (dice.oneIn(3) ? 0 : 1);
        journal.replaceAll(old ->
                new Stamped(old.sequence(), Math.min(now, old.atNanos()) - gap, old.atWallMillis(), old.fact()));
        at(now + dice.brief(), () -> alive(true));
    }

    /// Nobody was there to see what happened meanwhile.
    void clockJumps() {
        now += dice.delay(0) * (dice.oneIn(4) ? 60 : 1);
        say("!!! the clock has jumped", "");
        promises.clockJumped(now);
    }

    void post(Event event) {
        if (!alive) {
            return;
        }
        say("-> ", event);
        promises.heard(event, now);
        Decision decision = Supervisor.decide(world, event, now);
        promises.decided(world, event, decision, now);
        world = decision.world();
        take(decision);
    }

    /// Facts first, then commands; the daemon may die between any two.
    private void take(Decision decision) {
        for (Fact fact : decision.facts()) {
            say("   fact ", fact);
            (diskFull ? backlog : journal).add(new Stamped(++sequence, now, 0, fact));
        }
        if (!diskFull && !backlog.isEmpty()) {
            journal.addAll(backlog);
            journal.sort(Comparator.comparingLong(Stamped::sequence));
            backlog.clear();
        }
        decision.commands().forEach(command -> say("   command ", command));
        promises.verify(decision, now);
        for (Fact fact : decision.facts()) {
            if (fact instanceof Fact.Adopted adopted) {
                machine.adopted(adopted);
            }
        }
        int carried = faults.daemonDeaths() && alive && dice.oneIn(60) ? dice.below(decision.commands().size() + 1) : -1;
        for (int c = 0; c < decision.commands().size(); c++) {
            if (c == carried) {
                kill();
                return;
            }
            send(decision.commands().get(c));
        }
    }

    private void send(Command command) {
        if (command instanceof Command.Wake wake) {
            alarms.set(wake);
            return;
        }
        ServiceSpec spec = specs.get(command.service());
        if (spec == null) {
            throw new Violation("a command for a service nobody ever configured: " + command);
        }
        var index = world.fleet().index(command.service());
        machine.carryOut(command, index.isPresent() ? world.fleet().service(index.getAsInt()) : spec);
    }

    /// Another configuration, if there is a daemon to read it.
    void reconfigure(Fleet next) {
        if (alive) {
            fleet = next;
            fleet.services().forEach(spec -> specs.put(spec.id(), spec));
            post(new Event.FleetChanged(fleet));
        }
    }

    /// The open incident of a service; 0 when there is none.
    long incident(ServiceId id) {
        var index = world.fleet().index(id);
        return index.isPresent() ? Replay.incident(world, index.getAsInt()).orElse(0L) : 0;
    }

    Fleet fleet() {
        return fleet;
    }

    long now() {
        return now;
    }

    void at(long when, Runnable action) {
        queue.add(new Due(when, ++sequence, action));
    }

    void atInThisLife(long when, Runnable action) {
        long mine = life;
        at(when, () -> {
            if (life == mine) {
                action.run();
            }
        });
    }

    void postIn(long delayNanos, Event event) {
        atInThisLife(now + delayNanos, () -> post(event));
    }

    /// The exit of this process will be noticed for as long as this daemon lives.
    void watches(Machine.Main process) {
        watched.add(process);
    }

    void exited(ServiceId id, Machine.Main process, ExitStatus status, int survivors) {
        say("   (truth) ended: ", process.identity);
        if (alive && watched.remove(process) && process.incarnation > 0) {
            // Behind the answer of its start, which takes a few milliseconds at most.
            postIn(
                    5 * Dice.MILLI + dice.brief(),
                    new Event.ProcessExited(id, new Incarnation(process.incarnation), status, survivors));
        }
    }

    private String stamp() {
        return "%.9f s, event %d".formatted((now - 1_000 * SECOND) / 1e9, events);
    }

    private void say(String what, Object about) {
        if (trace != null) {
            trace.accept("[" + stamp() + "] " + what + about);
        }
    }
}
