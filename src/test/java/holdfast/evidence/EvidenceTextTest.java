package holdfast.evidence;

import holdfast.evidence.Part.Look;
import holdfast.linux.KernelLog;
import holdfast.linux.SysResult;
import holdfast.model.Command;
import holdfast.model.Finding;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.evidence.Scene.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What is written of a service that is looked at.
class EvidenceTextTest {
    @TempDir
    Path directory;

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
    void tellsWaitChannelsSocketsAndWhoHoldsThePort() throws Exception {
        int port = Scene.freePort();
        ProcessIdentity main = scene.start(1, Map.of(), Scene.listener(port));

        Finding.Examination seen = scene.look(scene.service(Optional.of(port), Map.of()), 1, Optional.of(main));

        String channel = Files.readString(Path.of("/proc/" + main.pid() + "/wchan")).strip();
        String user = System.getProperty("user.name");
        assertTrue(text(seen, "port.txt").startsWith(port + " SERVICE " + main.pid() + " " + user + " /usr/bin/perl "), text(seen, "port.txt"));
        assertTrue(text(seen, "handles.txt").lines().anyMatch(line -> line.contains("127.0.0.1:" + port)), text(seen, "handles.txt"));
        String line = text(seen, "processes.txt").lines().filter(one -> one.startsWith(main.pid() + " ")).findFirst().orElseThrow();
        assertEquals(channel.isEmpty() || channel.equals("0") ? "-" : channel, line.split(" ", -1)[8], line);
    }

    @Test
    void tellsTheLinesOfTheKernelThatBearOnTheService() {
        ServiceSpec service = scene.service(Optional.empty(), Map.of());
        var last = new ProcessIdentity(4711, 50_000, scene.machine.bootId());
        var command = new Command.Examine(service.id(), 1, 42, Optional.of(new Incarnation(1)), Optional.of(last));
        List<KernelLog.Line> log = List.of(
                new KernelLog.Line(700, "usb 1-1: new device"),
                new KernelLog.Line(701, "node[4711]: segfault at 0 ip 0 sp 0 error 4"),
                new KernelLog.Line(702, "audit: pid=4711 did something"),
                new KernelLog.Line(703, "Out of memory: Killed process 4711 (node) total-vm:1kB"));

        Look look = new KernelPart(scene.machine, () -> new SysResult.Ok<>(log))
                .look(new Subject(command, service, Optional.empty(), List.of(), true, Redaction.plain()), Optional.empty());

        assertEquals(
                """
                [701] node[4711]: segfault at 0 ip 0 sp 0 error 4
                [702] audit: pid=4711 did something
                [703] Out of memory: Killed process 4711 (node) total-vm:1kB
                """,
                look.text());
        assertEquals(List.of(new Finding.OutOfMemoryKill(1)), look.findings());
    }
}
