package holdfast.evidence;

import holdfast.model.Finding;
import holdfast.model.Finding.Hint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LastWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PORT_IN_USE|Error: listen EADDRINUSE: address already in use :::3000",
                "PORT_IN_USE|OSError: [Errno 98] Address already in use",
                "PORT_IN_USE|nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)",
                "PORT_IN_USE|Web server failed to start. Port 8080 was already in use.",
                "NO_SPACE|Error: ENOSPC: no space left on device, write",
                "NO_SPACE|OSError: [Errno 28] No space left on device",
                "NO_PERMISSION|PermissionError: [Errno 13] Permission denied: '/var/log/app.log'",
                "NO_PERMISSION|Error: EACCES: permission denied, open '/srv/x'",
                "PART_MISSING|Error: Cannot find module 'express'",
                "PART_MISSING|ModuleNotFoundError: No module named 'django'",
                "PART_MISSING|Error: Could not find or load main class com.example.Main",
                "PART_MISSING|Error: Unable to access jarfile app.jar",
                "NOT_PARSABLE|SyntaxError: Unexpected token } in JSON at position 7",
                "NOT_PARSABLE|nginx: [emerg] unknown directive servr in /etc/nginx/nginx.conf:3",
                "DEPENDENCY_REFUSED|Error: connect ECONNREFUSED 127.0.0.1:5432",
                "DEPENDENCY_REFUSED|psql: error: could not connect to server: Connection refused",
                "NO_MEMORY|FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
                "NO_MEMORY|java.lang.OutOfMemoryError: Java heap space",
                "DATABASE_DAMAGED|sqlite3.DatabaseError: database disk image is malformed",
                "SETTING_MISSING|Error: Missing required environment variable DATABASE_URL",
                "SETTING_MISSING|KeyError: 'SECRET_KEY'",
                "SETTING_MISSING|The DATABASE_URL environment variable is not set",
                "SETTING_MISSING|django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.",
            })
    void knowsWhatProgramsSay(Hint hint, String line) {
        assertEquals(List.of(hint), hints(LastWords.in("starting\n" + line + "\nbye\n", Redaction.plain())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Error: ENOSPC: System limit for number of file watchers reached, watch '/srv'",
                "GET /health 200 3ms",
                "Listening on http://127.0.0.1:3000",
                "the variable x is 7",
            })
    void staysSilentAboutTheRest(String line) {
        assertEquals(List.of(), LastWords.in(line + "\n", Redaction.plain()));
    }

    @Test
    void takesTheNewestLineOfEachKindAmongTheLastFifty() {
        String output = "connect ECONNREFUSED 1\n" + "x\n".repeat(LastWords.LINES) + "ECONNREFUSED 2\nno module named a\nECONNREFUSED 3\n";

        assertEquals(
                List.of(
                        new Finding.LastWords(Hint.PART_MISSING, "no module named a"),
                        new Finding.LastWords(Hint.DEPENDENCY_REFUSED, "ECONNREFUSED 3")),
                LastWords.in(output, Redaction.plain()));
        assertEquals(List.of(), LastWords.in("ECONNREFUSED\n" + "x\n".repeat(LastWords.LINES), Redaction.plain()));
    }

    @Test
    void tellsNoSecretAndNoEndlessLine() {
        var words = (Finding.LastWords) LastWords.in(
                        "could not connect to server postgres://shop:hunter2@db/ " + "x".repeat(100_000), Redaction.plain())
                .getFirst();

        assertEquals(LastWords.LINE_KEPT + 1, words.line().length());
        assertEquals("could not connect to server postgres://shop:•••@db/ x", words.line().substring(0, 53));
    }

    private static List<Hint> hints(List<Finding> findings) {
        return findings.stream().map(found -> ((Finding.LastWords) found).hint()).toList();
    }
}
