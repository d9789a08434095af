package holdfast.repair;

import holdfast.linux.Account;
import holdfast.linux.DeclaredPath;
import holdfast.linux.FileHandle;
import holdfast.linux.FileSystemRoom;
import holdfast.linux.Kernel;
import holdfast.linux.SysResult;
import holdfast.model.DriverSpec;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Question;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Makes room on a full disk, the least valuable first, and stops as soon as a tenth is free where the service works, and as much as
/// its `disk` checks ask for where they look: what Holdfast itself keeps (old
/// evidence, rotated output of this service), then the declared caches, then, if permitted, the package managers' caches.
final class DiskReclaim {
    private static final long PERCENT_ENOUGH = 10;
    private static final long HUNDRED = 100;
    private static final Pattern ROTATED = Pattern.compile("[1-9][0-9]{0,3}");

    private final Kernel kernel;
    private final Keeping keeping;
    private final Predicate<FileSystemRoom> enough;

    DiskReclaim(Kernel kernel, Keeping keeping) {
        this(kernel, keeping, DiskReclaim::isEnough);
    }

    /// @param enough when to stop
    DiskReclaim(Kernel kernel, Keeping keeping, Predicate<FileSystemRoom> enough) {
        this.kernel = kernel;
        this.keeping = keeping;
        this.enough = enough;
    }

    /// A thing that can be given up.
    private interface Step {
        long free() throws IOException;
    }

    /// A package manager's cache.
    ///
    /// @param kind which names in it may go
    private record PackageCache(Path directory, Predicate<String> kind) {}

    RemedyOutcome apply(Remedy.ReclaimDisk remedy, ServiceSpec service, Deadline deadline) {
        boolean isDeclared = service.ladder().reclaim().containsAll(remedy.caches())
                && (service.ladder().packageCaches() || !remedy.packageCaches());
        if (!isDeclared) {
            return Answers.failed("repair.disk.not-declared");
        }
        List<Aim> aims = aims(service);
        Optional<Aim> unknown = aims.stream().filter(aim -> aim.room().isEmpty()).findFirst();
        List<Aim> left = new ArrayList<>(aims.stream().filter(aim -> aim.room().isPresent() && !aim.isReached()).toList());
        if (left.isEmpty()) {
            return unknown.map(aim -> Answers.failed("repair.disk.unknown", aim.place()))
                    .orElseGet(() -> Answers.notNeeded("repair.disk.enough", aims.getFirst().place(), aims.getFirst().percent()));
        }
        Aim first = left.getFirst();
        long freed = 0;
        var troubles = new ArrayList<String>();
        for (Step step : steps(remedy, service, troubles, deadline)) {
            if (deadline.isOver()) {
                break;
            }
            try {
                freed += step.free();
            } catch (IOException failure) {
                troubles.add(failure.toString());
            }
            left.removeIf(Aim::isReached);
            if (left.isEmpty()) {
                return Answers.applied("repair.disk.done", first.place(), Amounts.bytes(freed), first.percent());
            }
        }
        Aim missed = left.getFirst();
        String trouble = troubles.isEmpty() ? "-" : troubles.getFirst();
        return freed == 0
                ? Answers.failed("repair.disk.nothing", missed.place(), missed.percent(), trouble)
                : Answers.applied("repair.disk.some", missed.place(), Amounts.bytes(freed), missed.percent());
    }

    /// Where there is to be room, and how much.
    private record Aim(Path place, Predicate<FileSystemRoom> enough) {
        Optional<FileSystemRoom> room() {
            return FileSystemRoom.of(place.toString()) instanceof SysResult.Ok<FileSystemRoom>(FileSystemRoom now)
                    ? Optional.of(now)
                    : Optional.empty();
        }

        boolean isReached() {
            return room().filter(enough).isPresent();
        }

        int percent() {
            return room().map(DiskReclaim::percent).orElse(0);
        }
    }

    /// A tenth where the service works and keeps its data, and what its `disk` checks ask for where they look.
    private List<Aim> aims(ServiceSpec service) {
        var aims = new ArrayList<Aim>();
        service.places().forEach(place -> aims.add(new Aim(Path.of(place), enough)));
        service.checks().forEach(check -> {
            if (check.question() instanceof Question.Disk disk) {
                aims.add(new Aim(Path.of(disk.path()), room -> isAsked(disk, room)));
            }
        });
        return aims;
    }

    private static boolean isAsked(Question.Disk disk, FileSystemRoom room) {
        boolean hasBytes = disk.free()
                .map(least -> switch (least) {
                    case Question.Amount.Bytes(long bytes) -> room.freeBytes() >= bytes;
                    case Question.Amount.Percent(int percent) -> room.freeBytes() >= room.totalBytes() / HUNDRED * percent + room.totalBytes() % HUNDRED * percent / HUNDRED;
                })
                .orElse(true);
        boolean hasInodes = disk.inodesPercent()
                .map(least -> room.totalInodes() == 0 || room.freeInodes() * HUNDRED >= room.totalInodes() * least)
                .orElse(true);
        return hasBytes && hasInodes;
    }

    private List<Step> steps(Remedy.ReclaimDisk remedy, ServiceSpec service, List<String> troubles, Deadline deadline) {
        var steps = new ArrayList<Step>();
        steps.add(keeping::reclaim);
        if (service.driver() instanceof DriverSpec.Run run) {
            steps.add(() -> rotated(Path.of(run.output())));
        }
        remedy.caches().forEach(cache -> steps.add(() -> empty(Path.of(cache), _ -> true, troubles, deadline)));
        if (remedy.packageCaches()) {
            packageCaches(service.driver()).forEach(cache -> steps.add(() -> empty(cache.directory(), cache.kind(), troubles, deadline)));
        }
        return steps;
    }

    /// All rotated pieces of the output but the youngest, which may hold what is asked for next.
    private static long rotated(Path output) throws IOException {
        long freed = 0;
        String begin = output.getFileName() + ".";
        try (DirectoryStream<Path> all = Files.newDirectoryStream(output.resolveSibling(""))) {
            for (Path path : all) {
                String name = String.valueOf(path.getFileName());
                String number = name.startsWith(begin) ? name.substring(begin.length()) : "";
                boolean isOld = ROTATED.matcher(number).matches() && !number.equals("1");
                if (isOld && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    freed += Files.size(path);
                    Files.deleteIfExists(path);
                }
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        return freed;
    }

    private long empty(Path directory, Predicate<String> kind, List<String> troubles, Deadline deadline) throws IOException {
        return switch (DeclaredPath.open(directory, kernel.userId())) {
            case DeclaredPath.Result.Opened(FileHandle handle) -> {
                try (handle) {
                    Path real = handle.handle().toRealPath();
                    boolean isDirectory = handle.status() instanceof SysResult.Ok<FileHandle.Status>(FileHandle.Status status)
                            && status.isDirectory();
                    if (!isDirectory || ProtectedDirectories.contains(real)) {
                        troubles.add(real + " is protected");
                        yield 0L;
                    }
                    var sweep = new Sweep(deadline);
                    sweep.empty(handle, kind);
                    sweep.failure().ifPresent(failure ->
                            troubles.add(failure.call() + " " + failure.subject() + ": errno " + failure.errno()));
                    yield sweep.freedBytes();
                }
            }
            case DeclaredPath.Result.Missing _ -> 0L;
            case DeclaredPath.Result.Refused(Path link) -> {
                troubles.add(link + " leads away");
                yield 0L;
            }
            case DeclaredPath.Result.Failed(int errno, String call, String subject) -> {
                troubles.add(call + " " + subject + ": errno " + errno);
                yield 0L;
            }
        };
    }

    /// What their owners fetch again when they need it. Of apt only the packages: its lock and its list of partial files stay.
    private List<PackageCache> packageCaches(DriverSpec driver) {
        var caches = new ArrayList<PackageCache>();
        caches.add(new PackageCache(Path.of("/var/cache/apt/archives"), name -> name.endsWith(".deb")));
        homes(driver).forEach(home -> {
            for (String cache : List.of(".npm/_cacache", ".cache/pip", ".cache/yarn")) {
                caches.add(new PackageCache(home.resolve(cache), _ -> true));
            }
        });
        return caches;
    }

    private List<Path> homes(DriverSpec driver) {
        Optional<Path> own = Optional.ofNullable(System.getProperty("user.home")).map(Path::of).filter(Path::isAbsolute);
        Optional<Path> its = driver instanceof DriverSpec.Run run
                ? run.user().map(kernel::account).flatMap(found -> found instanceof SysResult.Ok<Optional<Account>>(Optional<Account> one)
                        ? one.map(account -> Path.of(account.home()))
                        : Optional.empty())
                : Optional.empty();
        return Stream.concat(own.stream(), its.stream()).toList();
    }

    private static boolean isEnough(FileSystemRoom room) {
        boolean hasInodes = room.totalInodes() == 0 || room.freeInodes() * HUNDRED >= room.totalInodes() * PERCENT_ENOUGH;
        return room.freeBytes() * HUNDRED >= room.totalBytes() * PERCENT_ENOUGH && hasInodes;
    }

    private static int percent(FileSystemRoom room) {
        return room.totalBytes() == 0 ? 0 : (int) (room.freeBytes() * HUNDRED / room.totalBytes());
    }
}
