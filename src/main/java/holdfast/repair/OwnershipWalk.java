package holdfast.repair;

import holdfast.linux.Errno;
import holdfast.linux.FileHandle;
import holdfast.linux.FileStatus;
import holdfast.linux.SysResult;
import holdfast.model.FileRules;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Goes through a directory tree by its inodes, directory after directory, and mends what differs. A directory is mended before it
/// is entered: it may be closed to us until then.
///
/// Left alone, and named:
/// - what has further names (hard links): they may lie anywhere, and somebody may have made one to have it given to himself;
/// - what runs as its owner (set-user-ID, set-group-ID): its owner is what it is worth;
/// - devices, and other mounts.
///
/// Symbolic links have no permissions of their own and are passed over.
///
/// Threading: one repair.
final class OwnershipWalk {
    /// As many as a `files` check looks at.
    static final int ENTRIES_MAX = 100_000;

    /// Directories within one another, each of which is held open.
    private static final int DEPTH_MAX = 200;

    private static final long WITHIN_NANOS = 60_000_000_000L;

    /// Files that are named; of more it is told that there are more.
    private static final int NAMED_MAX = 3;

    private static final int RUNS_AS_OWNER = 06000;
    private static final long KEEP = -1;

    private final Ownership.Wanted wanted;
    private final long deadline = System.nanoTime() + WITHIN_NANOS;
    private final List<String> leftAlone = new ArrayList<>();
    private Optional<Failure> failure = Optional.empty();
    private int looked;
    private int changed;
    private boolean isCutShort;

    /// What the system refused first.
    record Failure(int errno, String call, String subject) {}

    OwnershipWalk(Ownership.Wanted wanted) {
        this.wanted = wanted;
    }

    void mend(FileHandle root, boolean isRecursive) {
        switch (root.status()) {
            case SysResult.Ok<FileHandle.Status>(FileHandle.Status status) -> mend(root, status, isRecursive, status.mount(), 0);
            case SysResult.Failed<FileHandle.Status>(int errno, String call, String subject) -> failed(errno, call, subject);
        }
    }

    int looked() {
        return looked;
    }

    int changed() {
        return changed;
    }

    List<String> leftAlone() {
        return leftAlone;
    }

    Optional<Failure> failure() {
        return failure;
    }

    boolean isCutShort() {
        return isCutShort;
    }

    private void mend(FileHandle file, FileHandle.Status status, boolean isRecursive, long mount, int depth) {
        if (looked >= ENTRIES_MAX || depth > DEPTH_MAX || System.nanoTime() > deadline) {
            isCutShort = true;
            return;
        }
        looked++;
        if (status.kind() == FileStatus.Kind.LINK) {
            return;
        }
        var seen = new FileRules.Seen(
                Long.toString(status.userId()),
                status.userId(),
                Long.toString(status.groupId()),
                status.groupId(),
                status.mode(),
                status.isDirectory());
        if (!wanted.rules().differences(seen).isEmpty()) {
            if (mayChange(status, mount)) {
                change(file, seen);
            } else {
                name(file);
            }
        }
        if (isRecursive && status.isDirectory() && status.mount() == mount) {
            enter(file, mount, depth);
        }
    }

    private static boolean mayChange(FileHandle.Status status, long mount) {
        boolean isPlain = status.kind() == FileStatus.Kind.FILE && status.links() == 1 && (status.mode() & RUNS_AS_OWNER) == 0;
        return status.mount() == mount && (isPlain || status.isDirectory());
    }

    private void change(FileHandle file, FileRules.Seen seen) {
        long user = wanted.user().orElse(KEEP);
        long group = wanted.group().orElse(KEEP);
        boolean isOwned = (user == KEEP || user == seen.userId()) && (group == KEEP || group == seen.groupId());
        SysResult<SysResult.Done> result = isOwned ? SysResult.done() : file.own(user, group);
        int mode = wanted.rules().wantedMode(seen);
        if (mode != seen.mode()) {
            result = result.then(_ -> file.permit(mode));
        }
        switch (result) {
            case SysResult.Ok<SysResult.Done> _ -> changed++;
            case SysResult.Failed<SysResult.Done>(int errno, String call, String subject) -> failed(errno, call, subject);
        }
    }

    private void enter(FileHandle directory, long mount, int depth) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.handle())) {
            for (Path entry : entries) {
                visit(directory, String.valueOf(entry.getFileName()), mount, depth + 1);
                if (isCutShort) {
                    return;
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            failed(Errno.EACCES, "opendir", directory.path().toString());
        }
    }

    private void visit(FileHandle directory, String name, long mount, int depth) {
        switch (directory.child(name)) {
            case SysResult.Ok<FileHandle>(FileHandle child) -> {
                try (child) {
                    switch (child.status()) {
                        case SysResult.Ok<FileHandle.Status>(FileHandle.Status status) -> mend(child, status, true, mount, depth);
                        case SysResult.Failed<FileHandle.Status>(int errno, String call, String subject) ->
                            failed(errno, call, subject);
                    }
                }
            }
            // Deleted since its directory was read.
            case SysResult.Failed<FileHandle> gone when gone.errno() == Errno.ENOENT -> {}
            case SysResult.Failed<FileHandle>(int errno, String call, String subject) -> failed(errno, call, subject);
        }
    }

    private void name(FileHandle file) {
        if (leftAlone.size() < NAMED_MAX) {
            leftAlone.add(file.path().toString());
        } else if (leftAlone.size() == NAMED_MAX) {
            leftAlone.add("…");
        }
    }

    private void failed(int errno, String call, String subject) {
        failure = failure.or(() -> Optional.of(new Failure(errno, call, subject)));
    }
}
