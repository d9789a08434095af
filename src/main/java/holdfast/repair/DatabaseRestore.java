package holdfast.repair;

import holdfast.linux.DeclaredPath;
import holdfast.linux.FileHandle;
import holdfast.linux.FileStatus;
import holdfast.linux.FileSystemRoom;
import holdfast.linux.MachineAccess;
import holdfast.linux.SysResult;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Question;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import holdfast.repair.DatabaseLook.Condition;
import holdfast.repair.DatabaseLook.Depth;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Puts the newest backup that is sound in the place of a damaged SQLite database.
///
/// It acts only when SQLite itself calls the file damaged, nobody has it open, a backup passes a full check, and there is room for
/// another copy. The damaged file stays beside the new one, with its log.
final class DatabaseRestore {
    /// Bytes that must be left free after the copy.
    private static final long SPARE_BYTES = 10L * 1024 * 1024;

    /// Others than the owner may write.
    private static final int WRITABLE_BY_OTHERS = 0022;

    private final MachineAccess machine;
    private final OpenFiles openFiles;

    DatabaseRestore(MachineAccess machine) {
        this.machine = machine;
        this.openFiles = new OpenFiles(machine);
    }

    RemedyOutcome apply(Remedy.RestoreDatabase remedy, ServiceSpec service, Deadline deadline) {
        boolean isDeclared = service.ladder().backups().containsAll(remedy.backups())
                && service.checks().stream().anyMatch(check -> check.question() instanceof Question.Sqlite sqlite
                        && sqlite.path().equals(remedy.file()));
        if (!isDeclared || remedy.backups().isEmpty()) {
            return Answers.failed("repair.database.not-declared", remedy.file());
        }
        return switch (DeclaredPath.open(Path.of(remedy.file()), machine.kernel().userId())) {
            case DeclaredPath.Result.Opened(FileHandle file) -> {
                try {
                    yield restore(Target.of(file), remedy.backups(), deadline);
                } catch (IOException failure) {
                    yield Answers.failed("repair.database.failed", remedy.file(), failure);
                }
            }
            case DeclaredPath.Result.Missing _ -> Answers.failed("repair.database.missing", remedy.file());
            case DeclaredPath.Result.Refused(Path link) -> Answers.failed("repair.link", link);
            case DeclaredPath.Result.Failed(int errno, String call, String subject) ->
                Answers.failed("repair.database.failed", subject, call + " " + errno);
        };
    }

    /// The file that was found under the declared path.
    private record Target(Path file, FileHandle.Status status) {
        /// Lets go of the handle: it would look as if somebody had the file open.
        static Target of(FileHandle handle) throws IOException {
            try (handle) {
                return switch (handle.status()) {
                    case SysResult.Ok<FileHandle.Status>(FileHandle.Status status) ->
                        new Target(handle.handle().toRealPath(), status);
                    case SysResult.Failed<FileHandle.Status>(int errno, String call, String subject) ->
                        throw new IOException(call + " of " + subject + ": errno " + errno);
                };
            }
        }
    }

    private RemedyOutcome restore(Target target, List<String> patterns, Deadline deadline) throws IOException {
        Path file = target.file();
        FileHandle.Status status = target.status();
        if (status.kind() != FileStatus.Kind.FILE || status.links() != 1) {
            return Answers.failed("repair.database.no-plain-file", file);
        }
        // Before the look, which itself may have to make a file beside one that nobody has open.
        Optional<RemedyOutcome> held = held(file, status);
        if (held.isPresent()) {
            return held.get();
        }
        Condition found = DatabaseLook.look(file, Depth.LIVE, deadline);
        boolean isUnfinished = found instanceof Condition.Unfinished;
        if (isUnfinished) {
            if (!hasRoom(file, DatabaseRollback.bytes(file))) {
                return Answers.failed("repair.database.no-room-to-look", file, Amounts.bytes(DatabaseRollback.bytes(file) + SPARE_BYTES));
            }
            try (var rollback = DatabaseRollback.begin(file)) {
                found = rollback.look(file, deadline);
            }
        }
        return switch (found) {
            case Condition.Sound _ ->
                Answers.notNeeded(isUnfinished ? "repair.database.unfinished" : "repair.database.sound", file);
            case Condition.Unknown(String why) -> Answers.failed("repair.database.unknown", file, why);
            case Condition.Unfinished _ -> Answers.failed("repair.database.unknown", file, "-journal");
            case Condition.Damaged(String how) -> {
                Backups.Choice choice = Backups.choose(patterns, file, machine.kernel().userId(), deadline);
                yield deadline.isOver() ? late(file) : replace(target, how, choice, deadline);
            }
        };
    }

    private static boolean hasRoom(Path file, long bytes) {
        return FileSystemRoom.of(file.resolveSibling("").toString()) instanceof SysResult.Ok<FileSystemRoom>(FileSystemRoom room)
                && room.freeBytes() >= bytes + SPARE_BYTES;
    }

    private static RemedyOutcome late(Path file) {
        return Answers.failed("repair.database.late", file);
    }

    private RemedyOutcome replace(Target target, String how, Backups.Choice choice, Deadline deadline) throws IOException {
        Path file = target.file();
        FileHandle.Status status = target.status();
        if (choice.sound().isEmpty()) {
            return choice.refused()
                    .map(link -> Answers.failed("repair.link", link))
                    .orElseGet(() -> Answers.failed("repair.database.no-backup", file, choice.found(), choice.damaged()));
        }
        Backups.Backup backup = choice.sound().get();
        if (!hasRoom(file, backup.bytes())) {
            return Answers.failed("repair.database.no-room", file, Amounts.bytes(backup.bytes() + SPARE_BYTES));
        }
        try (var exchange = DatabaseExchange.begin(file, status, machine.kernel().userId())) {
            exchange.copy(backup.file(), deadline);
            boolean isSound = DatabaseLook.look(exchange.copied(), Depth.ALONE, deadline) instanceof Condition.Sound;
            if (!isSound && !deadline.isOver()) {
                return Answers.failed("repair.database.copy-damaged", backup.file());
            }
            // Copying took a while: whoever opened it meanwhile would go on with a file that has lost its name.
            Optional<RemedyOutcome> held = held(file, status);
            if (held.isPresent()) {
                return held.get();
            }
            if (deadline.isOver()) {
                return late(file);
            }
            Path kept = exchange.exchange();
            return Answers.applied(
                    "repair.database.done", file, backup.file(), Instant.ofEpochMilli(backup.modifiedMillis()), kept, how);
        }
    }

    /// Why it must not be touched, if so.
    private Optional<RemedyOutcome> held(Path file, FileHandle.Status status) {
        Optional<OpenFiles.Look> look = openFiles.look(
                List.of(file, DatabaseExchange.beside(file, "-wal"), DatabaseExchange.beside(file, "-journal")));
        if (look.isEmpty()) {
            return Optional.of(Answers.failed("repair.database.holders-unseen", file, 0));
        }
        Optional<RemedyOutcome> holder = look.get().holder().map(card ->
                Answers.failed("repair.database.held", file, card.pid(), card.user(), card.commandLine().getFirst()));
        // Whom we may not look at runs as another user. Only one who may write would lose what he writes.
        boolean isOpenToOthers = (status.mode() & WRITABLE_BY_OTHERS) != 0 || status.userId() != machine.kernel().userId();
        boolean isUnknown = look.get().unseen() > 0 && machine.kernel().userId() != 0 && isOpenToOthers;
        return holder.or(() -> isUnknown
                ? Optional.of(Answers.failed("repair.database.holders-unseen", file, look.get().unseen()))
                : Optional.empty());
    }
}
