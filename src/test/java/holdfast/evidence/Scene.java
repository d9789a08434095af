package holdfast.evidence;

import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.LinuxKernel;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessMark;
import holdfast.linux.ProcessStat;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Finding;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// A service on the real machine that is going to be looked at. Whatever a program prints first is waited for, so that it is known
/// to run. All that was started is ended on close.
final class Scene {
    private static final long SECOND = 1_000_000_000L;

    final Path directory;
    final String instance = "test-" + UUID.randomUUID();
    final MachineAccess machine;
    final EvidenceStore store;
    final OutputMarks marks = new OutputMarks();
    final ProbeTranscripts transcripts = new ProbeTranscripts();
    final List<String> container = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();

    Scene(Path directory) {
        this(directory, Cgroups.none());
    }

    Scene(Path directory, Cgroups cgroups) {
        this.directory = directory;
        var kernel = new LinuxKernel();
        var lookups = new ProcessLookups();
        machine = new MachineAccess(
                instance,
                kernel,
                lookups,
                new ExitWatch(kernel, lookups.table()),
                cgroups,
                lookups.table().bootId().found().orElseThrow());
        store = new EvidenceStore(directory.resolve("evidence"));
    }

    Path output() {
        return directory.resolve("output");
    }

    ServiceSpec service(Optional<Integer> port, Map<String, String> environment) {
        var run = new DriverSpec.Run(
                List.of("/bin/true"), directory.toString(), Optional.empty(), environment, 15, output().toString(), port);
        return new ServiceSpec(
                new ServiceId("api"), run, port, List.of(), List.of(), SECOND, SECOND, RecoverPolicy.DEFAULT, 0, true);
    }

    /// A process of the service's incarnation `number`, its output captured; begun when it has printed a line.
    ProcessIdentity start(long number, Map<String, String> environment, String... argv) throws Exception {
        var builder = new ProcessBuilder(argv).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put(ProcessMark.VARIABLE, new ProcessMark(instance, "api", number).value());
        return begin(builder);
    }

    /// A process of nobody we know.
    ProcessIdentity stranger(String... argv) throws Exception {
        return begin(new ProcessBuilder(argv).redirectErrorStream(true));
    }

    private ProcessIdentity begin(ProcessBuilder builder) throws Exception {
        Process process = builder.start();
        started.add(process);
        int first = process.getInputStream().read();
        if (first < 0) {
            throw new AssertionError("it ended at once: " + builder.command());
        }
        return identity(process.pid());
    }

    Process process(ProcessIdentity identity) {
        return started.stream().filter(one -> one.pid() == identity.pid()).findFirst().orElseThrow();
    }

    ProcessIdentity identity(long pid) {
        ProcessStat stat = machine.table().stat(pid).found().orElseThrow();
        return new ProcessIdentity(pid, stat.startTicks(), machine.bootId());
    }

    void writes(String text) throws IOException {
        Files.writeString(output(), text);
    }

    Finding.Examination look(ServiceSpec service, long number, Optional<ProcessIdentity> process) {
        return look(new Command.Examine(service.id(), 1, 42, Optional.of(new Incarnation(number)), process), service);
    }

    /// As it is looked at when the incarnation `number` has crashed.
    Finding.Examination lookAtEnded(ServiceSpec service, long number, ProcessIdentity process) {
        var last = Optional.of(new Incarnation(number));
        return look(new Command.Examine(service.id(), 1, 42, Optional.empty(), last, Optional.of(process), false), service);
    }

    Finding.Examination look(Command.Examine command, ServiceSpec service) {
        return new Examiner(machine, store, outputs(), marks, transcripts).examine(command, service);
    }

    /// The engine keeps what is in [#container].
    Outputs outputs() {
        return new Outputs() {
            @Override
            public Optional<Path> captured(ServiceSpec service) {
                return service.driver() instanceof DriverSpec.Run run ? Optional.of(Path.of(run.output())) : Optional.empty();
            }

            @Override
            public List<Path> ofBackend(ServiceSpec service) {
                return List.of();
            }

            @Override
            public Optional<Reason> ofEngine(ServiceSpec service, int lines, Consumer<String> taker) {
                container.forEach(taker);
                return container.isEmpty() ? Optional.of(Reason.of("t.no-engine")) : Optional.empty();
            }
        };
    }

    static String text(Finding.Examination examination, String file) throws IOException {
        return Files.readString(Path.of(examination.evidence().orElseThrow().path(), file));
    }

    static <T extends Finding> List<T> found(Finding.Examination examination, Class<T> kind) {
        return examination.findings().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// A program that listens and says so.
    static String[] listener(int port) {
        return new String[] {
            "/usr/bin/perl", "-MIO::Socket::INET", "-e",
            "$s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => " + port
                    + ", Listen => 5, ReuseAddr => 1) or die; $| = 1; print \"on\\n\"; sleep 600"
        };
    }

    void close() throws Exception {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        machine.watch().close();
    }
}
