package holdfast.driver.systemd;

import holdfast.model.ExitStatus;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What systemd shows of a unit: the properties that matter here, org.freedesktop.systemd1(5).
record UnitState(Map<String, Object> properties) {
    /// All of these are asked for once; what changes among them is told by signals, except for the last line.
    private static final Set<String> WANTED = Set.of(
            "Id", "LoadState", "LoadError", "ActiveState", "SubState", "Job", "InvocationID",
            "ActiveEnterTimestampMonotonic", "ActiveExitTimestampMonotonic", "ConditionResult",
            "Type", "Restart", "RestartUSec", "RestartUSecNext", "TimeoutStartUSec", "TimeoutStopUSec", "RuntimeMaxUSec",
            "MainPID", "Result", "NRestarts", "ExecMainPID", "ExecMainCode", "ExecMainStatus",
            "ExecMainStartTimestampMonotonic", "ExecMainExitTimestampMonotonic",
            "ExecStart", "KillMode", "RequiredBy", "BoundBy", "ConsistsOf",
            "NeedDaemonReload", "CanReload", "ControlGroup");

    /// No limit, as systemd writes a span of time.
    static final long INFINITE = -1;

    private static final int CLD_EXITED = 1;
    private static final int CLD_KILLED = 2;
    private static final int CLD_DUMPED = 3;

    UnitState {
        properties = Map.copyOf(properties);
    }

    static UnitState of(Map<?, ?> properties) {
        return new UnitState(wanted(properties));
    }

    /// With what a signal told.
    UnitState with(Map<?, ?> changed) {
        var all = new HashMap<>(properties);
        all.putAll(wanted(changed));
        return new UnitState(all);
    }

    static boolean isWanted(Object property) {
        return WANTED.contains(property);
    }

    private static Map<String, Object> wanted(Map<?, ?> properties) {
        var wanted = new HashMap<String, Object>();
        properties.forEach((name, value) -> {
            if (name instanceof String text && WANTED.contains(text)) {
                wanted.put(text, value);
            }
        });
        return wanted;
    }

    String text(String property) {
        return properties.get(property) instanceof String text ? text : "";
    }

    long number(String property) {
        return properties.get(property) instanceof Number number ? number.longValue() : 0;
    }

    boolean is(String property) {
        return properties.get(property) instanceof Boolean truth && truth;
    }

    /// Names of units.
    List<String> texts(String property) {
        return properties.get(property) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /// The true name, where the configured one is an alias.
    String id() {
        return text("Id");
    }

    String activeState() {
        return text("ActiveState");
    }

    String subState() {
        return text("SubState");
    }

    String result() {
        return text("Result");
    }

    long mainPid() {
        return number("MainPID");
    }

    /// Tells one activation of the unit from the next; empty when it was never active in this boot.
    String invocation() {
        return properties.get("InvocationID") instanceof byte[] id ? HexFormat.of().formatHex(id) : "";
    }

    /// A start, stop or restart is under way or waits for its turn.
    boolean hasJob() {
        return properties.get("Job") instanceof List<?> job && job.getFirst() instanceof Long id && id != 0;
    }

    /// How the main process ended last.
    ExitStatus exit() {
        int status = (int) number("ExecMainStatus");
        return switch ((int) number("ExecMainCode")) {
            case CLD_EXITED -> new ExitStatus.Code(status);
            case CLD_KILLED -> new ExitStatus.Signalled(status, false);
            case CLD_DUMPED -> new ExitStatus.Signalled(status, true);
            default -> new ExitStatus.Unknown();
        };
    }

    /// The first words of the command lines that start it.
    List<List<String>> commands() {
        return properties.get("ExecStart") instanceof List<?> commands
                ? commands.stream().map(UnitState::argv).toList()
                : List.of();
    }

    /// Program, arguments, and more that is of no interest.
    private static List<String> argv(Object command) {
        return command instanceof List<?> parts && parts.size() > 1 && parts.get(1) instanceof List<?> argv
                ? argv.stream().map(String::valueOf).toList()
                : List.of();
    }
}
