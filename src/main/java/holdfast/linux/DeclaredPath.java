package holdfast.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// Opens what a path in the configuration leads to, name by name. A symbolic link on the way is followed only if it cannot be a
/// trap: it belongs to root, to us, or to whom its target belongs. Whoever may write in a directory on the way could else lead
/// Holdfast, which has more rights than he, to files that are not his (protected_symlinks in proc_sys_fs(5) has the same idea).
public final class DeclaredPath {
    /// As in path_resolution(7).
    private static final int LINKS_MAX = 40;

    private DeclaredPath() {}

    /// What came of it.
    public sealed interface Result {
        record Opened(FileHandle handle) implements Result {}

        record Missing() implements Result {}

        /// @param link that is not followed
        record Refused(Path link) implements Result {}

        record Failed(int errno, String call, String subject) implements Result {}
    }

    /// The caller closes what it gets.
    ///
    /// @param self effective user of this process
    public static Result open(Path absolute, long self) {
        Deque<String> left = names(absolute);
        Result at = of(FileHandle.open(Path.of("/")));
        int links = 0;
        while (!left.isEmpty() && at instanceof Result.Opened(FileHandle directory)) {
            String name = left.pop();
            try (directory) {
                Result next = of(directory.child(name));
                if (next instanceof Result.Opened(FileHandle handle) && isLink(handle)) {
                    next = links++ < LINKS_MAX
                            ? followed(directory, handle, left, self)
                            : new Result.Failed(Errno.ELOOP, "openat", handle.path().toString());
                }
                at = next;
            }
        }
        return at;
    }

    /// Where the link leads to: its target's names come before the rest. The target of each link is judged by whom the whole of it
    /// leads to.
    private static Result followed(FileHandle directory, FileHandle link, Deque<String> left, long self) {
        try (link) {
            Path target = Files.readSymbolicLink(directory.handle().resolve(link.path().getFileName()));
            long owner = owner(link);
            if (owner != 0 && owner != self && owner != ownerBehind(directory, target)) {
                return new Result.Refused(link.path());
            }
            names(target).descendingIterator().forEachRemaining(left::push);
            return target.isAbsolute() ? of(FileHandle.open(Path.of("/"))) : of(directory.child("."));
        } catch (IOException failure) {
            return new Result.Failed(Errno.EIO, "readlink", link.path().toString());
        }
    }

    /// Of what a link leads to in the end, as the kernel follows it; -1 when that is nothing.
    private static long ownerBehind(FileHandle directory, Path target) {
        try {
            Path whole = directory.handle().toRealPath().resolve(target).toRealPath();
            return switch (FileHandle.open(whole)) {
                case SysResult.Ok<FileHandle>(FileHandle handle) -> {
                    try (handle) {
                        yield owner(handle);
                    }
                }
                case SysResult.Failed<FileHandle> _ -> -1;
            };
        } catch (IOException missing) {
            return -1;
        }
    }

    private static Deque<String> names(Path path) {
        var names = new ArrayDeque<String>();
        path.forEach(name -> names.add(name.toString()));
        names.remove("");
        return names;
    }

    private static boolean isLink(FileHandle handle) {
        return handle.status() instanceof SysResult.Ok<FileHandle.Status>(FileHandle.Status status)
                && status.kind() == FileStatus.Kind.LINK;
    }

    private static long owner(FileHandle handle) {
        return handle.status() instanceof SysResult.Ok<FileHandle.Status>(FileHandle.Status status) ? status.userId() : -1;
    }

    private static Result of(SysResult<FileHandle> opened) {
        return switch (opened) {
            case SysResult.Ok<FileHandle>(FileHandle handle) -> new Result.Opened(handle);
            case SysResult.Failed<FileHandle> failed when failed.errno() == Errno.ENOENT -> new Result.Missing();
            case SysResult.Failed<FileHandle>(int errno, String call, String subject) -> new Result.Failed(errno, call, subject);
        };
    }
}
