package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.config.ConfigurationFile;
import holdfast.config.Problem;
import holdfast.config.Reading;
import holdfast.daemon.Daemon;
import holdfast.daemon.Progress;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Where the demo plays: a temporary folder, a real configuration file, a real daemon, and a web service as a process of its own.
/// Closing it stops the service and removes all traces.
final class DemoStage implements AutoCloseable {
    private static final ServiceId SHOP = new ServiceId("shop");

    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int ANSWER_MILLIS = 300;

    private final Path folder;
    private final int port;
    private final Daemon daemon;
    private final List<Stamped> facts = new CopyOnWriteArrayList<>();

    private DemoStage(Path folder, int port, Daemon daemon) {
        this.folder = folder;
        this.port = port;
        this.daemon = daemon;
    }

    /// @param lines tells all that goes on
    static DemoStage open(Here here, LogLines lines) throws IOException, Failure {
        Path folder = Files.createTempDirectory("holdfast-demo");
        int port = freePort();
        Path file = Files.writeString(folder.resolve("holdfast.yaml"), configuration(folder, port));
        Reading reading = ConfigurationFile.load(file, here.surroundings());
        Configuration configuration = switch (reading) {
            case Reading.Loaded(Configuration loaded) -> loaded;
            case Reading.Refused(List<Problem> problems, _) -> throw Failure.of(problems);
        };
        Daemon daemon = Supervision.start(configuration, () -> reading, here.texts());

        var stage = new DemoStage(folder, port, daemon);
        var narrator = new Narrator(lines, here.texts(), daemon::fleet, false);
        var _ = daemon.listen(progress -> {
            if (progress instanceof Progress.Happened(Stamped stamped)) {
                stage.facts.add(stamped);
            }
            narrator.hear(progress);
        });
        return stage;
    }

    /// As a user would write it, only with shorter times. The wrapper in `run` is what `npm start` and many start scripts are.
    private static String configuration(Path folder, int port) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return """
                state: %s
                services:
                  shop:
                    run: '"$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx16m -cp "$CLASSES" holdfast.cli.demo.DemoService $PORT & wait $!'
                    env: { JAVA: '%s', CLASSES: '%s', PORT: %d }
                    port: %d
                    every: 1s
                    recheck: 250ms
                    timeout: 1s
                    fail_after: 2
                    good_after: 1
                    checks:
                      - http: /
                    start: { within: 20s }
                    stop: { within: 1s }
                    recover: { attempts: 20, backoff: 100ms, stable: 1s }
                """.formatted(folder.resolve("state"), java, System.getProperty("java.class.path"), port, port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Path folder() {
        return folder;
    }

    int port() {
        return port;
    }

    private Optional<ServiceStatus> shop() {
        return daemon.status().services().stream()
                .filter(service -> service.id().equals(SHOP))
                .findFirst();
    }

    /// The main process: the wrapper.
    long wrapper() {
        return shop().flatMap(ServiceStatus::process).map(ProcessIdentity::pid).orElse(0L);
    }

    /// @return whether it was a process of the service
    boolean kill(long pid) {
        return shop().filter(service -> daemon.sabotage().kill(service, pid)).isPresent();
    }

    /// @return whether it was a process of the service
    boolean suspend(long pid) {
        return shop().filter(service -> daemon.sabotage().suspend(service, pid)).isPresent();
    }

    /// When an incident was opened after `sinceNanos`.
    Optional<Long> detectedNanos(long sinceNanos) {
        return facts.stream()
                .filter(stamped -> stamped.fact() instanceof Fact.IncidentOpened || stamped.fact() instanceof Fact.IncidentRelapsed)
                .map(Stamped::atNanos)
                .filter(nanos -> nanos >= sinceNanos)
                .min(Comparator.naturalOrder());
    }

    /// Asks the service as a user would, until another process than `not` answers.
    ///
    /// @return its process id; empty when none came in time
    Optional<Long> awaitAnswer(long not, long patienceNanos) {
        long endNanos = System.nanoTime() + patienceNanos;
        while (System.nanoTime() < endNanos && !Thread.currentThread().isInterrupted()) {
            Optional<Long> pid = askPid().filter(answering -> answering != not);
            if (pid.isPresent()) {
                return pid;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return Optional.empty();
    }

    private Optional<Long> askPid() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return reader.lines()
                    .filter(line -> line.startsWith("process "))
                    .map(line -> Long.parseLong(line.substring("process ".length())))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // that is what is being measured
        }
    }

    /// @return whether the service came to be as wished
    boolean await(Predicate<ServiceStatus> wished, long patienceNanos) {
        long endNanos = System.nanoTime() + patienceNanos;
        while (System.nanoTime() < endNanos && !Thread.currentThread().isInterrupted()) {
            if (shop().filter(wished).isPresent()) {
                return true;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        boolean _ = Thread.interrupted(); // cleaning up takes its time, also after Ctrl-C
        boolean _ = daemon.ask(new Event.OperatorAsked(SHOP, Event.Order.STOP, "demo"));
        boolean _ = await(service -> service.state() == State.STOPPED, STOP_NANOS);
        daemon.close();
        daemon.leaveNothing();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
