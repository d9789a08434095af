package holdfast.probe;

import holdfast.linux.PortHolder;
import holdfast.linux.ProcessCard;
import holdfast.linux.ProcessLookups;
import holdfast.linux.Reading;
import holdfast.model.DriverSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Asks whether a process of the service listens on a port, and names who does instead. A port that merely answers proves nothing:
/// a stray of the last incarnation, or somebody else's program, answers too.
///
/// Of a service that is only watched nothing is known to be its own, so whoever listens is taken for it, and named.
///
/// Threading: any.
final class PortProbe {
    private final ProcessLookups lookups;

    PortProbe(ProcessLookups lookups) {
        this.lookups = lookups;
    }

    ProbeResult probe(Question.Port question, ServiceSpec service, Optional<ProcessIdentity> process, Deadline deadline) {
        Outcome outcome = Outcome.PASS;
        Reason reason;
        Optional<String> value = Optional.empty();
        try {
            ProcessCard holder = holder(question.port(), service.driver(), process);
            value = Optional.of("pid=" + holder.pid());
            reason = Reason.of("probe.port.pass", question.port(), holder.pid(), holder.user(), command(holder));
        } catch (ProbeFailure e) {
            outcome = e.outcome();
            reason = e.reason();
        }
        return new ProbeResult(outcome, reason, value, List.of(), deadline.elapsedNanos());
    }

    private ProcessCard holder(int port, DriverSpec driver, Optional<ProcessIdentity> process) throws ProbeFailure {
        Set<Long> first = process.map(main -> Set.of(main.pid())).orElse(Set.of());
        List<PortHolder> sockets = listeners(port, first);
        if (sockets.isEmpty()) {
            throw ProbeFailure.fail("probe.port.nobody", port);
        }
        List<ProcessCard> holders = sockets.stream().flatMap(socket -> socket.processes().stream()).distinct().toList();
        if (holders.isEmpty()) {
            throw ProbeFailure.error("probe.port.hidden", port, sockets.getFirst().socket().user());
        }
        ProcessCard shown = holders.getFirst();
        if (process.isEmpty()) {
            return switch (driver) {
                case DriverSpec.Watch _ -> shown;
                case DriverSpec.Run _, DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Commands _ ->
                    throw ProbeFailure.fail("probe.port.not-running", port, shown.pid(), shown.user(), command(shown));
            };
        }
        Optional<ProcessCard> own = own(holders, process.get(), driver);
        if (own.isPresent()) {
            return own.get();
        }
        if (sockets.stream().anyMatch(socket -> socket.processes().isEmpty())) {
            // One of several sockets on this port shows no holder, and that may be the service.
            throw ProbeFailure.error("probe.port.hidden", port, sockets.getFirst().socket().user());
        }
        throw ProbeFailure.fail("probe.port.stranger", port, shown.pid(), shown.user(), command(shown));
    }

    private Optional<ProcessCard> own(List<ProcessCard> holders, ProcessIdentity main, DriverSpec driver) throws ProbeFailure {
        // The main process holds the port most often, and then the tree need not be read.
        for (ProcessCard holder : holders) {
            if (holder.pid() == main.pid() && holder.key().startTicks() == main.startTicks()) {
                return Optional.of(holder);
            }
        }
        OwnProcesses own = OwnProcesses.of(lookups, main);
        // For the workers of a cluster, PM2 listens itself, and is the parent of each.
        boolean isParentOwn = driver instanceof DriverSpec.Pm2;
        return holders.stream()
                .filter(holder -> own.owns(holder.key()) || (isParentOwn && holder.pid() == own.main().parent()))
                .findFirst();
    }

    private List<PortHolder> listeners(int port, Set<Long> first) throws ProbeFailure {
        return switch (lookups.listeners(port, first)) {
            case Reading.Found<List<PortHolder>>(List<PortHolder> sockets) -> sockets;
            case Reading.Gone<List<PortHolder>> _ -> throw ProbeFailure.error("probe.port.unreadable", "/proc/net/tcp");
            case Reading.Unreadable<List<PortHolder>>(String subject, String cause) ->
                throw ProbeFailure.error("probe.port.unreadable", subject + ": " + cause);
        };
    }

    private static String command(ProcessCard card) {
        return Amounts.shortened(card.command());
    }
}
