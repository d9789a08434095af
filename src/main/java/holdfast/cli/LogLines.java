package holdfast.cli;

import holdfast.model.Fact;
import holdfast.text.FactLines;
import holdfast.text.FactLines.Level;
import holdfast.text.Texts;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BiConsumer;

/// Lines such as `2026-11-21 14:30:15 [WARN] api: …`: to the terminal, in colours, and to a log.
///
/// Threading: any.
final class LogLines {
    private final Terminal terminal;
    private final Texts texts;
    private final Words words;
    private final FactLines facts;
    private final Clock clock;
    private final BiConsumer<Level, String> log;

    /// @param log takes every line too, and adds its own time and level
    LogLines(Terminal terminal, Texts texts, Clock clock, BiConsumer<Level, String> log) {
        this.terminal = terminal;
        this.texts = texts;
        this.words = new Words(texts, clock.getZone());
        this.facts = new FactLines(texts);
        this.clock = clock;
        this.log = log;
    }

    /// To the terminal alone.
    static LogLines to(Terminal terminal, Texts texts, Clock clock) {
        return new LogLines(terminal, texts, clock, (_, _) -> {});
    }

    void say(Level level, String key, Object... values) {
        print(clock.instant(), level, texts.say(key, values));
    }

    void fact(Instant at, Fact fact) {
        FactLines.Line line = facts.line(fact);
        print(at, line.level(), line.words());
    }

    synchronized void print(Instant at, Level level, String said) {
        terminal.say(terminal.paint(Colour.DIM, words.stamp(at)) + " "
                + LevelColours.paint(terminal, level, "[" + level + "]") + " "
                + LevelColours.paint(terminal, level, said));
        log.accept(level, said);
    }
}
