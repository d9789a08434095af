package holdfast.daemon.control;

import holdfast.daemon.Discretion;
import holdfast.evidence.Company;
import holdfast.evidence.StandIn;
import holdfast.linux.MachineAccess;
import holdfast.linux.PortHolder;
import holdfast.linux.ProcessCard;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTree;
import holdfast.linux.Reading;
import holdfast.linux.ServiceProcesses;
import holdfast.model.DriverSpec;
import holdfast.model.Finding.Holder;
import holdfast.model.Fleet;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Status;
import holdfast.model.Status.ServiceStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Looks who listens on the declared ports.
///
/// Threading: any.
public final class PortLook {
    private static final int COMMAND_LENGTH = 200;

    private final ProcessLookups lookups;
    private final Optional<MachineAccess> machine;

    /// @param machine absent: a stray cannot be told from a stranger
    public PortLook(ProcessLookups lookups, Optional<MachineAccess> machine) {
        this.lookups = lookups;
        this.machine = machine;
    }

    /// Pids of one service.
    ///
    /// @param current of the running incarnation
    /// @param strays proven to be of an earlier one
    /// @param driver whose backend may hold the port for the service, which runs
    private record Family(Set<Long> current, Set<Long> strays, Optional<DriverSpec> driver) {
        Holder holder(ProcessCard card) {
            if (current.contains(card.pid()) || driver.filter(with -> StandIn.of(with, card)).isPresent()) {
                return Holder.SERVICE;
            }
            return strays.contains(card.pid()) ? Holder.STRAY : Holder.STRANGER;
        }

        /// Of a socket whose process may not be seen.
        Holder hidden() {
            return driver.filter(StandIn::isInvisible).isPresent() ? Holder.SERVICE : Holder.STRANGER;
        }
    }

    /// @param status says which process of a service runs now
    public List<PortUse> look(Fleet fleet, Status status) throws IOException {
        var uses = new ArrayList<PortUse>();
        Optional<ProcessTree> tree = lookups.table().tree().found();
        for (ServiceSpec spec : fleet.services()) {
            if (spec.port().isPresent()) {
                Optional<ServiceStatus> now =
                        status.services().stream().filter(each -> each.id().equals(spec.id())).findFirst();
                Set<Long> current = now.flatMap(ServiceStatus::process)
                        .map(process -> current(tree, process, spec.driver()))
                        .orElse(Set.of());
                uses.add(look(spec, spec.port().get(), current, now.flatMap(ServiceStatus::incarnation)));
            }
        }
        return uses;
    }

    private PortUse look(ServiceSpec spec, int port, Set<Long> current, Optional<Incarnation> run) throws IOException {
        ServiceId service = spec.id();
        return switch (lookups.listeners(port, current)) {
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) -> {
                Family family = family(spec, current, run, holders);
                yield new PortUse(service, port, holders.stream().flatMap(holder -> holders(holder, family).stream()).toList());
            }
            case Reading.Gone<List<PortHolder>> _ -> new PortUse(service, port, List.of());
            case Reading.Unreadable<List<PortHolder>>(String subject, String cause) -> throw new IOException(subject + ": " + cause);
        };
    }

    /// Every process of the machine is asked for its mark only when one is there that is not of the running incarnation.
    private Family family(ServiceSpec spec, Set<Long> current, Optional<Incarnation> run, List<PortHolder> holders) {
        Optional<DriverSpec> standsIn = Optional.of(spec.driver())
                .filter(driver -> driver instanceof DriverSpec.Watch || !current.isEmpty());
        boolean isForeign = holders.stream()
                .flatMap(holder -> holder.processes().stream())
                .anyMatch(card -> !current.contains(card.pid()));
        if (!isForeign || machine.isEmpty()) {
            return new Family(current, Set.of(), standsIn);
        }
        ServiceProcesses marked = machine.get().serviceProcesses();
        var own = new HashSet<>(current);
        String name = spec.id().name();
        run.flatMap(number -> marked.of(name, number.number()).found()).ifPresent(stats -> own.addAll(pids(stats)));
        return new Family(own, pids(marked.all(name).found().orElse(List.of())), standsIn);
    }

    /// A socket whose process may not be seen is still held: by pid 0.
    private static List<PortUse.Holder> holders(PortHolder holder, Family family) {
        String address = holder.socket().address().getHostAddress();
        if (holder.processes().isEmpty()) {
            return List.of(new PortUse.Holder(0, Long.toString(holder.socket().user()), address, "", family.hidden()));
        }
        return holder.processes().stream()
                .map(card -> new PortUse.Holder(card.pid(), card.user(), address, shortened(card), family.holder(card)))
                .toList();
    }

    private static String shortened(ProcessCard card) {
        // It may be a stranger's, with a secret in it.
        String command = Discretion.clean(card.command());
        return command.length() > COMMAND_LENGTH ? command.substring(0, COMMAND_LENGTH) : command;
    }

    /// A pid that was given to another process since is not the service's.
    private Set<Long> current(Optional<ProcessTree> tree, ProcessIdentity process, DriverSpec driver) {
        boolean isThere = tree.flatMap(all -> all.process(process.pid()))
                .filter(stat -> stat.startTicks() == process.startTicks())
                .isPresent();
        if (!isThere) {
            return Set.of();
        }
        Set<Long> members = pids(tree.get().withDescendants(process.pid()));
        members.addAll(Company.of(lookups.table(), driver, process.pid()));
        return members;
    }

    private static Set<Long> pids(List<ProcessStat> stats) {
        return stats.stream().map(ProcessStat::pid).collect(Collectors.toSet());
    }
}
