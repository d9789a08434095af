package holdfast.repair;

import holdfast.linux.Errno;
import holdfast.linux.FileHandle;
import holdfast.linux.FileStatus;
import holdfast.linux.SysResult;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/// Deletes what is in a directory, by its inodes: a link goes itself and not what it leads to, another mount is not entered, and the
/// directory stays. A file that somebody has open lives on until he closes it.
///
/// Threading: one repair.
final class Sweep {
    /// A cache of more is deleted in several goes.
    static final int ENTRIES_MAX = 1_000_000;

    /// Directories within one another, each of which is held open.
    private static final int DEPTH_MAX = 200;

    private final Deadline deadline;
    private Optional<Failure> failure = Optional.empty();
    private long freedBytes;
    private int deleted;
    private boolean isCutShort;

    /// What the system refused first.
    record Failure(int errno, String call, String subject) {}

    Sweep(Deadline deadline) {
        this.deadline = deadline;
    }

    /// @param wanted names directly below `root` that may go
    void empty(FileHandle root, Predicate<String> wanted) {
        switch (root.status()) {
            case SysResult.Ok<FileHandle.Status>(FileHandle.Status status) -> empty(root, wanted, status.mount(), 0);
            case SysResult.Failed<FileHandle.Status>(int errno, String call, String subject) -> failed(errno, call, subject);
        }
    }

    /// Bytes on the disk. A file with further names frees nothing.
    long freedBytes() {
        return freedBytes;
    }

    int deleted() {
        return deleted;
    }

    Optional<Failure> failure() {
        return failure;
    }

    /// There is more.
    boolean isCutShort() {
        return isCutShort;
    }

    private void empty(FileHandle directory, Predicate<String> wanted, long mount, int depth) {
        if (depth > DEPTH_MAX) {
            isCutShort = true;
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.handle())) {
            for (Path entry : entries) {
                if (deleted >= ENTRIES_MAX || deadline.isOver()) {
                    isCutShort = true;
                }
                if (isCutShort) {
                    return;
                }
                String name = String.valueOf(entry.getFileName());
                if (wanted.test(name)) {
                    delete(directory, name, mount, depth);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            failed(Errno.EACCES, "opendir", directory.path().toString());
        }
    }

    private void delete(FileHandle directory, String name, long mount, int depth) {
        switch (directory.child(name)) {
            case SysResult.Ok<FileHandle>(FileHandle child) -> {
                try (child) {
                    switch (child.status()) {
                        case SysResult.Ok<FileHandle.Status>(FileHandle.Status status) ->
                            delete(directory, child, status, mount, depth);
                        case SysResult.Failed<FileHandle.Status>(int errno, String call, String subject) ->
                            failed(errno, call, subject);
                    }
                }
            }
            // Somebody was faster.
            case SysResult.Failed<FileHandle> gone when gone.errno() == Errno.ENOENT -> {}
            case SysResult.Failed<FileHandle>(int errno, String call, String subject) -> failed(errno, call, subject);
        }
    }

    private void delete(FileHandle directory, FileHandle child, FileHandle.Status status, long mount, int depth) {
        String name = String.valueOf(child.path().getFileName());
        if (status.mount() != mount) {
            failed(Errno.EXDEV, "unlinkat", child.path().toString());
            return;
        }
        if (status.isDirectory()) {
            empty(child, _ -> true, mount, depth + 1);
        }
        switch (directory.remove(name, status.isDirectory())) {
            case SysResult.Ok<SysResult.Done> _ -> {
                deleted++;
                freedBytes += status.kind() == FileStatus.Kind.FILE && status.links() == 1 ? status.diskBytes() : 0;
            }
            case SysResult.Failed<SysResult.Done> gone when gone.errno() == Errno.ENOENT -> {}
            case SysResult.Failed<SysResult.Done>(int errno, String call, String subject) ->
                failed(errno, call, subject + "/" + name);
        }
    }

    private void failed(int errno, String call, String subject) {
        failure = failure.or(() -> Optional.of(new Failure(errno, call, subject)));
    }
}
