package holdfast.evidence;

import holdfast.linux.FileSystemRoom;
import holdfast.linux.SysResult;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where evidence is kept: `INCIDENT/NUMBER/`, a directory for each close look. Bounded, since dumps that fill the disk of a service
/// in trouble would be a second trouble:
///
/// - never more than so many bytes in all, and nothing is written while the disk has less than a tenth, and less than 1 GB, free;
/// - of one incident the first look and the newest ones are kept, and the middle is thinned: the first shows the cause before
///   anything was done about it;
/// - what is older than a month goes.
///
/// Threading: any.
public final class EvidenceStore {
    static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    /// Bytes of all evidence together: twenty full captures, or thousands of ordinary ones, which have some 50 kB.
    public static final long BYTES_MAX = 100L * 1024 * 1024;

    /// Percent of the file system that evidence leaves alone.
    private static final long FREE_PERCENT_LEAST = 10;

    /// Bytes free that are enough, however large the file system: ten times all evidence together.
    private static final long FREE_BYTES_ENOUGH = 10 * BYTES_MAX;

    private static final long HUNDRED = 100;

    /// Close looks kept of one incident.
    static final int PER_INCIDENT_MAX = 20;

    private static final Duration AGE_MAX = Duration.ofDays(30);

    private final Path root;
    private final long bytesMax;

    /// @param root made when there is something to keep; its parent exists and is ours
    public EvidenceStore(Path root) {
        this(root, BYTES_MAX);
    }

    EvidenceStore(Path root, long bytesMax) {
        this.root = root;
        this.bytesMax = bytesMax;
    }

    Path root() {
        return root;
    }

    private record Kept(Path directory, long incident, long number, long bytes, Instant at) {}

    /// A new place for evidence of an incident. Empty when the disk has no room to spare.
    synchronized Optional<Capture> begin(long incident) throws IOException {
        create(root);
        int _ = prune(bytesMax - Capture.BYTES_MAX);
        if (!hasRoom()) {
            return Optional.empty();
        }
        Path series = create(root.resolve(Long.toString(incident)));
        long next = 1 + numbers(series).stream().mapToLong(Long::longValue).max().orElse(0);
        return Optional.of(new Capture(create(series.resolve(Long.toString(next)))));
    }

    /// Keeps one more text with an incident, beside what was seen: the output of a repair. Its secrets are taken out.
    ///
    /// @return where it is; empty when the disk has no room to spare
    public Optional<Path> keep(long incident, String name, String text, Redaction redaction) throws IOException {
        Optional<Capture> capture = begin(incident);
        if (capture.isEmpty()) {
            return Optional.empty();
        }
        capture.get().write(name, redaction.clean(text));
        return Optional.of(Path.of(capture.get().finish().path()).resolve(name));
    }

    /// Deletes all but the newest look at each incident, to make room on a full disk.
    ///
    /// @return bytes freed
    public synchronized long reclaim() throws IOException {
        long freed = 0;
        for (List<Kept> series : byIncident(all()).values()) {
            for (Kept kept : series.subList(0, series.size() - 1)) {
                freed += kept.bytes();
                delete(kept.directory());
            }
        }
        return freed;
    }

    /// Deletes what is too old, too many, or too much.
    ///
    /// @return how many looks were deleted
    synchronized int prune(long mostBytes) throws IOException {
        List<Kept> all = all();
        var doomed = new ArrayList<Kept>();
        Instant oldest = Instant.now().minus(AGE_MAX);
        all.stream().filter(kept -> kept.at().isBefore(oldest)).forEach(doomed::add);
        all.removeAll(doomed);
        for (List<Kept> series : byIncident(all).values()) {
            while (series.size() > PER_INCIDENT_MAX) {
                doomed.add(series.remove(series.size() / 2));
            }
        }
        all.removeAll(doomed);
        long bytes = all.stream().mapToLong(Kept::bytes).sum();
        for (Kept next : byWorth(all)) {
            if (bytes <= mostBytes) {
                break;
            }
            bytes -= next.bytes();
            doomed.add(next);
        }
        for (Kept kept : doomed) {
            delete(kept.directory());
        }
        for (long incident : numbers(root)) {
            removeIfEmpty(root.resolve(Long.toString(incident)));
        }
        return doomed.size();
    }

    /// Least worth first: the middle of each series, oldest first; then whatever is oldest.
    private static List<Kept> byWorth(List<Kept> all) {
        var middle = new ArrayList<Kept>();
        byIncident(all).values().forEach(series -> {
            if (series.size() > 2) {
                middle.addAll(series.subList(1, series.size() - 1));
            }
        });
        middle.sort(Comparator.comparing(Kept::at));
        var ends = new ArrayList<>(all);
        ends.removeAll(middle);
        ends.sort(Comparator.comparing(Kept::at));
        middle.addAll(ends);
        return middle;
    }

    /// Each series by number.
    private static Map<Long, List<Kept>> byIncident(List<Kept> all) {
        var series = new HashMap<Long, List<Kept>>();
        all.stream()
                .sorted(Comparator.comparingLong(Kept::number))
                .forEach(kept -> series.computeIfAbsent(kept.incident(), _ -> new ArrayList<>()).add(kept));
        return series;
    }

    private List<Kept> all() throws IOException {
        var found = new ArrayList<Kept>();
        for (long incident : numbers(root)) {
            Path series = root.resolve(Long.toString(incident));
            for (long number : numbers(series)) {
                Path directory = series.resolve(Long.toString(number));
                Instant at = Files.getLastModifiedTime(directory, LinkOption.NOFOLLOW_LINKS).toInstant();
                found.add(new Kept(directory, incident, number, size(directory), at));
            }
        }
        return found;
    }

    private boolean hasRoom() {
        return switch (FileSystemRoom.of(root.toString())) {
            case SysResult.Ok<FileSystemRoom>(FileSystemRoom room) -> isRoomy(room);
            // What cannot be found out is no permission.
            case SysResult.Failed<FileSystemRoom> _ -> false;
        };
    }

    static boolean isRoomy(FileSystemRoom room) {
        long left = room.freeBytes() - Capture.BYTES_MAX;
        return left >= FREE_BYTES_ENOUGH || left * HUNDRED >= room.totalBytes() * FREE_PERCENT_LEAST;
    }

    private static Path create(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
        }
        return directory;
    }

    private static List<Long> numbers(Path directory) throws IOException {
        var numbers = new ArrayList<Long>();
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                for (Path entry : entries) {
                    String name = String.valueOf(entry.getFileName());
                    if (name.matches("[0-9]{1,18}")) {
                        numbers.add(Long.parseLong(name));
                    }
                }
            } catch (DirectoryIteratorException failure) {
                throw failure.getCause();
            }
        }
        return numbers;
    }

    /// A look that is under way writes there meanwhile, and takes its scratch away when it ends.
    private static long size(Path directory) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                bytes += entry.toFile().length();
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        return bytes;
    }

    private static void removeIfEmpty(Path series) throws IOException {
        if (numbers(series).isEmpty()) {
            delete(series);
        }
    }

    /// With all that is in it. The directory is ours alone, so nobody plays tricks with links meanwhile.
    static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
