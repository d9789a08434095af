package holdfast.repair;

import java.io.IOException;
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

    private static int run(String... argv) throws IOException, InterruptedException {
        return new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Override
    public void close() throws IOException {
        try {
            int _ = run("umount", path.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
