package holdfast.repair;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A file system in memory, which only root may mount.
record SmallDisk(Path path) implements AutoCloseable {
    static SmallDisk mount(Path path, int megabytes) throws Exception {
        Files.createDirectories(path);
        int code = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path.toString());
        assumeTrue(code == 0, "a small file system cannot be mounted here: that takes root");
        return new SmallDisk(path);
    }

    private static int run(String... argv) throws Exception {
        return new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Override
    public void close() throws Exception {
        run("umount", path.toString());
    }
}
