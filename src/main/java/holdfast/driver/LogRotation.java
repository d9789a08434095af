package holdfast.driver;

import holdfast.linux.AppendedFile;
import holdfast.linux.Errno;
import holdfast.linux.SysResult;
import holdfast.model.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Cuts logs that have grown too long, while services write to them. A service takes no part in it, reopens nothing, and loses no
/// line: the head of the file is copied away and then taken out of the file by the kernel ([AppendedFile#cutHead]).
///
/// The cut is where a block of the file system ends, which is in the middle of a line: `FILE.2`, `FILE.1` and `FILE` are, one
/// after the other, what the service wrote, byte for byte.
///
/// | killed | left behind | the next rotation |
/// |---|---|---|
/// | while copying | `FILE.copy` | deletes it |
/// | before the cut | `FILE.cut`, and `FILE` begins with the same bytes | cuts, moves it to `FILE.1` |
/// | after the cut | `FILE.cut`, and `FILE` begins otherwise | moves it to `FILE.1` |
///
/// The last two look alike only if a service repeats itself byte for byte over a whole piece; then one of the equal pieces is
/// dropped.
///
/// Where the kernel cannot cut (tmpfs, overlayfs, btrfs), the file is copied whole and emptied. Lines written between the last
/// look at its end and the emptying, some microseconds, are lost there, and one may be torn.
///
/// Threading: one at a time.
public final class LogRotation {
    /// Looks at the end of a log that is to be emptied and has grown again. A copy is faster than nearly any writer.
    private static final int CHASES = 1000;

    private final long userId;

    /// @param userId of this process; files of others are left alone
    public LogRotation(long userId) {
        this.userId = userId;
    }

    /// What became of it.
    public sealed interface Outcome {
        /// There is no such file, or not yet.
        record Missing() implements Outcome {}

        /// It is not longer than it may be.
        record Fits() implements Outcome {}

        /// It was cut. Nothing is lost but what is older than the pieces that are to be kept.
        record Cut() implements Outcome {}

        /// It was copied and emptied, since its file system can do no better.
        record Emptied(Reason warning) implements Outcome {}

        /// Left as it is.
        record Failed(Reason reason) implements Outcome {}
    }

    /// @param file absolute
    /// @param bytes a longer file is cut; the length of a piece, but for the rounding to blocks
    /// @param keep older pieces that are kept. With 0, the older half of the file goes
    public Outcome rotate(Path file, long bytes, int keep) {
        try {
            Map<String, Object> found = Files.readAttributes(file, "unix:*", LinkOption.NOFOLLOW_LINKS);
            if (!Boolean.TRUE.equals(found.get("isRegularFile"))) {
                return new Outcome.Failed(Reason.of("driver.logs.no-file", file));
            }
            if (!isOurs(found.get("uid"))) {
                return new Outcome.Failed(Reason.of("driver.logs.not-ours", file, String.valueOf(found.get("uid"))));
            }
            return switch (AppendedFile.open(file)) {
                case SysResult.Failed<AppendedFile> failed when failed.errno() == Errno.ENOENT -> new Outcome.Missing();
                case SysResult.Failed<AppendedFile> failed -> failed(file, failed);
                case SysResult.Ok<AppendedFile>(AppendedFile opened) -> rotate(opened, found, new Wanted(file, bytes, keep));
            };
        } catch (NoSuchFileException none) {
            return new Outcome.Missing();
        } catch (IOException e) {
            return failed(file, e);
        }
    }

    private boolean isOurs(@Nullable Object uid) {
        return uid instanceof Integer id && Integer.toUnsignedLong(id) == userId;
    }

    private static Outcome rotate(AppendedFile opened, Map<String, Object> examined, Wanted wanted) throws IOException {
        try (opened;
                var log = FileChannel.open(opened.handle(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Map<String, Object> now = Files.readAttributes(opened.handle(), "unix:*");
            boolean isSame = Objects.equals(examined.get("ino"), now.get("ino"))
                    && Objects.equals(examined.get("dev"), now.get("dev"));
            if (!isSame) {
                return new Outcome.Failed(Reason.of("driver.logs.no-file", wanted.file()));
            }
            return switch (opened.blockBytes()) {
                case SysResult.Failed<Long> failed -> failed(wanted.file(), failed);
                case SysResult.Ok<Long>(Long block) ->
                    new Turn(opened, log, wanted, block, new LogPieces(wanted.file())).run();
            };
        }
    }

    private static Outcome failed(Path file, SysResult.Failed<?> failed) {
        return new Outcome.Failed(Reason.of("driver.logs.call-failed", file, failed.call(), failed.errno()));
    }

    private static Outcome failed(Path file, IOException failure) {
        String cause = failure instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : failure.toString();
        return new Outcome.Failed(Reason.of("driver.logs.failed", file, cause));
    }

    private record Wanted(Path file, long bytes, int keep) {
        /// Bytes of all older pieces together.
        long older() {
            return keep > 0 && bytes > Long.MAX_VALUE / keep ? Long.MAX_VALUE : bytes * keep;
        }

        /// Bytes that a file may have at which nothing of it is dropped without being copied.
        long whole() {
            return keep == 0 ? bytes : older() > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : older() + bytes;
        }
    }

    /// One rotation of one file.
    ///
    /// @param block bytes that a cut must be a multiple of
    private record Turn(AppendedFile opened, FileChannel log, Wanted wanted, long block, LogPieces pieces) {
        Outcome run() throws IOException {
            Files.deleteIfExists(pieces.copy());
            Outcome outcome = pieces.isCutPending() ? finishEarlier() : new Outcome.Fits();
            if (isEnd(outcome)) {
                return outcome;
            }
            long size = log.size();
            if (size > wanted.whole()) {
                outcome = drop(size);
            }
            // One more than is kept is all that [#drop] leaves; what came in meanwhile is for the next time.
            for (int i = 0; i <= wanted.keep() && !isEnd(outcome) && wanted.keep() > 0; i++) {
                size = log.size();
                if (size <= wanted.bytes()) {
                    break;
                }
                outcome = cutPiece(size);
            }
            return outcome;
        }

        private static boolean isEnd(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Cut _, Outcome.Fits _ -> false;
                case Outcome.Emptied _, Outcome.Failed _, Outcome.Missing _ -> true;
            };
        }

        private Outcome finishEarlier() throws IOException {
            long length = Files.size(pieces.cut());
            long difference = Files.mismatch(pieces.cut(), opened.handle());
            boolean isStillHead = length > 0 && log.size() >= length && (difference < 0 || difference == length);
            if (isStillHead) {
                return cutCopied(length);
            }
            pieces.shiftIn(wanted.keep());
            return new Outcome.Cut();
        }

        /// The part that would be deleted anyway once it had gone through all pieces is not copied first.
        private Outcome drop(long size) throws IOException {
            long left = wanted.keep() == 0 ? wanted.bytes() / 2 : wanted.whole();
            long dropped = (size - left) / block * block;
            SysResult<SysResult.Done> result = dropped == 0 ? SysResult.done() : opened.cutHead(dropped);
            return switch (result) {
                case SysResult.Ok<SysResult.Done> _ -> new Outcome.Cut();
                case SysResult.Failed<SysResult.Done> failed when isUnsupported(failed) -> {
                    copy(Math.max(0, size - wanted.older()), size);
                    yield empty(size);
                }
                case SysResult.Failed<SysResult.Done> failed -> failed(wanted.file(), failed);
            };
        }

        private Outcome cutPiece(long size) throws IOException {
            long most = Math.max(block, wanted.bytes() / block * block);
            long head = Math.min(most, (size - 1) / block * block);
            if (head == 0) {
                return new Outcome.Fits();
            }
            // The oldest goes first: on a full disk that may be the room the copy needs.
            pieces.prune(wanted.keep() - 1, Long.MAX_VALUE);
            copy(0, head);
            return cutCopied(head);
        }

        private void copy(long from, long to) throws IOException {
            var mode = PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(opened.handle()));
            var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var piece = FileChannel.open(pieces.copy(), options, mode)) {
                transfer(from, to, piece);
                piece.force(true);
            } catch (IOException e) {
                Files.deleteIfExists(pieces.copy());
                throw e;
            }
            pieces.announceCut();
        }

        /// @param head length of `FILE.cut`, which the log begins with
        private Outcome cutCopied(long head) throws IOException {
            return switch (opened.cutHead(head)) {
                case SysResult.Ok<SysResult.Done> _ -> {
                    pieces.shiftIn(wanted.keep());
                    yield new Outcome.Cut();
                }
                case SysResult.Failed<SysResult.Done> failed when isUnsupported(failed) -> {
                    if (log.size() >= head) {
                        yield empty(head);
                    }
                    // Somebody emptied the log meanwhile. The copy is all there is of it.
                    pieces.shiftIn(wanted.keep());
                    yield new Outcome.Cut();
                }
                case SysResult.Failed<SysResult.Done> failed -> {
                    Files.deleteIfExists(pieces.cut());
                    yield failed(wanted.file(), failed);
                }
            };
        }

        /// @param copied what the log has up to here is copied already
        private Outcome empty(long copied) throws IOException {
            try (var piece = FileChannel.open(pieces.cut(), StandardOpenOption.APPEND)) {
                long at = copied;
                // Most of it is on the disk before the last look, so that little can come in between that and the emptying.
                for (int i = 0; i < CHASES && at < log.size(); i++) {
                    at = transfer(at, log.size(), piece);
                    if (i == 0) {
                        piece.force(true);
                    }
                }
                log.truncate(0);
                piece.force(true);
            }
            pieces.shiftIn(wanted.keep());
            pieces.prune(wanted.keep(), wanted.older());
            return new Outcome.Emptied(
                    Reason.of("driver.logs.emptied", wanted.file().resolveSibling(""), fileSystem(wanted.file())));
        }

        private long transfer(long from, long to, FileChannel piece) throws IOException {
            long at = from;
            while (at < to) {
                long moved = log.transferTo(at, to - at, piece);
                if (moved <= 0) {
                    throw new EOFException("it became shorter while it was copied");
                }
                at += moved;
            }
            return at;
        }

        /// EINVAL with a whole number of blocks: the file system allocates in larger units than blocks.
        private static boolean isUnsupported(SysResult.Failed<SysResult.Done> failed) {
            return failed.errno() == Errno.EOPNOTSUPP || failed.errno() == Errno.ENOSYS || failed.errno() == Errno.EINVAL;
        }

        private static String fileSystem(Path file) {
            try {
                return Files.getFileStore(file).type();
            } catch (IOException unknown) {
                // Only the name in a warning: some containers have no entry for it in /proc/self/mounts.
                return "?";
            }
        }
    }
}
