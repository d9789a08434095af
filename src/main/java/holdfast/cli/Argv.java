package holdfast.cli;

import java.util.List;
import java.util.stream.Collectors;

/// A program and its arguments as one would type them.
final class Argv {
    private static final String PLAIN = "[A-Za-z0-9_@%+=:,./-]+";

    private Argv() {}

    /// In the quotes of POSIX sh where needed, so that it can be pasted.
    static String shown(List<String> argv) {
        return argv.stream()
                .map(word -> word.matches(PLAIN) ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
