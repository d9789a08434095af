package holdfast.driver.command;

import holdfast.driver.PlainMachine;
import holdfast.linux.ProcessTable;
import holdfast.model.Command;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/// A driver on the real machine, the events that it sends, and services kept by init-script commands.
@Timeout(60)
abstract class CommandRig {
    static final long SECOND = 1_000_000_000L;

    /// Puts a sleep into the background and writes its pid, as a daemon does.
    static final String DAEMON = "sleep 600 & echo $! > web.pid";

    static final String END = "kill $(cat web.pid); rm -f web.pid";

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Long> strangers = new ArrayList<>();

    @TempDir
    Path directory;

    private final PlainMachine machine = new PlainMachine();
    CommandDriver driver;
    Path pidFile;

    @BeforeEach
    void open() {
        pidFile = directory.resolve("web.pid");
        driver = new CommandDriver(machine.machine(), directory.resolve("state"), events::add);
    }

    @AfterEach
    void close() throws Exception {
        if (Files.exists(pidFile) && Files.readString(pidFile).strip().matches("[0-9]+")) {
            strangers.add(Long.parseLong(Files.readString(pidFile).strip()));
        }
        strangers.forEach(pid -> ProcessHandle.of(pid)
                .filter(process -> process.info().command().orElse("").endsWith("sleep"))
                .ifPresent(ProcessHandle::destroyForcibly));
        machine.close();
    }

    ServiceSpec service(String start, String stop, boolean withPidFile) {
        return service(line("/bin/sh", "-c", start), line("/bin/sh", "-c", stop), Optional.empty(), withPidFile);
    }

    ServiceSpec service(CommandLine start, CommandLine stop, Optional<CommandLine> status, boolean withPidFile) {
        Optional<String> file = withPidFile ? Optional.of(pidFile.toString()) : Optional.empty();
        return PlainMachine.service("web", new DriverSpec.Commands(start, stop, status, file, Optional.empty()));
    }

    CommandLine line(String... argv) {
        return new CommandLine(List.of(argv), directory.toString(), Optional.empty(), Map.of(), 3 * SECOND);
    }

    StartOutcome start(ServiceSpec service, long incarnation) throws Exception {
        driver.start(new Command.StartProcess(service.id(), new Incarnation(incarnation), Optional.empty()), service);
        return assertInstanceOf(Event.StartAnswered.class, next()).outcome();
    }

    ProcessIdentity started(ServiceSpec service, long incarnation) throws Exception {
        ProcessIdentity process =
                assertInstanceOf(StartOutcome.Started.class, start(service, incarnation)).process();
        strangers.add(process.pid());
        return process;
    }

    StopOutcome stop(ServiceSpec service, long incarnation, Optional<ProcessIdentity> process, long graceSeconds)
            throws Exception {
        driver.stop(
                new Command.StopProcess(service.id(), 3, new Incarnation(incarnation), process, graceSeconds * SECOND), service);
        Event event = next();
        return event instanceof Event.StopAnswered answered
                ? answered.outcome()
                : assertInstanceOf(Event.StopAnswered.class, next()).outcome();
    }

    void observe(ServiceSpec service, long incarnation, Optional<ProcessIdentity> process) {
        var known = Optional.of(new Incarnation(incarnation));
        driver.observe(
                new Command.ObserveProcess(service.id(), 9, known, process, new Incarnation(incarnation + 1)), service);
    }

    Observation observed() throws Exception {
        Event event = next();
        return event instanceof Event.ProcessObserved seen ? seen.observation() : observed();
    }

    Event.ProcessExited exited() throws Exception {
        return assertInstanceOf(Event.ProcessExited.class, next());
    }

    Event next() throws Exception {
        return Optional.ofNullable(events.poll(30, TimeUnit.SECONDS)).orElseThrow();
    }

    long sleeping() throws Exception {
        long pid = new ProcessBuilder("sleep", "604").start().pid();
        strangers.add(pid);
        return pid;
    }

    static void kill(long pid) throws Exception {
        new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();
    }

    static String command(long pid) {
        return ProcessHandle.of(pid).orElseThrow().info().command().orElseThrow();
    }

    /// A zombie does not.
    static boolean lives(long pid) {
        return new ProcessTable().stat(pid).found().filter(stat -> !stat.hasEnded()).isPresent();
    }
}
