package holdfast.text;

import holdfast.model.ExitStatus;
import java.util.Map;

/// Words for how a process ended.
///
/// Threading: any.
final class ExitWords {
    /// Names of the signals that end services, by their number on x86-64 and arm64 Linux, signal(7).
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "HUP"),
            Map.entry(2, "INT"),
            Map.entry(3, "QUIT"),
            Map.entry(4, "ILL"),
            Map.entry(5, "TRAP"),
            Map.entry(6, "ABRT"),
            Map.entry(7, "BUS"),
            Map.entry(8, "FPE"),
            Map.entry(9, "KILL"),
            Map.entry(10, "USR1"),
            Map.entry(11, "SEGV"),
            Map.entry(12, "USR2"),
            Map.entry(13, "PIPE"),
            Map.entry(14, "ALRM"),
            Map.entry(15, "TERM"),
            Map.entry(24, "XCPU"),
            Map.entry(25, "XFSZ"),
            Map.entry(31, "SYS"));

    private final Texts texts;

    ExitWords(Texts texts) {
        this.texts = texts;
    }

    /// How a process ended: `exit code 1`, `signal 9 (KILL)`.
    String say(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Code(int code) -> texts.say("text.exit.code", code);
            case ExitStatus.Signalled(int number, boolean coreDumped) -> texts.say(
                    coreDumped ? "text.exit.signal-core" : "text.exit.signal", number, SIGNALS.getOrDefault(number, "?"));
            case ExitStatus.Unknown() -> texts.say("text.exit.unknown");
        };
    }
}
