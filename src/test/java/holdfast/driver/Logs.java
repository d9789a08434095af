package holdfast.driver;

import holdfast.linux.AppendedFile;
import holdfast.linux.SysResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Logs in directories of their own, on file systems of both kinds; all removed on close.
final class Logs implements AutoCloseable {
    private final List<Path> directories = new ArrayList<>();

    @Override
    public void close() throws IOException {
        for (Path directory : directories) {
            for (Path path : files(directory)) {
                Files.delete(path);
            }
            Files.delete(directory);
        }
    }

    Path logThatCanBeCut() throws IOException {
        Path log = logIn(Path.of("target"));
        assumeTrue(canBeCut(log), "the file system of " + log + " cannot cut the head off a file");
        return log;
    }

    Path logThatCannotBeCut() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory) && Files.getFileStore(memory).type().equals("tmpfs"), "no tmpfs at " + memory);
        return logIn(memory);
    }

    private static boolean canBeCut(Path log) throws IOException {
        append(log, new byte[1 << 20]);
        try (AppendedFile opened = switch (AppendedFile.open(log)) {
            case SysResult.Ok<AppendedFile>(AppendedFile one) -> one;
            case SysResult.Failed<AppendedFile> failed -> throw new AssertionError(failed);
        }) {
            return opened.cutHead(1 << 16) instanceof SysResult.Ok<SysResult.Done>;
        } finally {
            Files.delete(log);
        }
    }

    Path logIn(Path parent) throws IOException {
        Files.createDirectories(parent);
        Path directory = Files.createTempDirectory(parent.toAbsolutePath(), "holdfast-logs");
        directories.add(directory);
        return directory.resolve("web.log");
    }

    static void append(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static byte[] noise(int seed, int length) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static void assertIsEndOf(byte[] whole, byte[] end) {
        assertFalse(end.length > whole.length || end.length == 0, "length " + end.length);
        assertArrayEquals(Arrays.copyOfRange(whole, whole.length - end.length, whole.length), end);
    }

    /// All pieces, the oldest first, and the log.
    static byte[] written(Path log) throws IOException {
        var all = new ByteArrayOutputStream();
        for (int i = files(log.resolveSibling("")).size(); i > 0; i--) {
            Path piece = log.resolveSibling("web.log." + i);
            if (Files.exists(piece)) {
                all.write(Files.readAllBytes(piece));
            }
        }
        all.write(Files.readAllBytes(log));
        return all.toByteArray();
    }

    static long total(Path log) throws IOException {
        long total = 0;
        for (Path path : files(log.resolveSibling(""))) {
            total += Files.size(path);
        }
        return total;
    }

    static List<String> names(Path log) throws IOException {
        return files(log.resolveSibling("")).stream().map(path -> String.valueOf(path.getFileName())).toList();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var all = Files.list(directory)) {
            return all.sorted().toList();
        }
    }
}
