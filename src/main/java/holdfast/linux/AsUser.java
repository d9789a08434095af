package holdfast.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Has a program run as another account, by setpriv(1), which replaces itself by the program and so keeps pid and start time.
public final class AsUser {
    private static final String SETPRIV = "setpriv";

    private AsUser() {}

    /// Program and arguments that run `program` as this user and group, with no further groups. Empty where that is not permitted
    /// to us, or where there is no setpriv.
    ///
    /// @param arguments the program's own name first
    public static Optional<List<String>> argv(Kernel kernel, long user, long group, List<String> arguments) {
        return argv(kernel, user, group, "--clear-groups", arguments);
    }

    /// The same, with all groups of the account.
    public static Optional<List<String>> argv(Kernel kernel, Account account, List<String> arguments) {
        return argv(kernel, account.userId(), account.groupId(), "--init-groups", arguments);
    }

    private static Optional<List<String>> argv(Kernel kernel, long user, long group, String groups, List<String> arguments) {
        if (user == kernel.userId()) {
            return Optional.of(List.copyOf(arguments));
        }
        boolean isFound = ProgramSearch.find(SETPRIV, Path.of("/"), "/usr/bin:/bin:/usr/sbin:/sbin")
                instanceof ProgramSearch.Found;
        if (kernel.userId() != 0 || !isFound) {
            return Optional.empty();
        }
        var argv = new ArrayList<>(List.of(
                SETPRIV, "--reuid", Long.toString(user), "--regid", Long.toString(group), groups, "--"));
        argv.addAll(arguments);
        return Optional.of(List.copyOf(argv));
    }
}
