package holdfast.evidence;

import holdfast.linux.MachineAccess;
import holdfast.linux.PortHolder;
import holdfast.linux.ProcessCard;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.SocketTable;
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
/// | belongs to the tree that is looked at, or is proven to belong to a newer incarnation, by cgroup or mark | the service |
/// | is proven to belong to an incarnation that is over | a stray |
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
            case Reading.Gone<List<PortHolder>> _ -> unseen(port, "/proc/net/tcp", "No such file or directory");
            case Reading.Unreadable<List<PortHolder>>(String table, String cause) -> unseen(port, table, cause);
        };
    }

    private static Look unseen(int port, String subject, String cause) {
        return Look.of("", new Finding.Unseen(Reason.of("evidence.port-unseen", port, subject, cause)));
    }

    /// One finding: the worst of the holders, since a single stranger keeps the service out. Whose a holder is, is said only when it was
    /// found out: a service of which nothing could be seen has not lost its port.
    private Look held(Subject subject, int port, List<PortHolder> holders) {
        boolean isOwn = holders.stream()
                .allMatch(holder -> !holder.processes().isEmpty() && holder.processes().stream().allMatch(card -> subject.holds(card.pid())));
        Optional<Owners> owners = isOwn ? Optional.of(new Owners(Set.of(), Set.of())) : owners(subject);
        if (owners.isEmpty()) {
            return unseen(port, "/proc", "not read");
        }
        var found = new ArrayList<Finding.PortHeld>();
        for (PortHolder holder : holders) {
            if (holder.processes().isEmpty()) {
                String user = Long.toString(holder.socket().user());
                Holder whose = StandIn.isInvisible(subject.service().driver()) ? Holder.SERVICE : Holder.STRANGER;
                found.add(new Finding.PortHeld(port, whose, 0, user, ""));
            }
            holder.processes().forEach(card -> found.add(new Finding.PortHeld(
                    port, whose(subject, card, owners.get()), card.pid(), card.user(), command(subject, card))));
        }
        found.sort((one, other) -> other.holder().compareTo(one.holder()));
        var text = new StringBuilder();
        found.forEach(each -> text.append(port).append(' ').append(each.holder()).append(' ').append(each.pid()).append(' ')
                .append(each.user()).append(' ').append(each.command()).append('\n'));
        return Look.of(text.toString(), found.getFirst());
    }

    /// Pids proven to be of the service.
    ///
    /// @param older of incarnations that are over
    /// @param newer of those begun since the one that is looked at: what crashed is looked at while the next one starts
    private record Owners(Set<Long> older, Set<Long> newer) {}

    /// Empty when it cannot be found out.
    private Optional<Owners> owners(Subject subject) {
        String name = subject.service().id().name();
        Reading<List<ProcessStat>> all = machine.serviceProcesses().all(name);
        Reading<List<ProcessStat>> known = subject.command()
                .last()
                .map(run -> machine.serviceProcesses().upTo(name, run.number()))
                .orElse(all);
        if (!subject.isSeen() || all.found().isEmpty() || known.found().isEmpty()) {
            return Optional.empty();
        }
        Set<Long> older = pids(known.found().get());
        Set<Long> newer = pids(all.found().get());
        newer.removeAll(older);
        return Optional.of(new Owners(older, newer));
    }

    private static Set<Long> pids(List<ProcessStat> processes) {
        var pids = new HashSet<Long>();
        processes.forEach(stat -> pids.add(stat.pid()));
        return pids;
    }

    private static Holder whose(Subject subject, ProcessCard card, Owners owners) {
        if (subject.holds(card.pid()) || owners.newer().contains(card.pid())) {
            return Holder.SERVICE;
        }
        if (owners.older().contains(card.pid())) {
            return Holder.STRAY;
        }
        return StandIn.of(subject.service().driver(), card) ? Holder.SERVICE : Holder.STRANGER;
    }

    private static String command(Subject subject, ProcessCard card) {
        String command = subject.redaction().command(card.commandLine());
        return command.length() <= COMMAND_CHARACTERS ? command : command.substring(0, COMMAND_CHARACTERS) + "…";
    }
}
