package holdfast.driver.docker;

import holdfast.model.Command.Manner;
import holdfast.model.DriverSpec.ContainerSelection;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// An engine that is restarted, killed, hung, not there or not ours to use says nothing of its containers, and delays nobody else.
@Timeout(180)
final class EngineFaultsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String[] SLEEPING = {"--init", Dockerd.IMAGE, "sleep", "600"};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRestartOfTheEngineIsNobodysStopAndNeitherIsItsKill(boolean isKilled) throws Exception {
        try (Dockerd engine = Dockerd.start();
                var rig = new DockerRig(directory)) {
            engine.container("kept", with("--restart=always", SLEEPING));
            engine.container("plain", SLEEPING);
            ServiceSpec kept = DockerRig.service("kept", engine);
            ServiceSpec plain = DockerRig.service("plain", engine);
            rig.observe(kept);
            rig.observe(plain);

            end(engine, isKilled);
            assertInstanceOf(Observation.Unreadable.class, rig.observe(plain));
            engine.relaunch();

            boolean isKeptBack = false;
            boolean isPlainDown = false;
            while (!isKeptBack || !isPlainDown) {
                switch (rig.next()) {
                    case Event.BackendChanged(var service, Observation.Running running) -> {
                        assertEquals(kept.id(), service);
                        assertEquals(Origin.BACKEND, running.origin());
                        isKeptBack = true;
                    }
                    case Event.ProcessExited exited -> {
                        assertEquals(plain.id(), exited.service());
                        isPlainDown = true;
                    }
                    case Event.BackendChanged(var _, Observation.Unreadable _) -> {}
                    case Event other -> throw new AssertionError("not to be told: " + other);
                }
            }
            rig.started(plain, 7);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withLiveRestoreAnEngineThatIsRestartedOrKilledChangesNothing(boolean isKilled) throws Exception {
        try (Dockerd engine = Dockerd.start("--live-restore");
                var rig = new DockerRig(directory)) {
            engine.container("kept", SLEEPING);
            ServiceSpec kept = DockerRig.service("kept", engine);
            ProcessIdentity before = assertInstanceOf(Observation.Running.class, rig.observe(kept)).process();

            end(engine, isKilled);
            rig.change(Observation.Unreadable.class);
            engine.relaunch();

            rig.hearsNothing();
            assertEquals(before, assertInstanceOf(Observation.Running.class, rig.observe(kept)).process());
        }
    }

    private static void end(Dockerd engine, boolean isKilled) throws IOException {
        if (isKilled) {
            engine.kill();
        } else {
            engine.shutDown();
        }
    }

    @Test
    void anEngineThatHangsDelaysNoServiceOfAnother() throws Exception {
        try (Dockerd good = Dockerd.start();
                var hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                var rig = new DockerRig(directory)) {
            Path socket = directory.resolve("hung.sock");
            // Whoever connects is never answered, and never even accepted.
            hung.bind(UnixDomainSocketAddress.of(socket), 64);
            good.container("web", SLEEPING);
            ServiceSpec stuck = DockerRig.service("stuck", "stuck", ContainerSelection.NAME, "unix://" + socket);
            rig.driver.health(stuck, SECOND / 100);
            rig.askWithoutWaiting(stuck);

            long begin = System.nanoTime();
            assertInstanceOf(Observation.Running.class, rig.observe(DockerRig.service("web", good)));
            assertTrue(System.nanoTime() - begin < 2 * SECOND);

            var slow = rig.next(Event.ProcessObserved.class);
            assertEquals("driver.docker.slow", reason(slow.observation()).key());
        }
    }

    @Test
    void aHungEngineIsSilentAndComesBack() throws Exception {
        try (Dockerd engine = Dockerd.start();
                var rig = new DockerRig(directory)) {
            engine.container("web", SLEEPING);
            ServiceSpec web = DockerRig.service("web", engine);
            rig.observe(web);

            engine.signal("STOP");
            assertEquals(Outcome.ERROR, rig.driver.health(web, SECOND).outcome());
            assertInstanceOf(Observation.Unreadable.class, rig.observe(web));
            engine.signal("CONT");

            assertInstanceOf(Observation.Running.class, rig.observe(web));
            engine.docker("stop", "--time", "1", "web");
            rig.change(Observation.Rested.class);
        }
    }

    @Test
    void anEngineThatIsNotThereIsNamed() throws Exception {
        try (var rig = new DockerRig(directory)) {
            ServiceSpec web = DockerRig.service("web", "web", ContainerSelection.NAME, "unix://" + directory + "/none.sock");

            assertEquals("driver.docker.no-socket", reason(rig.observe(web)).key());
            var failed = assertInstanceOf(StartOutcome.Failed.class, rig.start(web, 1, Manner.PLAIN));
            assertEquals("driver.docker.no-socket", failed.reason().key());
            var unproven = assertInstanceOf(StopOutcome.NotProven.class, rig.stop(web, 1, 1));
            assertEquals("driver.docker.no-socket", unproven.reason().key());
            assertEquals(Outcome.ERROR, rig.driver.health(web, SECOND).outcome());
        }
    }

    @Test
    void nobodyListeningIsNamed() throws Exception {
        try (var rig = new DockerRig(directory)) {
            Path socket = directory.resolve("left.sock");
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket)).close();
            ServiceSpec web = DockerRig.service("web", "web", ContainerSelection.NAME, "unix://" + socket);

            assertEquals("driver.docker.not-running", reason(rig.observe(web)).key());
        }
    }

    @Test
    void anAddressThatCannotBeCalledIsNamed() throws Exception {
        try (var rig = new DockerRig(directory)) {
            ServiceSpec web = DockerRig.service("web", "web", ContainerSelection.NAME, "ssh://shop@host");

            assertEquals("driver.docker.host", reason(rig.observe(web)).key());
        }
    }

    private static Reason reason(Observation observation) {
        return assertInstanceOf(Observation.Unreadable.class, observation).reason();
    }

    private static String[] with(String first, String[] rest) {
        String[] all = new String[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }
}
