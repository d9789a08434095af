package holdfast.driver.pm2;

import holdfast.model.Command;
import holdfast.model.DriverSpec.Pm2Selection;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Reloads on the real PM2: one instance after the other in cluster mode, a restart in fork mode.
@Timeout(120)
final class Pm2ReloadTest {
    private static final long WITHIN_NANOS = 60 * Pm2Bed.SECOND;

    private Pm2Bed bed;

    @BeforeEach
    void begin() throws Exception {
        bed = new Pm2Bed();
    }

    @AfterEach
    void end() throws Exception {
        if (bed != null) {
            bed.close();
        }
    }

    @Test
    void aClusterIsReloadedInTurnAndNoRequestFails() throws Exception {
        int port = Pm2Bed.freePort();
        // As PM2 asks of an app: on SIGINT it finishes what it has begun. It stays a moment longer, as a connection that PM2 has passed
        // on to it meanwhile is lost when it ends, and goes to another process when it says no.
        Path server = Files.writeString(
                bed.directory.resolve("graceful.js"),
                """
                const s = require('http').createServer((q, r) => r.end('ok')).listen(process.argv[2], '127.0.0.1');
                process.on('SIGINT', () => s.close(() => setTimeout(() => process.exit(0), 500)));
                """);
        bed.pm2("start", server.toString(), "--name", "api", "-i", "2", "--", Integer.toString(port));
        ServiceSpec api = bed.service("api", Pm2Selection.NAME, Optional.of(port));
        bed.until("it answers", () -> Pm2Bed.answers(port));
        ProcessIdentity process = running(bed.driver.settled(api));
        Set<Long> before = pids();
        Files.writeString(server, Files.readString(server).replace("'ok'", "'new'"));
        var requests = new Requests(port);
        Thread asking = Thread.startVirtualThread(requests);

        var reloaded = assertInstanceOf(ReloadOutcome.Reloaded.class, reload(api, process));
        requests.isOver.set(true);
        asking.join();

        assertEquals(0, requests.failed.get(), () -> "of " + requests.asked);
        assertTrue(requests.asked.get() > 0);
        assertTrue(pids().stream().noneMatch(before::contains), () -> before + " and " + pids());
        assertTrue(get(port).endsWith("new"));
        assertEquals(running(bed.driver.observe(api, Optional.of(reloaded.process()))), reloaded.process());
        assertEquals(Optional.empty(), bed.driver.nothingFor(Pm2Bed.SECOND), "the other instances are no news");
    }

    @Test
    void anInstanceThatDoesNotComeUpStopsTheRoundAndTheOthersServeOn() throws Exception {
        int port = Pm2Bed.freePort();
        Path trouble = bed.directory.resolve("trouble");
        Path server = bed.server();
        // Each says that it has come past the point where the trouble would have met it.
        Files.writeString(server, """
                if (require('fs').existsSync('%s')) process.exit(3);
                require('fs').writeFileSync('%s' + process.pid, '');
                """.formatted(trouble, bed.directory.resolve("past-")) + Files.readString(server));
        bed.pm2("start", server.toString(), "--name", "api", "-i", "2", "--max-restarts", "1", "--", Integer.toString(port));
        ServiceSpec api = bed.service("api", Pm2Selection.NAME, Optional.of(port));
        bed.until("it answers", () -> Pm2Bed.answers(port));
        ProcessIdentity process = running(bed.driver.settled(api));
        bed.until("two instances are past it", () -> pids().stream()
                        .filter(pid -> Files.exists(bed.directory.resolve("past-" + pid)))
                        .count()
                == 2);
        Set<Long> before = pids();
        Files.createFile(trouble);

        assertInstanceOf(ReloadOutcome.Failed.class, reload(api, process));

        assertTrue(pids().stream().anyMatch(before::contains), "one at least goes on");
        assertTrue(Pm2Bed.answers(port));
    }

    /// What is told by the answer is no news, which would count as a restart by PM2.
    @Test
    void aRoundThatBreaksTellsWhatItHasExchangedSoThatItCostsNoAttempt() throws Exception {
        int port = Pm2Bed.freePort();
        Path trouble = bed.directory.resolve("trouble");
        Path server = bed.server();
        Files.writeString(
                server,
                "if (process.env.NODE_APP_INSTANCE === '1' && require('fs').existsSync('%s')) process.exit(3);\n".formatted(trouble)
                        + Files.readString(server));
        bed.pm2("start", server.toString(), "--name", "api", "-i", "2", "--max-restarts", "1", "--", Integer.toString(port));
        ServiceSpec api = bed.service("api", Pm2Selection.NAME, Optional.of(port));
        bed.until("it answers", () -> Pm2Bed.answers(port));
        ProcessIdentity process = running(bed.driver.settled(api));
        Files.createFile(trouble);

        var failed = assertInstanceOf(ReloadOutcome.Failed.class, reload(api, process));

        ProcessIdentity exchanged = failed.process().orElseThrow();
        assertNotEquals(process, exchanged);
        assertTrue(bed.lives(exchanged.pid()));
        assertEquals(Optional.empty(), bed.driver.nothingFor(4 * Pm2Bed.SECOND));
        assertEquals(exchanged, running(bed.driver.observe(api, Optional.of(exchanged))));
    }

    @Test
    void inForkModeItIsStartedAnewWithoutTouchingThePort() throws Exception {
        int port = Pm2Bed.freePort();
        bed.pm2("start", bed.server().toString(), "--name", "api", "--", Integer.toString(port));
        ServiceSpec api = bed.service("api", Pm2Selection.NAME, Optional.of(port));
        bed.until("it answers", () -> Pm2Bed.answers(port));
        ProcessIdentity process = running(bed.driver.settled(api));

        var reloaded = assertInstanceOf(ReloadOutcome.Reloaded.class, reload(api, process));

        assertFalse(bed.lives(process.pid()));
        assertTrue(bed.lives(reloaded.process().pid()));
        bed.until("it answers again", () -> Pm2Bed.answers(port));
        assertEquals(Optional.empty(), bed.driver.nothingFor(Pm2Bed.SECOND));
    }

    @Test
    void whatAPersonHasStoppedIsNotStartedByAReload() throws Exception {
        bed.sleeper("api");
        ServiceSpec api = bed.service("api");
        ProcessIdentity process = running(bed.driver.settled(api));
        bed.pm2("stop", "api");

        var refused = assertInstanceOf(ReloadOutcome.Refused.class, reload(api, process));

        assertEquals("driver.pm2.reload-not-up", refused.reason().key());
        assertEquals(App.Status.STOPPED, bed.app("api").status());
    }

    private ReloadOutcome reload(ServiceSpec service, ProcessIdentity process) throws Exception {
        bed.driver.driver.reload(
                new Command.ReloadProcess(
                        service.id(), 77, new Incarnation(1), Optional.of(process), new Incarnation(2), WITHIN_NANOS),
                service);
        return ((Event.ReloadAnswered) bed.driver.next(Event.ReloadAnswered.class::isInstance)).outcome();
    }

    private static ProcessIdentity running(Observation observation) {
        return assertInstanceOf(Observation.Running.class, observation).process();
    }

    private Set<Long> pids() {
        return bed.apps().stream().map(App::pid).filter(pid -> pid != 0).collect(Collectors.toSet());
    }

    private static String get(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// One request after the other, until told that it is enough.
    private record Requests(int port, AtomicBoolean isOver, AtomicInteger asked, AtomicInteger failed) implements Runnable {
        private Requests(int port) {
            this(port, new AtomicBoolean(), new AtomicInteger(), new AtomicInteger());
        }

        @Override
        public void run() {
            while (!isOver.get()) {
                asked.incrementAndGet();
                try {
                    String answer = get(port);
                    if (!answer.endsWith("ok") && !answer.endsWith("new")) {
                        failed.incrementAndGet();
                    }
                } catch (IOException refused) {
                    failed.incrementAndGet();
                }
            }
        }
    }
}
