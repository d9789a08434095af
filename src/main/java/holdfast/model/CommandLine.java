package holdfast.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program that Holdfast runs to its end on behalf of a service.
///
/// @param argv program and arguments; for a shell line `/bin/sh -c LINE`
/// @param directory absolute path of the working directory
/// @param user name of the account to run as; absent = the account Holdfast runs as
/// @param environment on top of Holdfast's own environment; may hold secrets
/// @param withinNanos deadline, after which its whole process group is killed
public record CommandLine(
        List<String> argv, String directory, Optional<String> user, Map<String, String> environment, long withinNanos) {
    public CommandLine {
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("nothing to run");
        }
        argv = List.copyOf(argv);
    }

    /// The environment may hold secrets, so it is left out.
    @Override
    public String toString() {
        return "CommandLine[argv=" + argv + ", directory=" + directory + ", user=" + user + "]";
    }
}
