package holdfast.repair;

import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.LinuxKernel;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessMark;
import holdfast.linux.ProcessStat;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.LadderSpec;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.Remedy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/// A service that is to be repaired, on the real machine. All that was started is ended on close.
final class Bench {
    private static final long SECOND = 1_000_000_000L;
    private static final ServiceId API = new ServiceId("api");

    final Path directory;
    final String instance = "test-" + UUID.randomUUID();
    final MachineAccess machine;
    final Map<String, String> kept = new HashMap<>();
    long given;
    Function<ServiceSpec, Optional<Path>> backends = _ -> Optional.empty();
    private final List<Process> started = new ArrayList<>();

    Bench(Path directory) {
        this.directory = directory;
        var kernel = new LinuxKernel();
        var lookups = new ProcessLookups();
        machine = new MachineAccess(
                instance,
                kernel,
                lookups,
                new ExitWatch(kernel, lookups.table()),
                Cgroups.none(),
                lookups.table().bootId().found().orElseThrow());
    }

    Keeping keeping() {
        return new Keeping() {
            @Override
            public Optional<Path> keep(long incident, ServiceSpec service, String name, String text) {
                kept.put(incident + "/" + name, text);
                return Optional.of(Path.of("/kept", name));
            }

            @Override
            public long reclaim() {
                return given;
            }
        };
    }

    ServiceSpec service(Path home, Optional<Integer> port, Question... questions) {
        var run = new DriverSpec.Run(
                List.of("/bin/true"), home.toString(), Optional.empty(), Map.of(), 15, home.resolve("output").toString(), port);
        var checks = new ArrayList<CheckSpec>();
        for (Question question : questions) {
            checks.add(new CheckSpec(check(checks.size()), question, CheckSpec.Role.ALIVE, SECOND, SECOND, SECOND, 1, 1));
        }
        return new ServiceSpec(API, run, port, List.of(), checks, SECOND, SECOND, RecoverPolicy.DEFAULT, 0, true);
    }

    static CheckId check(int index) {
        return new CheckId(API, "check" + index);
    }

    static LadderSpec ladder(List<String> clear, Optional<CommandLine> repair, List<String> backups, List<String> reclaim) {
        LadderSpec standard = LadderSpec.DEFAULT;
        return new LadderSpec(standard.mode(), standard.rungs(), clear, repair, backups, reclaim, false, false);
    }

    RemedyOutcome apply(Remedy remedy, ServiceSpec service, Optional<ProcessIdentity> process) {
        return new Mender(machine, keeping(), directory.resolve("scratch"), backends)
                .apply(new Command.ApplyRemedy(service.id(), 1, 42, remedy, process), service);
    }

    RemedyOutcome apply(Remedy remedy, ServiceSpec service) {
        return apply(remedy, service, Optional.empty());
    }

    static Reason applied(RemedyOutcome outcome) {
        return assertInstanceOf(RemedyOutcome.Applied.class, outcome).reason();
    }

    static void refuses(String key, RemedyOutcome outcome) {
        assertEquals(key, assertInstanceOf(RemedyOutcome.Failed.class, outcome).reason().key(), outcome.toString());
    }

    static void finds(String key, RemedyOutcome outcome) {
        assertEquals(key, assertInstanceOf(RemedyOutcome.NotNeeded.class, outcome).reason().key(), outcome.toString());
    }

    /// A process of the service's incarnation `number`, which says when it is ready.
    Process start(long number, String... argv) throws IOException {
        var builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().put(ProcessMark.VARIABLE, new ProcessMark(instance, "api", number).value());
        return begin(builder);
    }

    /// A process of nobody we know.
    Process stranger(String... argv) throws IOException {
        return begin(new ProcessBuilder(argv).redirectErrorStream(true));
    }

    private Process begin(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process);
        if (process.getInputStream().read() < 0) {
            throw new AssertionError("it ended at once: " + builder.command());
        }
        return process;
    }

    ProcessIdentity identity(Process process) {
        ProcessStat stat = machine.table().stat(process.pid()).found().orElseThrow();
        return new ProcessIdentity(process.pid(), stat.startTicks(), machine.bootId());
    }

    boolean lives(long pid) {
        return machine.table().stat(pid).found().filter(stat -> !stat.hasEnded()).isPresent();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// A Perl program that listens and says so.
    static String listening(int port, String before) {
        return before + " $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => " + port
                + ", Listen => 5, ReuseAddr => 1) or die; $| = 1; print \"on\\n\"; sleep 600";
    }

    static String[] perl(String program) {
        return new String[] {"/usr/bin/perl", "-MIO::Socket::INET", "-e", program};
    }

    void close() throws Exception {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        machine.serviceProcesses().all("api").found().orElseThrow().forEach(stat -> machine.door().signal(stat.key(), 9));
        machine.watch().close();
    }
}
