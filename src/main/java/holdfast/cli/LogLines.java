package holdfast.cli;

import holdfast.model.Fact;
import holdfast.text.FactLines;
import holdfast.text.FactLines.Level;
import holdfast.text.Texts;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Lines such as `2026-11-21 14:30:15 [WARN] api: …`, to the terminal in colours and to a file without.
///
/// Threading: any.
final class LogLines implements AutoCloseable {
    private final Terminal terminal;
    private final Texts texts;
    private final Words words;
    private final FactLines facts;
    private final Clock clock;
    private final Optional<Writer> file;

    private LogLines(Terminal terminal, Texts texts, Clock clock, Optional<Writer> file) {
        this.terminal = terminal;
        this.texts = texts;
        this.words = new Words(texts, clock.getZone());
        this.facts = new FactLines(texts);
        this.clock = clock;
        this.file = file;
    }

    static LogLines to(Terminal terminal, Texts texts, Clock clock) {
        return new LogLines(terminal, texts, clock, Optional.empty());
    }

    /// @param file that the lines are appended to as well
    static LogLines to(Terminal terminal, Texts texts, Clock clock, Path file) throws IOException {
        Writer writer = Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new LogLines(terminal, texts, clock, Optional.of(writer));
    }

    void say(Level level, String key, Object... values) {
        print(clock.instant(), level, texts.say(key, values));
    }

    void fact(Instant at, Fact fact) {
        FactLines.Line line = facts.line(fact);
        print(at, line.level(), line.words());
    }

    synchronized void print(Instant at, Level level, String said) {
        String stamp = words.stamp(at);
        terminal.say(terminal.paint(Colour.DIM, stamp) + " " + LevelColours.paint(terminal, level, "[" + level + "]") + " "
                + LevelColours.paint(terminal, level, said));
        file.ifPresent(writer -> {
            try {
                writer.write(stamp + " [" + level + "] " + said + System.lineSeparator());
                writer.flush();
            } catch (IOException e) {
                // The terminal has the line; a full disk must not end the healing.
                terminal.err().println(texts.say("cli.log-file", String.valueOf(e.getMessage())));
            }
        });
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
    }
}
