package holdfast.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Looks at files without opening them, and never through a symbolic link. Names of accounts are asked for once: for thousands of
/// files of the same owner the system's account database is read once.
///
/// Threading: one thread.
public final class FileLook {
    private final Map<Long, String> accounts = new HashMap<>();
    private final Map<Long, String> groups = new HashMap<>();

    /// The file itself, a link included.
    public Reading<FileStatus> status(Path path) {
        try {
            Map<String, Object> seen = Files.readAttributes(
                    path,
                    "unix:mode,uid,gid,size,lastModifiedTime,isDirectory,isRegularFile,isSymbolicLink",
                    LinkOption.NOFOLLOW_LINKS);
            long userId = Integer.toUnsignedLong((int) value(seen, "uid"));
            long groupId = Integer.toUnsignedLong((int) value(seen, "gid"));
            return new Reading.Found<>(new FileStatus(
                    kind(seen),
                    (int) value(seen, "mode") & 07777,
                    name(path, "unix:owner", userId, accounts),
                    userId,
                    name(path, "unix:group", groupId, groups),
                    groupId,
                    (long) value(seen, "size"),
                    ((FileTime) value(seen, "lastModifiedTime")).toMillis()));
        } catch (IOException failure) {
            return ProcFile.failed(path, failure);
        }
    }

    /// What is in a directory, by name, so that two looks at the same files go the same way.
    ///
    /// @param most entries read; of a larger directory the rest is left out, so a list of this length may not be all
    public Reading<List<Path>> entries(Path directory, int most) {
        var entries = new ArrayList<Path>();
        try (var stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                if (entries.size() == most) {
                    break;
                }
                entries.add(entry);
            }
        } catch (IOException failure) {
            return ProcFile.failed(directory, failure);
        } catch (DirectoryIteratorException failure) {
            return ProcFile.failed(directory, new IOException(failure));
        }
        entries.sort(null);
        return new Reading.Found<>(List.copyOf(entries));
    }

    private static FileStatus.Kind kind(Map<String, Object> seen) {
        if ((boolean) value(seen, "isSymbolicLink")) {
            return FileStatus.Kind.LINK;
        }
        if ((boolean) value(seen, "isDirectory")) {
            return FileStatus.Kind.DIRECTORY;
        }
        return (boolean) value(seen, "isRegularFile") ? FileStatus.Kind.FILE : FileStatus.Kind.SPECIAL;
    }

    private static String name(Path path, String attribute, long number, Map<Long, String> names) throws IOException {
        String known = names.get(number);
        if (known == null) {
            known = ((Principal) Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS)).getName();
            names.put(number, known);
        }
        return known;
    }

    private static Object value(Map<String, Object> seen, String name) {
        Object value = seen.get(name);
        if (value == null) {
            throw new IllegalStateException("this Java does not tell the " + name + " of a file");
        }
        return value;
    }
}
