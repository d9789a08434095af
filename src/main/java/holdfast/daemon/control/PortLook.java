package holdfast.daemon.control;

import holdfast.linux.PortHolder;
import holdfast.linux.ProcessCard;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.model.Fleet;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Looks who listens on the declared ports.
///
/// Threading: any.
final class PortLook {
    private static final int COMMAND_LENGTH = 200;

    private final ProcessLookups lookups;

    PortLook(ProcessLookups lookups) {
        this.lookups = lookups;
    }

    List<PortUse> look(Fleet fleet, Status status) throws IOException {
        var uses = new ArrayList<PortUse>();
        for (ServiceSpec spec : fleet.services()) {
            if (spec.port().isPresent()) {
                uses.add(look(spec.id(), spec.port().get(), members(status, spec.id())));
            }
        }
        return uses;
    }

    private PortUse look(ServiceId service, int port, Set<Long> members) throws IOException {
        return switch (lookups.listeners(port, members)) {
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) ->
                new PortUse(service, port, holders.stream().flatMap(holder -> holders(holder, members).stream()).toList());
            case Reading.Gone<List<PortHolder>> _ -> new PortUse(service, port, List.of());
            case Reading.Unreadable<List<PortHolder>>(String subject, String cause) -> throw new IOException(subject + ": " + cause);
        };
    }

    /// A socket whose process may not be seen is still held: by pid 0.
    private static List<PortUse.Holder> holders(PortHolder holder, Set<Long> members) {
        String address = holder.socket().address().getHostAddress();
        if (holder.processes().isEmpty()) {
            return List.of(new PortUse.Holder(0, address, "", false));
        }
        return holder.processes().stream()
                .map(card -> new PortUse.Holder(card.pid(), address, shortened(card), members.contains(card.pid())))
                .toList();
    }

    private static String shortened(ProcessCard card) {
        String command = card.command();
        return command.length() > COMMAND_LENGTH ? command.substring(0, COMMAND_LENGTH) : command;
    }

    private Set<Long> members(Status status, ServiceId service) {
        var pids = new HashSet<Long>();
        status.services().stream()
                .filter(each -> each.id().equals(service))
                .flatMap(each -> each.process().stream())
                .map(ProcessIdentity::pid)
                .flatMap(pid -> lookups.members(pid).found().orElse(List.of()).stream())
                .map(ProcessStat::pid)
                .forEach(pids::add);
        return pids;
    }
}
