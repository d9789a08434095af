package holdfast.config;

import holdfast.model.DriverSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Durations, sizes, references to variables, command lines, env files.
final class SmallLanguagesTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"250ms,250", "30s,30000", "5m,300000", "1h,3600000", "14d,1209600000", "1m30s,90000", "1d1h1m1s1ms,90061001", "0s,0"})
    void durationsAreRead(String text, long millis) {
        assertEquals(Optional.of(millis * 1_000_000), Scalars.durationNanos(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "30 s", "s", "1.5s", "-1s", "30s1m", "1s1s", "30S", "5min", "1w", "99999999999999999999d"})
    void whatIsNoDurationIsNotRead(String text) {
        assertEquals(Optional.empty(), Scalars.durationNanos(text));
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "1,1ms", "90000,1m30s", "86400000,1d"})
    void durationsAreWrittenShort(long millis, String text) {
        assertEquals(text, Scalars.durationText(millis * 1_000_000));
    }

    @ParameterizedTest
    @CsvSource({"0B,0", "64KB,64000", "10MB,10000000", "1GB,1000000000", "1KiB,1024", "1MiB,1048576", "2 GiB,2147483648"})
    void sizesAreRead(String text, long bytes) {
        assertEquals(Optional.of(bytes), Scalars.sizeBytes(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "10M", "1G", "10mb", "-1MB", "1.5GB", "MB", "99999999999TB"})
    void whatIsNoSizeIsNotRead(String text) {
        assertEquals(Optional.empty(), Scalars.sizeBytes(text));
    }

    @Test
    void variablesAreFilledIn() {
        var interpolation = new Interpolation(Map.of("A", "x", "EMPTY", "", "TRICK", "${A}: [\n"));

        assertEquals(text("x-x"), interpolation.fill("${A}-${A}"));
        assertEquals(text("d"), interpolation.fill("${B:-d}"));
        assertEquals(text("d"), interpolation.fill("${EMPTY:-d}"));
        assertEquals(text(""), interpolation.fill("${EMPTY}"));
        assertEquals(text("${A}: [\n"), interpolation.fill("${TRICK}"));
        assertEquals(new Interpolation.Filled.Text("${A} costs $5, ^a$", false), interpolation.fill("$${A} costs $5, ^a$"));
        assertEquals(new Interpolation.Filled.Missing("B"), interpolation.fill("${B}"));
        for (String malformed : List.of("${", "${}", "${A", "${A-d}", "${A:-${B}}", "${1}")) {
            assertEquals(new Interpolation.Filled.Malformed(), interpolation.fill(malformed), malformed);
        }
    }

    private static Interpolation.Filled text(String value) {
        return new Interpolation.Filled.Text(value, true);
    }

    @Test
    void commandWithoutShellSyntaxIsSplitLikeAShellWould() {
        assertEquals(words("node", "index.js"), CommandLine.split("  node \t index.js "));
        assertEquals(words("a", "b c", "d\"e", "", "f'g"), CommandLine.split("a 'b c' \"d\\\"e\" '' f\\'g"));
        assertEquals(words("java", "-Da=b", "--x=~/y", "a#b", "{}"), CommandLine.split("java -Da=b --x=~/y a#b {}"));
        assertEquals(words("a", "x${B:-c d}y", "$$"), CommandLine.split("a x${B:-c d}y $$"));
        assertEquals(words("a", "b|c;d*"), CommandLine.split("a 'b|c;d*'"));
    }

    private static CommandLine.Split words(String... words) {
        return new CommandLine.Split.Words(List.of(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "a | b", "a && b", "a; b", "a > b", "a < b", "a &", "(a)", "a $B", "a $(b)", "a \"$B\"", "a \"`b`\"", "a `b`", "a *.js", "a ?", "a [b]",
        "A=1 b", "cd a", "exec a", "! a", "a # b", "a ~", "a\nb"
    })
    void commandWithShellSyntaxIsLeftToTheShell(String line) {
        assertEquals(new CommandLine.Split.ShellLine(), CommandLine.split(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 'b", "a \"b", "a \"b\\\""})
    void openQuoteIsFound(String line) {
        assertEquals(new CommandLine.Split.OpenQuote(), CommandLine.split(line));
    }

    @Test
    void valueOfAVariableNeverBecomesShellSyntaxOrASecondWord() {
        var reads = new Reads(directory, Map.of("NAME", "a b; rm -rf / 'x"));

        assertEquals(
                List.of("echo", "<a b; rm -rf / 'x>"),
                ((DriverSpec.Run) reads.service("services: { web: { run: \"echo '<'${NAME}'>'\" } }").driver()).argv());
        assertEquals(
                List.of("/bin/sh", "-c", "echo ${NAME} $$ | cat"),
                ((DriverSpec.Run) reads.service("services: { web: { run: \"echo ${NAME} $$ | cat\" } }").driver()).argv());
    }

    @Test
    void envFileIsRead() {
        var problems = new Problems("e");
        Map<String, String> variables = EnvFile.parse("e", """
                # comment
                A=1
                  export B = two words  # comment
                C='single $x \\n # literal'
                D="double \\"q\\" \\n\\t\\$x \\z"
                E=
                F=a#b
                G="multi
                line" # comment
                H=#only a comment
                A=again""".replace("\n", "\r\n"), problems);

        assertEquals(List.of(), problems.inOrder());
        assertEquals(
                Map.of(
                        "A", "again",
                        "B", "two words",
                        "C", "single $x \\n # literal",
                        "D", "double \"q\" \n\t$x \\z",
                        "E", "",
                        "F", "a#b",
                        "G", "multi\nline",
                        "H", ""),
                variables);
    }

    @Test
    void envFileNamesTheLineButNeverTheValue() {
        var problems = new Problems("e");
        EnvFile.parse("e", "A=1\nhunter2\nB=\"x\" hunter2\n1C=hunter2\nD='hunter2\n", problems);
        List<String> said = Reads.said(problems.inOrder());

        assertEquals(
                List.of(
                        "e:2:1: this line is not NAME=value (write NAME=value, or begin the line with #)",
                        "e:3:7: something follows the closing quote (put the whole value into the quotes)",
                        "e:4:1: this line is not NAME=value (write NAME=value, or begin the line with #)",
                        "e:5:1: the value of D begins with a quote that is never closed (close the quote)"),
                said);
    }
}
