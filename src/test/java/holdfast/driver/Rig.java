package holdfast.driver;

import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.Kernel;
import holdfast.linux.LinuxKernel;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTable;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A driver on the real machine, the events it sends, and a wire on which the processes it runs can report: whatever a service
/// writes to `$WIRE` comes out of [#hear]. Everything it started is ended on close.
final class Rig implements AutoCloseable {
    static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE_SECONDS = 20;

    final Path directory;
    final Machine machine;
    final RunDriver driver;
    final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<ServiceId, ServiceSpec> started = new HashMap<>();
    private final Path wire;
    private long commands;

    Rig(Path directory, Cgroup cgroup) throws Exception {
        this(directory, "test-" + UUID.randomUUID(), cgroup, new LinuxKernel());
    }

    /// Whether incarnations get cgroups, where this machine permits it.
    enum Cgroup {
        WANTED,
        NONE
    }

    Rig(Path directory, String instance, Cgroup cgroup, Kernel kernel) throws Exception {
        this.directory = directory;
        var table = new ProcessTable();
        Cgroups cgroups = cgroup == Cgroup.NONE
                ? Cgroups.none()
                : Cgroups.find(Path.of("/proc"), instance, kernel.userId() == 0);
        machine = new Machine(
                instance,
                kernel,
                new ProcessLookups(),
                new ExitWatch(kernel, table),
                cgroups,
                table.bootId().found().orElseThrow());
        driver = new RunDriver(machine, events::add);
        wire = directory.resolve("wire");
        if (!Files.exists(wire)) {
            new ProcessBuilder("mkfifo", wire.toString()).start().waitFor();
        }
    }

    /// The same Holdfast, killed and come back: nothing is remembered, the processes live on.
    Rig reborn() throws Exception {
        machine.watch().close();
        var next = new Rig(
                directory,
                machine.instance(),
                machine.cgroups().home().isPresent() ? Cgroup.WANTED : Cgroup.NONE,
                new LinuxKernel());
        next.started.putAll(started);
        next.commands = commands;
        return next;
    }

    /// A service that is a shell line.
    ServiceSpec shell(String line) {
        return service(List.of("/bin/sh", "-c", line), Map.of(), Optional.empty(), Optional.empty());
    }

    ServiceSpec shell(String line, int port) {
        return service(List.of("/bin/sh", "-c", line), Map.of(), Optional.of(port), Optional.empty());
    }

    ServiceSpec service(
            List<String> argv, Map<String, String> environment, Optional<Integer> port, Optional<String> user) {
        var all = new HashMap<>(environment);
        all.put("WIRE", wire.toString());
        return spec(new DriverSpec.Run(
                argv, directory.toString(), user, all, Signals.TERM, output().toString(), port));
    }

    static ServiceSpec spec(DriverSpec.Run run) {
        return new ServiceSpec(
                new ServiceId("api"),
                run,
                run.port(),
                List.of(),
                List.of(),
                SECOND,
                SECOND,
                RecoverPolicy.DEFAULT,
                0,
                true);
    }

    Path output() {
        return directory.resolve("output");
    }

    StartOutcome start(ServiceSpec service, long incarnation) throws Exception {
        return start(service, incarnation, Optional.empty());
    }

    StartOutcome start(ServiceSpec service, long incarnation, Optional<ProcessIdentity> previous) throws Exception {
        started.put(service.id(), service);
        driver.start(new Command.StartProcess(service.id(), new Incarnation(incarnation), previous), service);
        return await(Event.StartAnswered.class).outcome();
    }

    ProcessIdentity run(ServiceSpec service, long incarnation) throws Exception {
        return switch (start(service, incarnation)) {
            case StartOutcome.Started(ProcessIdentity process) -> process;
            case StartOutcome.Failed failed -> throw new AssertionError(failed.toString());
        };
    }

    StopOutcome stop(ServiceSpec service, long incarnation, Optional<ProcessIdentity> process, long graceNanos)
            throws Exception {
        driver.stop(
                new Command.StopProcess(
                        service.id(), ++commands, new Incarnation(incarnation), process, graceNanos),
                service);
        return await(Event.StopAnswered.class).outcome();
    }

    Event.Observation observe(ServiceSpec service, Optional<Long> incarnation, Optional<ProcessIdentity> process)
            throws Exception {
        driver.observe(
                new Command.ObserveProcess(
                        service.id(), ++commands, incarnation.map(Incarnation::new), process, new Incarnation(77)),
                service);
        return await(Event.ProcessObserved.class).observation();
    }

    /// The next event, which must be of this kind.
    <T extends Event> T await(Class<T> kind) throws Exception {
        Event event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (event instanceof Event.ProcessExited && kind == Event.StopAnswered.class) {
            return await(kind);
        }
        if (!kind.isInstance(event)) {
            throw new AssertionError("expected " + kind.getSimpleName() + ", got " + event + "; output: " + said());
        }
        return kind.cast(event);
    }

    /// The next line that a process wrote to the wire.
    String hear() throws Exception {
        var heard = new CompletableFuture<String>();
        Thread.startVirtualThread(() -> {
            try {
                heard.complete(Files.readString(wire).trim());
            } catch (IOException broken) {
                heard.completeExceptionally(broken);
            }
        });
        return heard.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    long hearPid() throws Exception {
        return Long.parseLong(hear());
    }

    String said() throws IOException {
        return Files.exists(output()) ? Files.readString(output()) : "";
    }

    boolean lives(long pid) {
        return machine.table().stat(pid).found().filter(stat -> !stat.hasEnded()).isPresent();
    }

    ProcessIdentity identity(long pid) {
        ProcessStat stat = machine.table().stat(pid).found().orElseThrow();
        return new ProcessIdentity(pid, stat.startTicks(), machine.bootId());
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// What of this service was started behind the rig's back is to be ended on close as well.
    void endWith(ServiceSpec service) {
        started.put(service.id(), service);
    }

    @Override
    public void close() throws IOException {
        for (ServiceId service : started.keySet()) {
            var family = new Family(machine, service, List.of());
            Reading<List<ProcessStat>> left = new Reaper(machine, family::all)
                    .end(Optional.empty(), Signals.KILL, SECOND, machine.cgroups().of(service.name()));
            if (!left.found().orElseThrow().isEmpty()) {
                throw new AssertionError("left behind: " + left);
            }
            machine.cgroups().of(service.name()).forEach(holdfast.linux.Cgroup::remove);
        }
        machine.watch().close();
        if (machine.cgroups().home().isPresent()) {
            Files.deleteIfExists(machine.cgroups().home().get());
        }
    }
}
