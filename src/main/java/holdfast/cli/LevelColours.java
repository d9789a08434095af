package holdfast.cli;

import holdfast.text.FactLines.Level;
import java.util.Optional;

/// The colour of a line by its level: plain, green, yellow, red.
final class LevelColours {
    private LevelColours() {}

    static Optional<Colour> of(Level level) {
        return switch (level) {
            case INFO -> Optional.empty();
            case SUCCESS -> Optional.of(Colour.GREEN);
            case WARN -> Optional.of(Colour.YELLOW);
            case ERROR -> Optional.of(Colour.RED);
        };
    }

    static String paint(Terminal terminal, Level level, String text) {
        return of(level).map(colour -> terminal.paint(colour, text)).orElse(text);
    }
}
