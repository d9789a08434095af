package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.daemon.control.Plan;
import holdfast.daemon.control.PlanSight;
import holdfast.daemon.control.Planner;
import holdfast.daemon.control.PortFreed;
import holdfast.daemon.control.PortLook;
import holdfast.daemon.control.PortRelease;
import holdfast.daemon.control.PortUse;
import holdfast.driver.Driver;
import holdfast.journal.History;
import holdfast.journal.JournalUnavailable;
import holdfast.journal.SqliteHistory;
import holdfast.model.CheckId;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Fleet;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status;
import holdfast.supervisor.Decision;
import holdfast.supervisor.Foresight;
import holdfast.supervisor.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What can be known while no daemon runs: how things stand by the journal, who holds which port, and what a pass would do. Takes no
/// lock, writes nothing, starts and stops nothing; the driver is only asked what there is.
///
/// Threading: any; [#plan] waits for the driver's answers.
public final class Beforehand {
    /// Nanoseconds for the driver to say what there is; who has not answered by then counts as unreadable.
    private static final long LOOK_NANOS = 10_000_000_000L;

    private final Fleet fleet;
    private final Outfit outfit;
    private final Decision begin;

    private Beforehand(Fleet fleet, Outfit outfit, Decision begin) {
        this.fleet = fleet;
        this.outfit = outfit;
        this.begin = begin;
    }

    /// What became of reading the journal.
    public sealed interface Opening {
        record Known(Beforehand beforehand) implements Opening {}

        /// There is a journal, and it cannot be read.
        record Unreadable(Reason reason) implements Opening {}
    }

    /// @param chosen the services that the pass is about, with all they need; none = all
    public static Opening read(Configuration configuration, List<ServiceId> chosen, Outfit outfit) {
        Fleet fleet = Choice.of(configuration.fleet(), chosen);
        Path file = Engine.journalFile(configuration.stateDirectory());
        long now = outfit.clock().nanos();
        long wall = outfit.clock().wallMillis();
        History history = SqliteHistory.of(file, outfit.boot(), now, wall);
        try {
            List<Stamped> facts = Files.exists(file) ? history.recent(Integer.MAX_VALUE) : List.of();
            return new Opening.Known(new Beforehand(fleet, outfit, World.begin(fleet, facts, now ^ wall, now)));
        } catch (JournalUnavailable e) {
            return new Opening.Unreadable(e.reason());
        }
    }

    /// By the journal alone.
    public Status status() {
        return begin.world().status(outfit.clock().nanos());
    }

    /// Who holds each declared port.
    public List<PortUse> ports() throws IOException {
        return new PortLook(outfit.lookups(), outfit.machine()).look(fleet, status());
    }

    /// Frees a port. Of all that this does, the only thing that changes the machine.
    ///
    /// @param named strangers who are to be ended as well
    public PortFreed freePort(int port, Set<PortFreed.Stranger> named) {
        return new PortRelease(outfit.machine()).free(port, named, status());
    }

    /// @param rounds what an operator wants, one pass after the other; never none
    /// @param probed what the checks have just answered
    public Plan plan(List<List<Event.OperatorAsked>> rounds, Map<CheckId, ProbeResult> probed) throws InterruptedException {
        var seen = new Foresight.Seen(observed(), probed);
        return Planner.plan(Foresight.of(begin.world(), rounds, List.of(), seen, outfit.clock().nanos()), new PlanSight(outfit.lookups()));
    }

    private Map<ServiceId, Observation> observed() throws InterruptedException {
        BlockingQueue<Event> answers = new LinkedBlockingQueue<>();
        Driver driver = outfit.driver().apply(answers::add);
        Set<ServiceId> open = new HashSet<>();
        for (Command command : begin.commands()) {
            if (command instanceof Command.ObserveProcess observe) {
                open.add(observe.service());
                driver.observe(observe, Specs.newest(observe.service(), fleet));
            }
        }
        Map<ServiceId, Observation> observed = new HashMap<>();
        open.forEach(service -> observed.put(service, new Observation.Unreadable(Reason.of("daemon.look.no-answer"))));
        long endNanos = System.nanoTime() + LOOK_NANOS;
        while (!open.isEmpty()) {
            Event answer = answers.poll(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (answer == null) {
                break;
            }
            if (answer instanceof Event.ProcessObserved seen && open.remove(seen.service())) {
                observed.put(seen.service(), seen.observation());
            }
        }
        return observed;
    }
}
