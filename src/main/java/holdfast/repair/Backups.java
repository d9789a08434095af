package holdfast.repair;

import holdfast.linux.DeclaredPath;
import holdfast.linux.FileHandle;
import holdfast.linux.FileLook;
import holdfast.linux.FileStatus;
import holdfast.linux.Reading;
import holdfast.repair.DatabaseLook.Condition;
import holdfast.repair.DatabaseLook.Depth;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds the newest backup of a database that is worth anything: a regular file of its own, no link, that passes a full check. Nor
/// does a link on the way to it count that may be a trap ([DeclaredPath]): whoever may write where the backups lie could else have
/// what is somebody else's copied into a file of his.
final class Backups {
    /// Backups that are looked at, newest first: if so many are damaged, so is the disk.
    private static final int LOOKED_AT_MAX = 50;

    private static final int ENTRIES_MAX = 100_000;

    private Backups() {}

    /// @param modifiedMillis when it was written
    record Backup(Path file, long bytes, long modifiedMillis) {}

    /// @param sound the newest one that is
    /// @param found how many there are
    /// @param damaged how many newer ones are not
    /// @param refused a link that was not followed, if there is one
    record Choice(Optional<Backup> sound, int found, int damaged, Optional<Path> refused) {}

    /// @param patterns absolute, with `*`, `?`, `[…]` and `{…}` in the last name, or in any
    /// @param except the database itself
    /// @param self effective user of this process
    static Choice choose(List<String> patterns, Path except, long self, Deadline deadline) throws IOException {
        List<Backup> candidates = new ArrayList<>();
        Optional<Path> refused = Optional.empty();
        for (String pattern : patterns) {
            for (Backup backup : matching(pattern)) {
                switch (DeclaredPath.open(backup.file(), self)) {
                    case DeclaredPath.Result.Opened(FileHandle handle) -> {
                        handle.close();
                        if (!backup.file().equals(except)) {
                            candidates.add(backup);
                        }
                    }
                    case DeclaredPath.Result.Refused(Path link) -> refused = Optional.of(link);
                    case DeclaredPath.Result.Missing _, DeclaredPath.Result.Failed _ -> {} // gone since, or not ours to read
                }
            }
        }
        candidates.sort(Comparator.comparingLong(Backup::modifiedMillis).reversed());
        int damaged = 0;
        for (Backup backup : candidates.stream().distinct().limit(LOOKED_AT_MAX).toList()) {
            if (deadline.isOver()) {
                break;
            }
            if (DatabaseLook.look(backup.file(), Depth.ALONE, deadline) instanceof Condition.Sound) {
                return new Choice(Optional.of(backup), candidates.size(), damaged, refused);
            }
            damaged++;
        }
        return new Choice(Optional.empty(), candidates.size(), damaged, refused);
    }

    private static List<Backup> matching(String pattern) throws IOException {
        Path whole = Path.of(pattern);
        if (!whole.isAbsolute()) {
            return List.of();
        }
        List<Path> found = List.of(Path.of("/"));
        for (Path name : whole) {
            var next = new ArrayList<Path>();
            for (Path directory : found) {
                next.addAll(step(directory, name.toString()));
            }
            found = next;
        }
        var backups = new ArrayList<Backup>();
        var look = new FileLook();
        for (Path file : found) {
            if (look.status(file) instanceof Reading.Found<FileStatus>(FileStatus status) && status.kind() == FileStatus.Kind.FILE) {
                backups.add(new Backup(file, status.bytes(), status.modifiedMillis()));
            }
        }
        return backups;
    }

    private static List<Path> step(Path directory, String name) throws IOException {
        if (!name.matches(".*[*?\\[{].*")) {
            Path plain = directory.resolve(name);
            return Files.exists(plain) ? List.of(plain) : List.of();
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
        var found = new ArrayList<Path>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (found.size() < ENTRIES_MAX && matcher.matches(entry.getFileName())) {
                    found.add(entry);
                }
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        return found;
    }
}
