package holdfast.probe;

import holdfast.model.DriverSpec;
import holdfast.model.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertFalse;

/// Settings in env files: there and not empty, and never told.
final class EnvProbeTest {
    @TempDir
    private Path folder;

    private Ask.Said ask(String text, String... required) throws IOException {
        Path file = Files.writeString(folder.resolve(".env"), text);
        var said = Ask.ask(new Question.EnvFile(file.toString(), List.of(required)), new DriverSpec.Watch(), Optional.empty());
        assertFalse(said.sentence().contains("hunter2"), said.sentence());
        return said;
    }

    @Test
    void settingsThatAreThereAndNotEmptyPass() throws IOException {
        passes(ask("export DATABASE_URL='postgres://u:hunter2@h/d'\r\n# c\nTOKEN=hunter2\n", "DATABASE_URL", "TOKEN"), "all 2 settings");
    }

    @Test
    void allThatIsMissingIsNamedAtOnce() throws IOException {
        fails(ask("A=hunter2\n#TOKEN=hunter2\n", "A", "TOKEN", "DATABASE_URL"), ".env lacks TOKEN, DATABASE_URL.");
    }

    @Test
    void emptyIsAsGoodAsMissing() throws IOException {
        fails(ask("A=\nB='  '\nC=\"\" # hunter2\nD=hunter2\n", "A", "B", "C", "D"), "nothing set for A, B, C.");
    }

    @Test
    void aLineThatIsNoSettingIsNamedByItsNumberAlone() throws IOException {
        fails(ask("A=1\n\nhunter2\n", "A"), "Line 3 of ", "is not NAME=value");
        fails(ask("A=1\nB='hunter2\n", "A"), "Line 2 of ");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        var question = new Question.EnvFile(folder.resolve("gone.env").toString(), List.of("A"));
        fails(Ask.ask(question, new DriverSpec.Watch(), Optional.empty()), "There is no file " + folder);
        fails(Ask.ask(new Question.EnvFile(folder.toString(), List.of("A")), new DriverSpec.Watch(), Optional.empty()),
                "no regular file");
    }
}
