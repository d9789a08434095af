package holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExitCodesTest {
    @TempDir
    private Path folder;

    private Typing person;

    @BeforeEach
    void sitDown() {
        person = new Typing(folder, Map.of());
    }

    private void configuration(String text) throws IOException {
        Files.writeString(folder.resolve("holdfast.yaml"), text);
    }

    @Test
    void withoutADaemonItSaysHowToStartOne() throws IOException {
        configuration("services: { api: { run: sleep 1 } }");

        for (String line : List.of("status", "why api", "pin api no", "unsilence api", "ack 1", "approve 1")) {
            Typing.Result result = person.type(line);
            assertEquals(3, result.exit().code(), line);
            assertTrue(result.err().contains("holdfast monitor -c"), result.err());
        }
        assertEquals("unreachable", person.type("status --json").json().object("error").orElseThrow().text("code"));
    }

    @Test
    void mistakesAreUsageErrorsAndPointTheWay() throws IOException {
        configuration("services: { api: { run: sleep 1 } }");

        for (String line : List.of(
                "", "stat", "why", "status extra", "logs -n many", "logs -n 0", "status --color blue", "completion ksh",
                "stop api --within soon", "pin api", "pin api --for ever why", "approve", "approve one", "ports free", "ports free http",
                "ports free 70000", "ports take 80")) {
            Typing.Result result = person.type(line);
            assertEquals(2, result.exit().code(), line);
            assertFalse(result.err().isBlank(), line);
        }
        assertTrue(person.type("stats").err().contains("holdfast status"));
    }

    @Test
    void aBadConfigurationShowsAllProblemsWithTheirPlace() throws IOException {
        configuration("services:\n  api: { rum: sleep 1 }\n  web: { run: sleep 1, every: soon }\n");

        Typing.Result result = person.type("validate");

        assertEquals(2, result.exit().code());
        assertTrue(result.out().contains("holdfast.yaml:2:"), result.out());
        assertTrue(result.out().contains("holdfast.yaml:3:"), result.out());
        assertTrue(person.type("validate --json").json().objects("problems").size() >= 2);
    }

    @Test
    void aGoodConfigurationIsGood() throws IOException {
        configuration("services: { api: { run: sleep 1 } }");

        Typing.Result result = person.type("validate");

        assertEquals(Exit.GOOD, result.exit(), result.out());
        assertTrue(result.out().contains("is valid. Services: 1"), result.out());
    }

    @Test
    void noConfigurationAnywhereNamesThePlaces() {
        Typing.Result result = person.type("status");

        assertEquals(Exit.USAGE, result.exit());
        assertTrue(result.err().contains(folder.resolve("holdfast.yaml").toString()), result.err());
    }

    @Test
    void helpAndVersionAreGood() {
        assertEquals(Exit.GOOD, person.type("--version").exit());
        Typing.Result help = person.type("--help");
        assertEquals(Exit.GOOD, help.exit());
        assertTrue(help.out().contains("Exit codes"), help.out());
        assertEquals(Exit.GOOD, person.type("status --help").exit());
    }

    @Test
    void completionScriptsNameEveryVerb() {
        for (String shell : List.of("bash", "zsh", "fish")) {
            String script = person.type("completion " + shell).out();
            for (VerbName verb : VerbName.values()) {
                assertTrue(script.contains(verb.typed()), shell + " " + verb);
            }
        }
    }

    @Test
    void errorsInAFileHaveNoColoursAlthoughTheOutputIsATerminal() throws IOException {
        configuration("services: { api: { rum: sleep 1 } }");
        System.setProperty("holdfast.terminal", "yes");
        try {
            System.setProperty("holdfast.terminal.errors", "no");
            assertFalse(person.type("status").err().contains("\u001b["));
            System.setProperty("holdfast.terminal.errors", "yes");
            assertTrue(person.type("status").err().contains("\u001b["));
        } finally {
            System.clearProperty("holdfast.terminal");
            System.clearProperty("holdfast.terminal.errors");
        }
    }

    @Test
    void whatIsAboutOnePassSaysSoToADaemon() throws IOException {
        configuration("services: { api: { run: sleep 1 } }");

        Typing.Result result = person.type("monitor --no-heal");

        assertEquals(Exit.USAGE, result.exit());
        assertTrue(result.err().contains("holdfast monitor --once --no-heal"), result.err());
    }

    @Test
    void coloursOnlyWhereTheyAreWanted() throws IOException {
        configuration("services: { api: { rum: sleep 1 } }");
        String escape = "\u001b[";

        assertFalse(person.type("validate").out().contains(escape));
        assertTrue(person.type("validate --color always").out().contains(escape));
        assertFalse(new Typing(folder, Map.of("NO_COLOR", "1")).type("validate").out().contains(escape));
        assertTrue(new Typing(folder, Map.of("NO_COLOR", "1")).type("validate --color always").out().contains(escape));
    }
}
