package holdfast.repair;

import holdfast.linux.CgroupFigures;
import holdfast.linux.MachineAccess;
import holdfast.linux.PortHolder;
import holdfast.linux.PortKeeper;
import holdfast.linux.ProcessCard;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessMark;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTree;
import holdfast.linux.Reading;
import holdfast.linux.ServiceProcesses;
import holdfast.linux.SocketTable;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Frees a port: finds who holds it, proves whose he is, and ends him if he is a stray of one of ours. A running service is never
/// ended that way, and a stranger only when a person says so who has been told who he is. Init, kernel threads, this process and all
/// that it descends from are never ended at all, nor is a backend that holds the port for one of those it keeps.
///
/// Threading: any; blocks its caller for some seconds.
public final class PortFreeing {
    /// Pid of the parent of all kernel threads.
    private static final long KERNEL_THREADS = 2;

    /// Characters of a command line that a sentence shows.
    private static final int COMMAND_CHARACTERS = 200;

    private final MachineAccess machine;

    public PortFreeing(MachineAccess machine) {
        this.machine = machine;
    }

    /// A service that may have left a stray.
    ///
    /// @param current the main process last known, which is no stray while it runs; absent only when it is known that there is none
    /// @param isEnclosed all that is in the cgroup of its main process is of the service, as its backend keeps it
    public record Claim(String service, Optional<ProcessIdentity> current, boolean isEnclosed) {
        public Claim(String service, Optional<ProcessIdentity> current) {
            this(service, current, false);
        }
    }

    /// What came of it.
    public sealed interface Outcome {
        Reason reason();

        /// The holder was ended, and the port is free.
        record Freed(Reason reason) implements Outcome {}

        /// Nobody held it.
        record Free(Reason reason) implements Outcome {}

        /// The holder is a running service of ours, or a stranger, and nobody was signalled.
        ///
        /// @param strangers all that hold it and may be ended, at the word of a person who was told of them
        record Refused(Reason reason, Set<ProcessKey> strangers) implements Outcome {
            public Refused {
                strangers = Set.copyOf(strangers);
            }
        }

        /// It was tried, or could not be found out.
        record Failed(Reason reason) implements Outcome {}
    }

    /// @param claims services of ours that the holder may be a stray of
    /// @param named strangers to be ended too; whoever has come to hold the port since is not
    public Outcome free(int port, Collection<Claim> claims, Set<ProcessKey> named) {
        if (SocketTable.isBindable(port)) {
            return new Outcome.Free(Reason.of("repair.port.free", port));
        }
        return switch (machine.lookups().listeners(port)) {
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) when holders.isEmpty() ->
                new Outcome.Free(Reason.of("repair.port.free", port));
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) -> free(port, holders, claims, named);
            case Reading.Gone<List<PortHolder>> _ -> new Outcome.Failed(Reason.of("repair.port.unseen", port, "/proc/net/tcp"));
            case Reading.Unreadable<List<PortHolder>>(String subject, String cause) ->
                new Outcome.Failed(Reason.of("repair.port.unseen", port, subject + ": " + cause));
        };
    }

    private Outcome free(int port, List<PortHolder> holders, Collection<Claim> claims, Set<ProcessKey> named) {
        Optional<ProcessTree> tree = machine.table().tree().found();
        if (tree.isEmpty()) {
            return new Outcome.Failed(Reason.of("repair.port.unseen", port, "/proc"));
        }
        var doomed = new HashSet<ProcessKey>();
        var cards = new ArrayList<ProcessCard>();
        var strangers = new ArrayList<ProcessCard>();
        for (PortHolder holder : holders) {
            if (holder.processes().isEmpty()) {
                return new Outcome.Refused(Reason.of("repair.port.hidden", port, holder.socket().user()), Set.of());
            }
            cards.addAll(holder.processes());
        }
        for (ProcessCard card : cards) {
            if (isUntouchable(card, tree.get())) {
                return new Outcome.Refused(Reason.of("repair.port.untouchable", port, card.pid(), card.user(), command(card)), Set.of());
            }
            Optional<Claim> running = claims.stream().filter(claim -> isRunning(claim, card, tree.get())).findFirst();
            if (running.isPresent()) {
                return new Outcome.Refused(Reason.of("repair.port.service", port, card.pid(), running.get().service()), Set.of());
            }
            List<ProcessKey> strays = claims.stream()
                    .map(claim -> strays(claim, card, tree.get()))
                    .filter(found -> !found.isEmpty())
                    .findFirst()
                    .orElse(List.of());
            if (strays.isEmpty() && PortKeeper.of(card).isPresent()) {
                return new Outcome.Refused(Reason.of("repair.port.keeper", port, card.pid(), card.user(), command(card)), Set.of());
            }
            if (strays.isEmpty()) {
                strangers.add(card);
            }
            doomed.addAll(strays.isEmpty() ? List.of(card.key()) : strays);
        }
        return strangers.stream().map(ProcessCard::key).allMatch(named::contains)
                ? end(port, doomed, cards.getFirst())
                : refused(port, strangers);
    }

    private static Outcome refused(int port, List<ProcessCard> strangers) {
        ProcessCard first = strangers.getFirst();
        long others = strangers.stream().map(ProcessCard::key).distinct().count() - 1;
        Reason reason = others == 0
                ? Reason.of("repair.port.stranger", port, first.pid(), first.user(), command(first))
                : Reason.of("repair.port.strangers", port, first.pid(), first.user(), command(first), others);
        return new Outcome.Refused(reason, strangers.stream().map(ProcessCard::key).collect(Collectors.toSet()));
    }

    private Outcome end(int port, Set<ProcessKey> doomed, ProcessCard holder) {
        List<ProcessKey> left = new Ending(machine).end(doomed);
        if (!left.isEmpty()) {
            return new Outcome.Failed(Reason.of("repair.port.survivor", port, left.getFirst().pid()));
        }
        return SocketTable.isBindable(port)
                        || machine.lookups().listeners(port).found().filter(List::isEmpty).isPresent()
                ? new Outcome.Freed(Reason.of("repair.port.done", port, holder.pid(), holder.user(), command(holder)))
                : new Outcome.Failed(Reason.of("repair.port.taken-again", port));
    }

    private static boolean isUntouchable(ProcessCard card, ProcessTree tree) {
        boolean isKernel = card.pid() == KERNEL_THREADS
                || tree.process(card.pid()).filter(stat -> stat.parent() == KERNEL_THREADS).isPresent();
        return isKernel || ServiceProcesses.ourselves(tree).contains(card.pid());
    }

    /// Part of the running incarnation: a descendant of its main process, or marked as of the same incarnation.
    private boolean isRunning(Claim claim, ProcessCard card, ProcessTree tree) {
        return current(claim, tree).stream().anyMatch(stat -> stat.key().equals(card.key()));
    }

    private List<ProcessStat> current(Claim claim, ProcessTree tree) {
        Optional<ProcessStat> main = claim.current()
                .filter(process -> process.bootId().equals(machine.bootId()))
                .flatMap(process -> tree.process(process.pid()).filter(stat -> stat.startTicks() == process.startTicks()));
        var members = new ArrayList<ProcessStat>();
        main.filter(stat -> !stat.hasEnded()).ifPresent(stat -> {
            members.addAll(tree.withDescendants(stat.pid()));
            if (claim.isEnclosed()) {
                CgroupFigures.ofProcess(machine.table(), stat.pid()).map(CgroupFigures::members).orElse(List.of()).forEach(pid ->
                        tree.process(pid).ifPresent(members::add));
            }
            ProcessMark.find(machine.instance(), claim.service(), machine.table().settledEnvironment(stat.pid()))
                    .ifPresent(number -> members.addAll(machine.serviceProcesses()
                            .of(claim.service(), number)
                            .found()
                            .orElse(List.of())));
        });
        return members;
    }

    /// All strays of this service, if the holder is one of them: a worker alone would be started anew by the one above it.
    private List<ProcessKey> strays(Claim claim, ProcessCard card, ProcessTree tree) {
        List<ProcessKey> current = current(claim, tree).stream().map(ProcessStat::key).toList();
        List<ProcessKey> strays = machine.serviceProcesses().all(claim.service()).found().orElse(List.of()).stream()
                .map(ProcessStat::key)
                .filter(key -> !current.contains(key))
                .toList();
        return strays.contains(card.key()) ? strays : List.of();
    }

    private static String command(ProcessCard card) {
        String command = card.command();
        return command.length() <= COMMAND_CHARACTERS ? command : command.substring(0, COMMAND_CHARACTERS) + "…";
    }
}
