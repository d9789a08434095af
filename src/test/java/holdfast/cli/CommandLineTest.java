package holdfast.cli;

import holdfast.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CommandLineTest {
    private static final List<String> WORDS = List.of(
            "status", "why", "check", "stop", "incidents", "logs", "completion", "monitor", "--json", "--watch", "--no-heal",
            "--explain", "-c", "--config", "holdfast.yaml", "--color", "never", "-n", "--lines", "20", "-f", "api", "web", "--once",
            "--interval", "60s", "--within", "pin", "unpin", "ack", "approve", "ports", "free", "8080", "--for", "2h",
            "--force", "--dry-run", "because", "");

    @Test
    void understandsOptionsBeforeAndAfterTheVerb() {
        Input input = QuickParser.parse("-c", "a.yaml", "stop", "api", "web", "--within", "5s", "--json").orElseThrow();

        assertEquals(Optional.of(VerbName.STOP), input.verb());
        assertEquals(List.of("api", "web"), input.operands());
        assertEquals(Optional.of("a.yaml"), input.value("config"));
        assertEquals(Optional.of("5s"), input.value(VerbName.Flag.WITHIN));
        assertTrue(input.has(VerbName.Flag.JSON));
        assertFalse(input.has(VerbName.Flag.WATCH));
    }

    @Test
    void leavesToPicocliWhatIsNotPlain() {
        for (String line : List.of(
                "", "--help", "status --help", "stat", "status extra", "why", "why a b", "logs -fn 5", "status --lines 5", "-c",
                "status -c", "logs --lines=5", "logs -n5", "status --json --json", "check @file")) {
            assertTrue(QuickParser.parse(line.isEmpty() ? new String[0] : line.split(" ")).isEmpty(), line);
        }
    }

    @Test
    void bothParsersUnderstandTheSame() {
        var random = new Random(20_261_121);
        int understood = 0;
        for (int i = 0; i < 3_000; i++) {
            var words = new ArrayList<String>();
            for (int n = random.nextInt(6); n >= 0; n--) {
                words.add(WORDS.get(random.nextInt(WORDS.size())));
            }
            String[] typed = words.toArray(String[]::new);
            Optional<Input> quick = QuickParser.parse(typed);
            if (quick.isPresent()) {
                understood++;
                assertEquals(Grammar.input(Grammar.commandLine(Texts.english()).parseArgs(typed)), quick.get(), words.toString());
            }
        }
        assertTrue(understood > 100, "only " + understood);
    }

    @Test
    void everyVerbAndOptionIsExplained() {
        CommandLine line = Grammar.commandLine(Texts.english());
        var missing = new ArrayList<String>();
        check(line, missing);
        line.getSubcommands().values().forEach(verb -> check(verb, missing));

        assertEquals(List.of(), missing);
    }

    private static void check(CommandLine line, List<String> missing) {
        var spec = line.getCommandSpec();
        if (spec.usageMessage().header().length == 0) {
            missing.add(spec.qualifiedName());
        }
        spec.options().stream()
                .filter(option -> option.description().length == 0)
                .forEach(option -> missing.add(spec.qualifiedName() + " " + option.longestName()));
        spec.positionalParameters().stream()
                .filter(operand -> operand.description().length == 0)
                .forEach(operand -> missing.add(spec.qualifiedName() + " " + operand.paramLabel()));
    }
}
