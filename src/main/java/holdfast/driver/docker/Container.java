package holdfast.driver.docker;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/// One container as the engine shows it (`GET /containers/ID/json`).
///
/// @param name without the slash that the engine puts before it
/// @param pid of its first process, in the engine's own pid namespace; 0 while none runs
/// @param error what went wrong at its last start, in the engine's words
/// @param restartCount restarts that the engine itself made since the container was last started by somebody
/// @param settings all of the answer: what a new container is made from
record Container(
        String id,
        String name,
        Phase phase,
        long pid,
        int exitCode,
        boolean isOutOfMemory,
        Optional<String> error,
        Instant startedAt,
        Instant finishedAt,
        Health health,
        Policy policy,
        int restartCount,
        Map<String, String> labels,
        JsonObject settings) {
    /// `State.Status`.
    enum Phase {
        CREATED,
        RUNNING,
        PAUSED,
        /// Down, and the engine is about to start it again.
        RESTARTING,
        REMOVING,
        EXITED,
        /// Half removed; it can be neither started nor used.
        DEAD,
        /// A word that this version does not know.
        UNKNOWN
    }

    /// What its own HEALTHCHECK says.
    ///
    /// @param streak failures in a row
    /// @param output of the last check, shortened
    record Health(State state, int streak, String output) {
        /// Words of `State.Health.Status`.
        enum State {
            NONE,
            STARTING,
            HEALTHY,
            UNHEALTHY
        }
    }

    /// `HostConfig.RestartPolicy`.
    ///
    /// @param most how often it is restarted after failures in a row; 0 = without end
    record Policy(Kind kind, int most) {
        /// When the engine itself starts it again.
        enum Kind {
            NO,
            ON_FAILURE,
            UNLESS_STOPPED,
            ALWAYS
        }

        /// Whether the engine itself ever starts it again.
        boolean restarts() {
            return kind != Kind.NO;
        }

        /// As `docker run --restart` writes it.
        @Override
        public String toString() {
            return switch (kind) {
                case NO -> "no";
                case ON_FAILURE -> most == 0 ? "on-failure" : "on-failure:" + most;
                case UNLESS_STOPPED -> "unless-stopped";
                case ALWAYS -> "always";
            };
        }
    }

    /// Characters of a health check's output that are kept.
    private static final int OUTPUT_CHARACTERS = 200;

    static Container of(JsonObject inspected) {
        JsonObject state = inspected.in("State");
        JsonObject policy = inspected.in("HostConfig").in("RestartPolicy");
        String name = inspected.text("Name").orElse("");
        return new Container(
                inspected.text("Id").orElse(""),
                name.startsWith("/") ? name.substring(1) : name,
                phase(state.text("Status").orElse("")),
                state.number("Pid"),
                (int) state.number("ExitCode"),
                state.isTrue("OOMKilled"),
                state.text("Error"),
                instant(state.text("StartedAt")),
                instant(state.text("FinishedAt")),
                health(state),
                new Policy(kind(policy.text("Name").orElse("")), (int) policy.number("MaximumRetryCount")),
                (int) inspected.number("RestartCount"),
                inspected.in("Config").in("Labels").texts(),
                inspected);
    }

    boolean isRunning() {
        return phase == Phase.RUNNING;
    }

    /// No process of it lives: proven, not assumed.
    boolean isDown() {
        return phase == Phase.CREATED || phase == Phase.EXITED || phase == Phase.DEAD;
    }

    /// Removed by the engine as soon as it ends (`docker run --rm`).
    boolean isRemovedAtEnd() {
        return settings.in("HostConfig").isTrue("AutoRemove");
    }

    static Phase phase(String word) {
        return switch (word) {
            case "created", "configured", "initialized" -> Phase.CREATED;
            case "running" -> Phase.RUNNING;
            case "paused" -> Phase.PAUSED;
            case "restarting" -> Phase.RESTARTING;
            case "removing" -> Phase.REMOVING;
            case "exited", "stopped" -> Phase.EXITED;
            case "dead" -> Phase.DEAD;
            default -> Phase.UNKNOWN;
        };
    }

    private static Policy.Kind kind(String word) {
        return switch (word) {
            case "always" -> Policy.Kind.ALWAYS;
            case "unless-stopped" -> Policy.Kind.UNLESS_STOPPED;
            case "on-failure" -> Policy.Kind.ON_FAILURE;
            default -> Policy.Kind.NO;
        };
    }

    private static Health health(JsonObject state) {
        JsonObject health = state.in("Health");
        var log = health.objects("Log");
        String output = log.isEmpty() ? "" : log.getLast().text("Output").orElse("").strip();
        Health.State word = switch (health.text("Status").orElse("none")) {
            case "starting" -> Health.State.STARTING;
            case "healthy" -> Health.State.HEALTHY;
            case "unhealthy" -> Health.State.UNHEALTHY;
            default -> Health.State.NONE;
        };
        boolean isLong = output.length() > OUTPUT_CHARACTERS;
        return new Health(
                word,
                (int) health.number("FailingStreak"),
                isLong ? output.substring(0, OUTPUT_CHARACTERS) + "…" : output);
    }

    /// The beginning of time for what never happened; so does the engine, in year 1.
    private static Instant instant(Optional<String> text) {
        try {
            return text.map(Instant::parse).filter(at -> at.isAfter(Instant.EPOCH)).orElse(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
