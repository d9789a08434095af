package holdfast.daemon.control;

import holdfast.daemon.Clock;
import holdfast.daemon.Eyes;
import holdfast.daemon.Hearing;
import holdfast.daemon.Progress;
import holdfast.daemon.Reloader;
import holdfast.journal.History;
import holdfast.journal.JournalUnavailable;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessLookups;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Event;
import holdfast.model.Fleet;
import holdfast.model.ProbeResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Stamped;
import holdfast.model.Status;
import holdfast.supervisor.Foresight;
import holdfast.supervisor.World;
import holdfast.text.Texts;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The running daemon behind the control socket: reads what the loop publishes, looks up what the journal knows, and puts wishes
/// into the inbox.
///
/// Threading: any.
public final class Reception implements Served {
    private final About about;
    private final Parts parts;
    private final UseMeter meter;
    private final PlanSight sight;
    private final PortLook ports;
    private final PortRelease release;
    private final Texts texts = Texts.english();

    /// What the reception needs of the daemon, each part safe to use from any thread.
    ///
    /// @param world as the loop left it last
    /// @param fleet the specifications in force
    /// @param inbox takes a wish, or says that it is full
    /// @param reread reads the configuration again
    /// @param history the past, seen from now
    /// @param listen begins to tell what goes on
    /// @param vitals how the daemon itself is doing
    public record Parts(
            Clock clock,
            Supplier<World> world,
            Supplier<Status> status,
            Supplier<Fleet> fleet,
            Supplier<History> history,
            Predicate<Event.OperatorAsked> inbox,
            Supplier<Reloader.Outcome> reread,
            Eyes eyes,
            Function<Consumer<Progress>, Hearing> listen,
            Supplier<Vitals> vitals) {}

    /// @param machine absent: who holds a port can be told, and nobody be ended
    public Reception(About about, Parts parts, ProcessLookups lookups, Optional<MachineAccess> machine) {
        this.about = about;
        this.parts = parts;
        this.meter = new UseMeter(lookups);
        this.sight = new PlanSight(lookups);
        this.ports = new PortLook(lookups, machine);
        this.release = new PortRelease(machine);
    }

    @Override
    public Picture picture() {
        Status status = parts.status().get();
        return new Picture(about, Instant.ofEpochMilli(parts.clock().wallMillis()), status, meter.measure(status), Optional.of(parts.vitals().get()));
    }

    @Override
    public List<Card> cards() {
        return parts.fleet().get().services().stream().map(Card::of).toList();
    }

    @Override
    public boolean ask(ServiceId service, Event.Request request, String actor) {
        return parts.inbox().test(new Event.OperatorAsked(service, request, actor));
    }

    @Override
    public Plan plan(List<Event.OperatorAsked> wishes, List<ServiceId> chosen) {
        World world = parts.world().get();
        return Planner.plan(Foresight.of(world, List.of(wishes), chosen, Foresight.Seen.NOTHING, parts.clock().nanos()), sight);
    }

    @Override
    public Optional<ProbeResult> probe(CheckId check) {
        Fleet fleet = parts.fleet().get();
        for (ServiceSpec service : fleet.services()) {
            for (CheckSpec spec : service.checks()) {
                if (spec.id().equals(check)) {
                    return Optional.of(parts.eyes().run(spec, service, process(service.id())));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<ProcessIdentity> process(ServiceId service) {
        return parts.status().get().services().stream()
                .filter(each -> each.id().equals(service))
                .findFirst()
                .flatMap(Status.ServiceStatus::process);
    }

    @Override
    public List<Stamped> facts(Optional<ServiceId> service, int most) throws IOException {
        return ask(history -> service.isPresent() ? history.recent(service.get(), most) : history.recent(most));
    }

    @Override
    public List<IncidentTold> incidents(int most) throws IOException {
        return ask(history -> history.incidents(most)).stream().map(IncidentTold::of).toList();
    }

    @Override
    public List<Stamped> incident(long number) throws IOException {
        return ask(history -> history.incident(number));
    }

    @Override
    public Reloader.Outcome reread() {
        return parts.reread().get();
    }

    @Override
    public List<PortUse> ports() throws IOException {
        return ports.look(parts.fleet().get(), parts.status().get());
    }

    @Override
    public PortFreed freePort(int port, Set<PortFreed.Stranger> named) {
        return release.free(port, named, parts.status().get());
    }

    @Override
    public Following follow(Consumer<Stamped> fact) {
        Hearing hearing = parts.listen().apply(progress -> {
            if (progress instanceof Progress.Happened(Stamped stamped)) {
                fact.accept(stamped);
            }
        });
        return hearing::close;
    }

    private interface Query<T> {
        T ask(History history) throws JournalUnavailable;
    }

    private <T> T ask(Query<T> query) throws IOException {
        try {
            return query.ask(parts.history().get());
        } catch (JournalUnavailable e) {
            throw new IOException(texts.say(e.reason()), e);
        }
    }
}
