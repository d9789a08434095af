package holdfast.repair;

import holdfast.linux.DeclaredPath;
import holdfast.linux.Errno;
import holdfast.linux.FileHandle;
import holdfast.linux.Kernel;
import holdfast.linux.SysResult;
import holdfast.model.DriverSpec;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// Empties the declared cache directories of a service. They lie in its own directory, and no link is followed on the way to them:
/// what is deleted is the service's own, or nothing is.
final class CacheClearing {
    private final Kernel kernel;
    private final Function<ServiceSpec, Optional<Path>> backends;

    /// @param backends where a service works that a backend runs
    CacheClearing(Kernel kernel, Function<ServiceSpec, Optional<Path>> backends) {
        this.kernel = kernel;
        this.backends = backends;
    }

    /// What became of one directory.
    sealed interface Cleared {
        record Emptied(long bytes, int deleted) implements Cleared {}

        record NotThere() implements Cleared {}

        record Not(RemedyOutcome why) implements Cleared {}
    }

    RemedyOutcome apply(Remedy.ClearCaches remedy, ServiceSpec service, Deadline deadline) {
        Optional<Path> directory = directory(service);
        if (directory.isEmpty()) {
            return Answers.failed("repair.caches.no-directory");
        }
        long bytes = 0;
        int deleted = 0;
        for (String path : remedy.paths()) {
            if (!service.ladder().clear().contains(path) || !isBelow(path)) {
                return Answers.failed("repair.caches.not-declared", path);
            }
        }
        for (String path : remedy.paths()) {
            if (deadline.isOver()) {
                return Answers.failed("repair.caches.late", path, Amounts.bytes(bytes));
            }
            switch (clear(directory.get(), path, deadline)) {
                case Cleared.Emptied(long freed, int gone) -> {
                    bytes += freed;
                    deleted += gone;
                }
                case Cleared.NotThere _ -> {} // a cache that is not there is empty
                case Cleared.Not(RemedyOutcome why) -> {
                    return why;
                }
            }
        }
        return deleted == 0
                ? Answers.notNeeded("repair.caches.empty")
                : Answers.applied("repair.caches.done", Amounts.bytes(bytes), deleted);
    }

    private Optional<Path> directory(ServiceSpec service) {
        return switch (service.driver()) {
            case DriverSpec.Run run -> Optional.of(Path.of(run.directory()));
            case DriverSpec.Commands commands -> Optional.of(Path.of(commands.start().directory()));
            case DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Watch _ ->
                backends.apply(service);
        };
    }

    private static boolean isBelow(String path) {
        Path given = Path.of(path);
        return !path.isEmpty() && !given.isAbsolute() && given.equals(given.normalize()) && !given.startsWith("..");
    }

    private Cleared clear(Path directory, String path, Deadline deadline) {
        return switch (DeclaredPath.open(directory, kernel.userId())) {
            case DeclaredPath.Result.Opened(FileHandle handle) -> {
                try (handle) {
                    yield below(handle, Path.of(path), 0, deadline);
                }
            }
            case DeclaredPath.Result other -> refused(other, directory);
        };
    }

    /// Name by name, so that a link anywhere on the way is seen.
    private static Cleared below(FileHandle directory, Path path, int index, Deadline deadline) {
        if (index == path.getNameCount()) {
            return empty(directory, deadline);
        }
        return switch (directory.child(path.getName(index).toString())) {
            case SysResult.Failed<FileHandle> failed when failed.errno() == Errno.ENOENT -> new Cleared.NotThere();
            case SysResult.Failed<FileHandle>(int errno, String call, String subject) ->
                new Cleared.Not(Answers.failed("repair.caches.failed", subject, call, errno));
            case SysResult.Ok<FileHandle>(FileHandle child) -> {
                try (child) {
                    boolean isDirectory = child.status() instanceof SysResult.Ok<FileHandle.Status>(FileHandle.Status status)
                            && status.isDirectory();
                    yield isDirectory
                            ? below(child, path, index + 1, deadline)
                            : new Cleared.Not(Answers.failed("repair.caches.no-plain-directory", child.path()));
                }
            }
        };
    }

    /// @param directory that is no link
    static Cleared empty(FileHandle directory, Deadline deadline) {
        try {
            Path real = directory.handle().toRealPath();
            if (ProtectedDirectories.contains(real)) {
                return new Cleared.Not(Answers.failed("repair.caches.protected", real));
            }
        } catch (IOException unreadable) {
            return new Cleared.Not(Answers.failed("repair.caches.unknown", directory.path(), unreadable));
        }
        var sweep = new Sweep(deadline);
        sweep.empty(directory, _ -> true);
        return told(sweep);
    }

    static Cleared told(Sweep sweep) {
        if (sweep.deleted() == 0 && sweep.failure().isPresent()) {
            Sweep.Failure failure = sweep.failure().get();
            return new Cleared.Not(
                    Answers.failed("repair.caches.failed", failure.subject(), failure.call(), failure.errno()));
        }
        return new Cleared.Emptied(sweep.freedBytes(), sweep.deleted());
    }

    private static Cleared refused(DeclaredPath.Result result, Path directory) {
        return new Cleared.Not(switch (result) {
            case DeclaredPath.Result.Refused(Path link) -> Answers.failed("repair.link", link);
            case DeclaredPath.Result.Failed(int errno, String call, String subject) ->
                Answers.failed("repair.caches.failed", subject, call, errno);
            case DeclaredPath.Result.Missing _, DeclaredPath.Result.Opened _ ->
                Answers.failed("repair.caches.unknown", directory, "-");
        });
    }
}
