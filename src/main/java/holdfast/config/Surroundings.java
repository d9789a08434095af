package holdfast.config;

import java.nio.file.Path;
import java.util.Map;

/// What a configuration depends on besides its file.
///
/// @param environment variables, for `${NAME}` and for the variables of the table in `docs/configuration.md`
/// @param workingDirectory where `./holdfast.yaml` is looked for
/// @param home of the account, from the password database and not from `HOME`: a shell, cron and sudo must all arrive at the same
///     state directory
public record Surroundings(Map<String, String> environment, Path workingDirectory, Path home, boolean isRoot) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /// Those of the running process. The JDK takes `user.name` and `user.home` from getpwuid(3).
    public static Surroundings ofThisProcess() {
        return new Surroundings(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home")).toAbsolutePath(),
                System.getProperty("user.name").equals("root"));
    }

    /// Variables may hold secrets, so they are left out.
    @Override
    public String toString() {
        return "Surroundings[workingDirectory=" + workingDirectory + ", home=" + home + ", isRoot=" + isRoot + "]";
    }
}
