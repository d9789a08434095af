package holdfast.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Values of options, read strictly.
final class Options {
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;

    private Options() {}

    static void colour(Input input) throws Failure {
        Optional<String> typed = input.value("color");
        if (typed.isPresent() && !List.of("auto", "always", "never").contains(typed.get())) {
            throw Failure.of(Exit.USAGE, "cli.bad-color", typed.get());
        }
    }

    static int count(Here here, VerbName.Flag flag, int otherwise) throws Failure {
        Optional<String> typed = here.input().value(flag);
        if (typed.isEmpty()) {
            return otherwise;
        }
        if (!typed.get().matches("[0-9]{1,6}") || Integer.parseInt(typed.get()) == 0) {
            throw Failure.of(Exit.USAGE, "cli.bad-count", flag.typed(), typed.get());
        }
        return Integer.parseInt(typed.get());
    }

    /// In nanoseconds; a bare number is seconds.
    static Optional<Long> span(Here here, VerbName.Flag flag) throws Failure {
        Optional<String> typed = here.input().value(flag);
        if (typed.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = SPAN.matcher(typed.get());
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw Failure.of(Exit.USAGE, "cli.bad-span", flag.typed(), typed.get());
        }
        String unit = Optional.ofNullable(matcher.group(2)).orElse("s");
        long nanos = switch (unit) {
            case "ms" -> MILLI;
            case "m" -> 60 * SECOND;
            case "h" -> 3600 * SECOND;
            case "d" -> 86_400 * SECOND;
            default -> SECOND;
        };
        long count = Long.parseLong(matcher.group(1));
        if (count > Long.MAX_VALUE / nanos) {
            throw Failure.of(Exit.USAGE, "cli.bad-span", flag.typed(), typed.get());
        }
        return Optional.of(count * nanos);
    }
}
