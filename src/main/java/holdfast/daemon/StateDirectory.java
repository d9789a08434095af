package holdfast.daemon;

import holdfast.model.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// The directory that journal, lock, socket and captured output live in. Whoever can write there can make Holdfast do things in
/// its owner's name, so it must belong to us, and to nobody else.
///
/// Threading: any.
final class StateDirectory {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private StateDirectory() {}

    /// Creates what is missing (mode 0700) and examines what is there.
    ///
    /// @param user name of the account that Holdfast runs as
    /// @return why it cannot be used, if so
    static Optional<Reason> prepare(Path directory, String user) {
        try {
            if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                Path parent = directory.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
            }
            return examine(directory, user);
        } catch (IOException e) {
            return Optional.of(Reason.of("daemon.state.cannot-create", directory, words(e)));
        }
    }

    private static Optional<Reason> examine(Path directory, String user) throws IOException {
        PosixFileAttributes found = Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (found.isSymbolicLink()) {
            return Optional.of(Reason.of("daemon.state.link", directory));
        }
        if (!found.isDirectory()) {
            return Optional.of(Reason.of("daemon.state.no-directory", directory));
        }
        if (!found.owner().getName().equals(user)) {
            return Optional.of(Reason.of("daemon.state.not-ours", directory, found.owner().getName(), user));
        }
        Set<PosixFilePermission> mode = found.permissions();
        if (mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            return Optional.of(Reason.of("daemon.state.open-to-others", directory, PosixFilePermissions.toString(mode)));
        }
        return Optional.empty();
    }

    /// What went wrong, without the path that the sentence names already.
    static String words(IOException e) {
        if (e instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        return e instanceof AccessDeniedException ? "Permission denied" : e.toString();
    }
}
