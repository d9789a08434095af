package holdfast.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// Finds the file that a program's name means, as execvp(3) does, but with the directory and the PATH of the process to be.
public sealed interface ProgramSearch {
    /// What execvp(3) of glibc takes when there is no PATH at all.
    String DEFAULT_PATH = "/bin:/usr/bin";

    record Found(Path program) implements ProgramSearch {}

    record Missing() implements ProgramSearch {}

    /// A file of that name exists, and nobody may execute it, or it is a directory.
    record NotExecutable(Path file) implements ProgramSearch {}

    /// @param name a path if it holds a slash, else a name to be looked for
    /// @param path directories, separated by colons; an empty one means `directory`
    static ProgramSearch find(String name, Path directory, String path) {
        if (name.contains("/")) {
            return look(directory.resolve(name));
        }
        ProgramSearch result = new Missing();
        for (String each : name.isEmpty() ? new String[0] : path.split(":", -1)) {
            ProgramSearch here = look(directory.resolve(each).resolve(name));
            if (here instanceof Found) {
                return here;
            }
            if (here instanceof NotExecutable && result instanceof Missing) {
                result = here;
            }
        }
        return result;
    }

    private static ProgramSearch look(Path file) {
        try {
            if (!Files.exists(file)) {
                return new Missing();
            }
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            // For somebody, not for us: whoever runs it may be another user. If it is not for him, exec will say so.
            boolean isExecutable = mode.contains(PosixFilePermission.OWNER_EXECUTE)
                    || mode.contains(PosixFilePermission.GROUP_EXECUTE)
                    || mode.contains(PosixFilePermission.OTHERS_EXECUTE);
            return isExecutable && Files.isRegularFile(file) ? new Found(file) : new NotExecutable(file);
        } catch (IOException unreadable) {
            return new Missing();
        }
    }
}
