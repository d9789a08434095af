package holdfast.evidence;

import holdfast.linux.MachineAccess;
import holdfast.linux.PortHolder;
import holdfast.linux.ProcessCard;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.SocketTable;
import holdfast.model.DriverSpec;
import holdfast.model.Finding;
import holdfast.model.Finding.Holder;
import holdfast.model.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who listens on the service's port, and whose that is.
///
/// | holder | is |
/// |---|---|
/// | belongs to the tree that is looked at | the service |
/// | is proven to belong to another incarnation, by cgroup or mark | a stray |
/// | stands in for a service that its backend runs: `docker-proxy`, the PM2 daemon of a cluster, systemd with a socket unit | the service |
/// | any other, one that we may not see included | a stranger |
final class PortPart implements Part {
    private static final long WITHIN_NANOS = 2_000_000_000L;

    /// Characters of a command line that are told.
    private static final int COMMAND_CHARACTERS = 200;

    private final MachineAccess machine;

    PortPart(MachineAccess machine) {
        this.machine = machine;
    }

    @Override
    public String name() {
        return "port.txt";
    }

    @Override
    public boolean isBrief() {
        return true;
    }

    @Override
    public long withinNanos() {
        return WITHIN_NANOS;
    }

    @Override
    public Look look(Subject subject, Optional<Path> scratch) {
        return subject.service().port().map(port -> look(subject, port)).orElseGet(() -> Look.of(""));
    }

    private Look look(Subject subject, int port) {
        if (SocketTable.isBindable(port)) {
            return Look.of(port + " free\n", new Finding.PortFree(port));
        }
        List<Long> first = subject.tree().stream().map(ProcessStat::pid).toList();
        return switch (machine.lookups().listeners(port, first)) {
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) when holders.isEmpty() ->
                Look.of(port + " free\n", new Finding.PortFree(port));
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) -> held(subject, port, holders);
            case Reading.Gone<List<PortHolder>> _ -> unseen(port, "/proc/net/tcp", "not there");
            case Reading.Unreadable<List<PortHolder>>(String table, String cause) -> unseen(port, table, cause);
        };
    }

    private static Look unseen(int port, String subject, String cause) {
        return Look.of("", new Finding.Unseen(Reason.of("evidence.port-unseen", port, subject, cause)));
    }

    /// One finding: the worst of the holders, since a single stranger keeps the service out.
    private Look held(Subject subject, int port, List<PortHolder> holders) {
        Set<Long> strays = strays(subject);
        var found = new ArrayList<Finding.PortHeld>();
        for (PortHolder holder : holders) {
            if (holder.processes().isEmpty()) {
                String user = Long.toString(holder.socket().user());
                Holder whose = isInvisible(subject.service().driver()) ? Holder.SERVICE : Holder.STRANGER;
                found.add(new Finding.PortHeld(port, whose, 0, user, ""));
            }
            holder.processes().forEach(card -> found.add(new Finding.PortHeld(
                    port, whose(subject, card, strays), card.pid(), card.user(), command(subject, card))));
        }
        found.sort((one, other) -> other.holder().compareTo(one.holder()));
        var text = new StringBuilder();
        found.forEach(each -> text.append(port).append(' ').append(each.holder()).append(' ').append(each.pid()).append(' ')
                .append(each.user()).append(' ').append(each.command()).append('\n'));
        return Look.of(text.toString(), found.getFirst());
    }

    private Holder whose(Subject subject, ProcessCard card, Set<Long> strays) {
        if (subject.holds(card.pid())) {
            return Holder.SERVICE;
        }
        if (strays.contains(card.pid())) {
            return Holder.STRAY;
        }
        return standsIn(subject, card) ? Holder.SERVICE : Holder.STRANGER;
    }

    private static boolean standsIn(Subject subject, ProcessCard card) {
        String first = card.commandLine().getFirst();
        String program = first.substring(first.lastIndexOf('/') + 1);
        return switch (subject.service().driver()) {
            case DriverSpec.Docker _, DriverSpec.Compose _ -> program.equals("docker-proxy") || program.equals("rootlessport");
            case DriverSpec.Pm2 _ -> card.command().startsWith("PM2 ");
            case DriverSpec.Systemd _ -> card.pid() == 1;
            // Nobody's process is known to be that of a service which is only looked at.
            case DriverSpec.Watch _ -> true;
            case DriverSpec.Run _, DriverSpec.Commands _ -> false;
        };
    }

    /// A container's port may be held by the kernel, or by a process of another namespace.
    private static boolean isInvisible(DriverSpec driver) {
        return driver instanceof DriverSpec.Docker || driver instanceof DriverSpec.Compose || driver instanceof DriverSpec.Watch;
    }

    private Set<Long> strays(Subject subject) {
        var strays = new HashSet<Long>();
        machine.serviceProcesses()
                .all(subject.service().id().name())
                .found()
                .orElse(List.of())
                .forEach(stat -> strays.add(stat.pid()));
        return strays;
    }

    private static String command(Subject subject, ProcessCard card) {
        String command = subject.redaction().command(card.commandLine());
        return command.length() <= COMMAND_CHARACTERS ? command : command.substring(0, COMMAND_CHARACTERS) + "…";
    }
}
