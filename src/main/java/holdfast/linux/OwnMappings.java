package holdfast.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which parts of a process's memory are mapped from files, only to be read, by its `/proc/PID/smaps` (proc_pid_smaps(5)).
///
/// Threading: any.
final class OwnMappings {
    /// `7f1c…-7f1d… r-xp 00000000 fd:01 1234  /usr/lib/…`: where, what is allowed, offset, device, inode, file.
    private static final int HEAD_FIELDS = 6;

    /// Pages that are no longer the file's, but were written by the process, be it before writing was forbidden.
    private static final String OWN_PAGES = "Anonymous:";

    private OwnMappings() {}

    /// @param begin first address
    /// @param line as the kernel shows it, in `maps` and in `smaps`: place, rights and file
    record Mapping(long begin, long bytes, String line) {
        /// The Java machine's own code, or its cache of classes: what is read throughout.
        boolean isOfTheJavaMachine() {
            return line.endsWith("/libjvm.so") || line.endsWith(".aot") || line.endsWith(".jsa");
        }
    }

    /// Those that hold nothing but what their file holds.
    static List<Mapping> onlyRead(String smaps) {
        var found = new ArrayList<Mapping>();
        Optional<Mapping> current = Optional.empty();
        for (String line : smaps.lines().toList()) {
            if (line.startsWith(OWN_PAGES) && line.endsWith(" 0 kB")) {
                current.ifPresent(found::add);
            } else if (!Character.isUpperCase(line.charAt(0))) {
                current = onlyReadFile(line);
            }
        }
        return found;
    }

    private static Optional<Mapping> onlyReadFile(String head) {
        String[] fields = head.split(" +", HEAD_FIELDS);
        if (fields.length < HEAD_FIELDS || !fields[5].startsWith("/") || fields[1].charAt(1) == 'w') {
            return Optional.empty();
        }
        int dash = fields[0].indexOf('-');
        long begin = Long.parseUnsignedLong(fields[0], 0, dash, 16);
        long end = Long.parseUnsignedLong(fields[0], dash + 1, fields[0].length(), 16);
        return Optional.of(new Mapping(begin, end - begin, head));
    }
}
