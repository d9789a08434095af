package holdfast.evidence;

import holdfast.linux.ProcessKey;
import holdfast.linux.Signals;
import holdfast.model.Command;
import holdfast.model.Finding;
import holdfast.model.Finding.Holder;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.evidence.Scene.found;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What keeps a service from going on, or from being started, as a close look finds it on the real machine.
class HaltedTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path directory;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(directory);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void belowAWrapperTheStoppedProcessThatHoldsThePortIsFound() throws Exception {
        int port = Scene.freePort();
        String[] wrapped = Stream.concat(Stream.of("/bin/sh", "-c", "\"$@\" & wait", "sh"), Stream.of(Scene.listener(port)))
                .toArray(String[]::new);
        ProcessIdentity main = scene.start(1, Map.of(), wrapped);
        ProcessIdentity child = scene.identity(scene.process(main).children().findFirst().orElseThrow().pid());
        scene.machine.door().signal(new ProcessKey(child.pid(), child.startTicks()), Signals.STOP);
        awaitStopped(child.pid());

        Finding.Examination seen = scene.look(scene.service(Optional.of(port), Map.of()), 1, Optional.of(main));

        Finding.PortHeld held = found(seen, Finding.PortHeld.class).getFirst();
        assertEquals(Holder.SERVICE, held.holder());
        assertEquals(child.pid(), held.pid());
        assertEquals('S', found(seen, Finding.MainProcess.class).getFirst().state());
        List<Finding.HaltedProcess> halted = found(seen, Finding.HaltedProcess.class);
        assertEquals(List.of(child.pid()), halted.stream().map(Finding.HaltedProcess::pid).toList());
        assertEquals('T', halted.getFirst().state());
    }

    @Test
    void roomForAStartIsTriedByALaterLookAndNotByTheOneAfterTheFailure() {
        ServiceSpec service = scene.service(Optional.empty(), Map.of());
        var later = new Command.Examine(service.id(), 1, 42, Optional.of(new Incarnation(1)), Optional.of(new Incarnation(1)), Optional.empty(), true);

        assertEquals(List.of(), found(scene.look(service, 1, Optional.empty()), Finding.RoomToStart.class));
        assertEquals(
                List.of(new Finding.RoomToStart()),
                found(scene.look(later, service), Finding.RoomToStart.class));
    }

    private void awaitStopped(long pid) {
        long deadline = System.nanoTime() + 30 * SECOND;
        while (scene.machine.table().stat(pid).found().orElseThrow().state() != 'T') {
            assertTrue(System.nanoTime() < deadline, "not stopped");
            Thread.onSpinWait();
        }
    }
}
