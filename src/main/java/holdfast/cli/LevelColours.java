package holdfast.cli;

import holdfast.text.FactLines.Level;

/// The colour of a line by its level: plain, green, yellow, red.
final class LevelColours {
    private LevelColours() {}

    static String paint(Terminal terminal, Level level, String text) {
        return switch (level) {
            case INFO -> text;
            case SUCCESS -> terminal.paint(Colour.GREEN, text);
            case WARN -> terminal.paint(Colour.YELLOW, text);
            case ERROR -> terminal.paint(Colour.RED, text);
        };
    }
}
