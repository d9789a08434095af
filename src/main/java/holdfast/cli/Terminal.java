package holdfast.cli;

import java.io.Console;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where a verb prints to.
///
/// @param width columns of the terminal; [#UNLIMITED] when the output is not a terminal
/// @param live whether a line may be overwritten: only on a terminal
record Terminal(PrintStream out, PrintStream err, boolean colours, boolean live, int width) {
    static final int UNLIMITED = Integer.MAX_VALUE;

    /// Narrower is not worth truncating for; a terminal that claims it lies.
    private static final int NARROWEST = 40;

    /// Without a better answer: the width of every terminal since the VT100.
    private static final int USUAL_WIDTH = 80;

    /// @param wish `always`, `never`, `auto`, or nothing
    static Terminal of(PrintStream out, PrintStream err, Optional<String> wish, Map<String, String> environment) {
        boolean isTerminal = isTerminal("holdfast.terminal");
        boolean colours = colours(wish, environment, isTerminal);
        return new Terminal(out, err, colours, isTerminal && !isDumb(environment), isTerminal ? columns(environment) : UNLIMITED);
    }

    /// Where errors go may be a file while the output is a terminal, and the other way round.
    static Terminal ofErrors(PrintStream err, Optional<String> wish, Map<String, String> environment) {
        return new Terminal(err, err, colours(wish, environment, isTerminal("holdfast.terminal.errors")), false, UNLIMITED);
    }

    private static boolean colours(Optional<String> wish, Map<String, String> environment, boolean isTerminal) {
        // NO_COLOR: any value but the empty one, see no-color.org. An explicit --color wins over it.
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty() || isDumb(environment);
        return switch (wish.orElse("auto").toLowerCase(Locale.ROOT)) {
            case "always" -> true;
            case "never" -> false;
            default -> isTerminal && !plain;
        };
    }

    private static boolean isDumb(Map<String, String> environment) {
        return "dumb".equals(environment.get("TERM"));
    }

    /// Text in a colour, where colours are wanted.
    String paint(Colour colour, String text) {
        return colours && !text.isEmpty() ? colour.begin() + text + Colour.END : text;
    }

    /// The same, with nothing printed to the output.
    Terminal silent() {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Terminal(nowhere, err, false, false, UNLIMITED);
    }

    void say(String line) {
        out.println(line);
    }

    /// Java can only say whether input and output both are a terminal, so the launcher, which knows it of each alone, is believed
    /// first.
    private static boolean isTerminal(String told) {
        return switch (System.getProperty(told, "")) {
            case "yes" -> true;
            case "no" -> false;
            default -> Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        };
    }

    private static int columns(Map<String, String> environment) {
        String told = environment.getOrDefault("COLUMNS", "");
        if (told.matches("[0-9]{1,5}")) {
            return Math.max(NARROWEST, Integer.parseInt(told));
        }
        return Math.max(NARROWEST, TerminalSize.columns().orElse(USUAL_WIDTH));
    }

    /// The part that is left beside so many columns.
    Terminal narrowed(int columns) {
        return new Terminal(out, err, colours, live, width == UNLIMITED ? width : Math.max(1, width - columns));
    }

    /// The same terminal, which may have been made wider or narrower since.
    Terminal measuredAgain() {
        int now = live ? TerminalSize.columns().map(columns -> Math.max(NARROWEST, columns)).orElse(width) : width;
        return new Terminal(out, err, colours, live, now);
    }
}
