package holdfast.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// On directories that only look like cgroups: not every machine has version 2.
class CgroupsTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void nothingStaysOfOneHoldfastAndTheNextOneIsLeftAlone() throws Exception {
        Path mount = directory.resolve("cgroup");
        Path own = Files.createDirectories(mount.resolve("holdfast/one"));
        Path others = Files.createDirectories(mount.resolve("holdfast/other/api.1"));
        Path procs = Files.createFile(own.resolve("cgroup.procs"));
        Path proc = directory.resolve("proc");
        Files.writeString(Files.createDirectories(proc.resolve("self")).resolve("mountinfo"), "30 23 0:26 / " + mount + " rw,nosuid - cgroup2 cgroup rw\n");
        Cgroups cgroups = Cgroups.find(proc, "one", true);
        assertTrue(cgroups.create("shop", 1).isPresent());
        assertTrue(Files.isDirectory(own.resolve("shop.1")));
        Files.delete(procs); // a real one goes with its directory

        cgroups.remove();

        assertFalse(Files.exists(own));
        assertTrue(Files.isDirectory(others));
    }
}
