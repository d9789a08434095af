package holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The ends of several growing files, and what is added to them. A file may come into being meanwhile, or another one be put in its
/// place, as those who rotate logs do.
final class FileTails implements AutoCloseable {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final List<Path> files;
    private final Map<Path, Opened> opened = new LinkedHashMap<>();
    private Optional<Path> last = Optional.empty();

    FileTails(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /// @param key tells the file from another one of its name
    private record Opened(FileTail tail, Object key) {}

    /// Lines of one file.
    ///
    /// @param heading its path, where there are several and those before were of another
    record Said(Optional<Path> heading, List<String> lines) {}

    /// Whether none of the files could be read so far.
    boolean isEmpty() {
        return opened.isEmpty();
    }

    /// The last lines of each.
    List<Said> last(int count) throws IOException {
        var said = new ArrayList<Said>();
        for (Path file : files) {
            Optional<Object> key = key(file);
            if (key.isPresent()) {
                said(file, open(file, key.get()).last(count)).ifPresent(said::add);
            }
        }
        return said;
    }

    /// Waits a moment, then gives the lines that were added.
    List<Said> more() throws IOException {
        LockSupport.parkNanos(POLL_NANOS);
        var said = new ArrayList<Said>();
        for (Path file : files) {
            Optional<Object> key = key(file);
            Opened before = opened.get(file);
            if (before != null) {
                said(file, before.tail().added()).ifPresent(said::add);
            }
            if (key.isPresent() && (before == null || !before.key().equals(key.get()))) {
                if (before != null) {
                    before.tail().close();
                }
                said(file, open(file, key.get()).added()).ifPresent(said::add);
            }
        }
        return said;
    }

    private FileTail open(Path file, Object key) throws IOException {
        var tail = new FileTail(file);
        opened.put(file, new Opened(tail, key));
        return tail;
    }

    /// Empty when there is no such file, or it is no plain one: what is not, such as a pipe, cannot be read from its end.
    private static Optional<Object> key(Path file) throws IOException {
        return Files.isRegularFile(file)
                ? Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
                : Optional.empty();
    }

    private Optional<Said> said(Path file, List<String> lines) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        boolean isOther = files.size() > 1 && !last.equals(Optional.of(file));
        last = Optional.of(file);
        return Optional.of(new Said(isOther ? Optional.of(file) : Optional.empty(), lines));
    }

    @Override
    public void close() throws IOException {
        for (Opened one : opened.values()) {
            one.tail().close();
        }
    }
}
