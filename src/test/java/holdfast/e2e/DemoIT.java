package holdfast.e2e;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class DemoIT {
    private final Sandbox sandbox = new Sandbox().configure("services: {}\n");

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void healsAllThreeAndLeavesNothingBehind() {
        Sandbox.Ran ran = sandbox.with("TMPDIR", sandbox.folder()).holdfast("demo", "--json");

        assertEquals(0, ran.exit(), ran.output());
        Json json = Json.read(ran.output());
        assertEquals(List.of("killed", "hung", "stray"), json.objects("scenes").stream().map(scene -> scene.text("scene")).toList());
        assertEquals(List.of(), Processes.in(sandbox.folder()));
    }

    @Test
    void ctrlCCleansUpToo() throws InterruptedException {
        // A job in the background of a shell without job control has Ctrl-C ignored, and so have all its children: POSIX, sh, 2.11.
        assumeTrue(!isInterruptIgnored(), "Ctrl-C is ignored where these tests were started");
        Path output = sandbox.folder().resolve("demo.out");
        Process demo = sandbox.start(List.of(Path.of("holdfast").toAbsolutePath().toString(), "demo"), sandbox.folder(), output);
        try {
            Await.until("the second scene plays", 60, () -> Sandbox.read(output).contains("SIGSTOP"));
            Processes.signal("INT", demo.pid());

            assertTrue(demo.waitFor(30, TimeUnit.SECONDS), "still running");
        } finally {
            demo.destroyForcibly();
        }
        String said = Sandbox.read(output);
        assertEquals(1, demo.exitValue(), said);
        String folder = said.replaceAll("(?s).* lies in (\\S+) and .*", "$1");
        assertFalse(Path.of(folder).toFile().exists(), folder);
        assertEquals(List.of(), Processes.in(Path.of(folder)));
        Path cgroups = Path.of("/sys/fs/cgroup/holdfast", instance(folder + "/state"));
        assertFalse(cgroups.toFile().exists(), cgroups.toString());
    }

    /// What tells one Holdfast from every other of the machine.
    private static String instance(String stateDirectory) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(stateDirectory.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    private static boolean isInterruptIgnored() {
        return Sandbox.read(Path.of("/proc/self/status")).lines()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) & 2) != 0);
    }
}
