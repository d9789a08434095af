package holdfast.driver.docker;

import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Why a container was not started, by what the engine said. The engine has no codes for it: its own words, and those of runc below
/// it, are all there is. Pure.
final class Failures {
    /// Looked for in this order: the words of a missing image appear within those of a missing program.
    private static final List<Map.Entry<String, StartFailure>> WORDS = List.of(
            Map.entry("port is already allocated", StartFailure.PORT_HELD),
            Map.entry("address already in use", StartFailure.PORT_HELD),
            Map.entry("no such image", StartFailure.NOT_FOUND),
            Map.entry("executable file not found", StartFailure.NOT_FOUND),
            Map.entry("mkdir", StartFailure.NO_DIRECTORY),
            Map.entry("chdir", StartFailure.NO_DIRECTORY),
            Map.entry("bind source path does not exist", StartFailure.NO_DIRECTORY),
            Map.entry("unable to find user", StartFailure.NO_USER),
            Map.entry("permission denied", StartFailure.NOT_EXECUTABLE),
            Map.entry("exec format error", StartFailure.NOT_EXECUTABLE),
            Map.entry("no such file or directory", StartFailure.NOT_FOUND),
            Map.entry("cannot allocate memory", StartFailure.OUT_OF_PROCESSES),
            Map.entry("too many open files", StartFailure.OUT_OF_HANDLES));

    /// Characters of the engine's words that a sentence shows; runc tells its whole call stack.
    private static final int CHARACTERS = 300;

    private Failures() {}

    static StartOutcome.Failed refused(String container, String message) {
        return new StartOutcome.Failed(kind(message), Reason.of("driver.docker.not-started", container, shortened(message)));
    }

    static StartFailure kind(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return WORDS.stream()
                .filter(entry -> lower.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(StartFailure.OTHER);
    }

    static StartOutcome.Failed silent(Reason reason) {
        return new StartOutcome.Failed(StartFailure.OTHER, reason);
    }

    /// @param reply not one that says something
    static <T> StartOutcome.Failed of(Reply<T> reply, String container) {
        return switch (reply) {
            case Reply.Silent<T>(Reason reason) -> silent(reason);
            case Reply.Missing<T>(String message) -> refused(container, message);
            case Reply.Refused<T>(int _, String message) -> refused(container, message);
            case Reply.Said<T> _ -> throw new IllegalStateException("that went well");
        };
    }

    static String shortened(String message) {
        return message.length() <= CHARACTERS ? message : message.substring(0, CHARACTERS) + "…";
    }
}
