package holdfast.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The signals that can ask a process to stop, with the numbers of signal(7) for x86 and ARM. Signals that pause a process or do
/// nothing by default (STOP, TSTP, TTIN, TTOU, CONT, CHLD, URG) are left out: a stop that waits for one never ends well.
final class Signals {
    static final int TERM = 15;

    private static final Map<String, Integer> NUMBERS = new LinkedHashMap<>();

    static {
        NUMBERS.put("TERM", TERM);
        NUMBERS.put("INT", 2);
        NUMBERS.put("QUIT", 3);
        NUMBERS.put("HUP", 1);
        NUMBERS.put("KILL", 9);
        NUMBERS.put("USR1", 10);
        NUMBERS.put("USR2", 12);
        NUMBERS.put("ABRT", 6);
        NUMBERS.put("ALRM", 14);
        NUMBERS.put("PIPE", 13);
        // Ignored by default, but Apache httpd takes it for "stop gracefully".
        NUMBERS.put("WINCH", 28);
        NUMBERS.put("PWR", 30);
        NUMBERS.put("RTMIN+3", 37);
    }

    private Signals() {}

    /// A name with or without `SIG`, in any case, or one of the numbers.
    static Optional<Integer> number(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        Optional<Integer> named = Optional.ofNullable(NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name));
        return named.or(() -> Scalars.integer(text).filter(NUMBERS::containsValue));
    }

    /// Those by which programs are asked for something else than their end.
    private static final List<String> HARMLESS = List.of("HUP", "USR1", "USR2", "WINCH");

    static boolean isHarmless(int number) {
        return HARMLESS.stream().anyMatch(name -> Objects.equals(NUMBERS.get(name), number));
    }

    /// For messages.
    static String harmless() {
        return String.join(", ", HARMLESS);
    }

    /// For messages.
    static String names() {
        return String.join(", ", NUMBERS.keySet());
    }
}
