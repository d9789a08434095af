package holdfast.probe;

import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTree;
import holdfast.linux.Reading;
import holdfast.linux.TreeUsage;
import holdfast.model.DriverSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// Asks how the processes of a service fare: main process alive, enough and not too many of them, memory of all together.
///
/// Of a service that is only watched no main process is known; then all processes of the machine with the text in their command
/// line count as its own.
///
/// Threading: any.
final class ProcessProbe {
    private final ProcessLookups lookups;

    ProcessProbe(ProcessLookups lookups) {
        this.lookups = lookups;
    }

    ProbeResult probe(
            Question.Processes question, ServiceSpec service, Optional<ProcessIdentity> process, Deadline deadline) {
        Outcome outcome = Outcome.PASS;
        Reason reason;
        StringBuilder value = new StringBuilder();
        try {
            List<ProcessStat> members = members(question, service.driver(), process);
            int count = counted(question, members, value);
            reason = question.memoryBytes().isPresent()
                    ? Reason.of("probe.process.pass.memory", count, memory(question.memoryBytes().get(), members, value))
                    : Reason.of("probe.process.pass", count);
        } catch (ProbeFailure e) {
            outcome = e.outcome();
            reason = e.reason();
        }
        Optional<String> seen = value.isEmpty() ? Optional.empty() : Optional.of(value.toString());
        return new ProbeResult(outcome, reason, seen, List.of(), deadline.elapsedNanos());
    }

    private List<ProcessStat> members(Question.Processes question, DriverSpec driver, Optional<ProcessIdentity> process)
            throws ProbeFailure {
        if (process.isPresent()) {
            OwnProcesses own = OwnProcesses.of(lookups, process.get());
            ProcessStat main = own.main();
            if (main.isZombie()) {
                throw ProbeFailure.fail("probe.process.zombie", main.name(), main.pid(), main.parent());
            }
            if (main.state() == 'T') {
                throw ProbeFailure.fail("probe.process.stopped", main.name(), main.pid());
            }
            return own.members();
        }
        return switch (driver) {
            case DriverSpec.Run _, DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Commands _ -> throw ProbeFailure.fail("probe.process.none");
            case DriverSpec.Watch _ when question.match().isEmpty() -> throw ProbeFailure.error("probe.process.no-match-given");
            case DriverSpec.Watch _ -> everybody(question.match().get());
        };
    }

    private List<ProcessStat> everybody(String match) throws ProbeFailure {
        return switch (lookups.table().tree()) {
            case Reading.Found<ProcessTree>(ProcessTree tree) ->
                tree.those(stat -> stat.pid() != ProcessHandle.current().pid() && hasText(stat, match));
            case Reading.Gone<ProcessTree> _ -> throw ProbeFailure.error("probe.process.unreadable", "/proc", "");
            case Reading.Unreadable<ProcessTree>(String subject, String cause) ->
                throw ProbeFailure.error("probe.process.unreadable", subject, cause);
        };
    }

    private boolean hasText(ProcessStat stat, String match) {
        return lookups.table()
                .commandLine(stat.pid())
                .found()
                .map(line -> String.join(" ", line).contains(match))
                .orElse(false);
    }

    /// Zombies do not count: they run nothing. They are named where the count falls short, since each is one that has died.
    private int counted(Question.Processes question, List<ProcessStat> members, StringBuilder value) throws ProbeFailure {
        int zombies = (int) members.stream().filter(ProcessStat::isZombie).count();
        int count = (int) members.stream()
                .filter(stat -> !stat.isZombie() && question.match().map(match -> hasText(stat, match)).orElse(true))
                .count();
        value.append(count);
        String match = question.match().map(Amounts::shortened).orElse("");
        if (count < question.least()) {
            String key = "probe.process.few" + (zombies > 0 ? ".zombies" : match.isEmpty() ? "" : ".match");
            throw ProbeFailure.fail(key, count, question.least(), match, zombies);
        }
        if (question.most().isPresent() && count > question.most().get()) {
            String key = match.isEmpty() ? "probe.process.many" : "probe.process.many.match";
            throw ProbeFailure.fail(key, count, question.most().get(), match);
        }
        return count;
    }

    /// The whole tree counts, not only the processes that match.
    private String memory(long mostBytes, List<ProcessStat> members, StringBuilder value) throws ProbeFailure {
        TreeUsage usage = lookups.usage(members);
        String used = Amounts.size(usage.memoryBytes());
        value.append(", ").append(used);
        if (usage.memoryBytes() > mostBytes) {
            throw ProbeFailure.fail("probe.process.memory", used, Amounts.size(mostBytes), usage.processes());
        }
        if (usage.unreadable() > 0 && usage.memoryBytes() == 0) {
            throw ProbeFailure.error("probe.process.memory-hidden", usage.unreadable());
        }
        return used;
    }
}
