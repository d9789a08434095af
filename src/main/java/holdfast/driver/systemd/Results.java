package holdfast.driver.systemd;

import holdfast.model.Event.StartFailure;
import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Why a unit failed, in a sentence for each result that systemd knows: `Result` of org.freedesktop.systemd1(5).
final class Results {
    /// Exit statuses from here on, up to 243, are systemd's own: a step before the program itself failed, systemd.exec(5).
    private static final int OWN_STATUS = 200;

    private static final int OWN_STATUS_MAX = 243;
    private static final int EXEC = 203;
    private static final int CHDIR = 200;
    private static final int USER = 217;

    /// Words at the beginning of a command line in which the program may be, behind `env`, `node` or a shell.
    private static final int WRAPPERS = 3;

    private static final Map<String, String> KEEPERS = Map.of(
            "pm2", "pm2",
            "pm2-runtime", "pm2",
            "docker", "docker",
            "docker-compose", "compose");

    private Results() {}

    /// What a sentence is about: the end of its key, and its values.
    private record Cause(String key, List<Object> values) {
        static Cause of(String key, Object... values) {
            return new Cause(key, List.of(values));
        }
    }

    /// It ended, and systemd is about to start it again.
    static Reason reviving(UnitState state) {
        Cause cause = cause(state);
        return Reason.of("driver.systemd.reviving." + cause.key(), cause.values().toArray());
    }

    /// It was to be started, and failed.
    static Reason failed(UnitState state) {
        Cause cause = cause(state);
        return Reason.of("driver.systemd.failed." + cause.key(), cause.values().toArray());
    }

    private static Cause cause(UnitState state) {
        Optional<String> keeper = keeper(state);
        if (keeper.isPresent()) {
            return Cause.of("two-owners", state.id(), keeper.get());
        }
        return switch (state.result()) {
            case "watchdog", "oom-kill", "timeout", "start-limit-hit", "protocol", "resources" ->
                Cause.of(state.result(), state.id());
            default -> switch (state.exit()) {
                case ExitStatus.Code(int code) when code >= OWN_STATUS && code <= OWN_STATUS_MAX ->
                    Cause.of("step", state.id(), code, step(code));
                case ExitStatus.Code(int code) -> Cause.of("code", state.id(), code);
                case ExitStatus.Signalled(int number, boolean _) -> Cause.of("signal", state.id(), number);
                case ExitStatus.Unknown() -> Cause.of("unknown", state.id(), state.result());
            };
        };
    }

    /// The key of the driver for what the unit starts, if that restarts things itself: two restarters of one app see half of it
    /// each.
    static Optional<String> keeper(UnitState state) {
        return state.commands().stream()
                .flatMap(argv -> argv.stream().limit(WRAPPERS))
                .map(word -> word.substring(word.lastIndexOf('/') + 1))
                .flatMap(program -> Optional.ofNullable(KEEPERS.get(program)).stream())
                .findFirst();
    }

    /// What kept the program from being run, if that is known.
    static StartFailure kind(UnitState state) {
        return switch (state.exit()) {
            case ExitStatus.Code(int code) -> switch (code) {
                case EXEC -> StartFailure.NOT_FOUND;
                case CHDIR -> StartFailure.NO_DIRECTORY;
                case USER -> StartFailure.NO_USER;
                default -> StartFailure.OTHER;
            };
            case ExitStatus.Signalled _, ExitStatus.Unknown _ -> StartFailure.OTHER;
        };
    }

    /// The names that systemctl(1) shows for them.
    private static String step(int code) {
        return switch (code) {
            case CHDIR -> "CHDIR";
            case EXEC -> "EXEC";
            case USER -> "USER";
            default -> "systemd.exec(5)";
        };
    }
}
