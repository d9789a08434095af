package holdfast.config;

import holdfast.model.DriverSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Files that are no YAML, or no files.
final class BrokenFileTest {
    @TempDir
    private Path directory;

    private Reads reads;

    @BeforeEach
    void here() {
        reads = new Reads(directory);
    }

    private List<String> bytes(byte[] bytes) throws IOException {
        Files.write(directory.resolve("b.yaml"), bytes);
        return load("b.yaml");
    }

    private List<String> load(String file) {
        return ConfigurationFile.load(Path.of(file), reads.around()) instanceof Reading.Refused(List<Problem> problems, _)
                ? Reads.said(problems)
                : List.of();
    }

    @Test
    void missingFileIsNamed() {
        assertEquals(List.of("no.yaml: there is no file no.yaml (check the path, or create the file)"), load("no.yaml"));
    }

    @Test
    void directoryIsNoFile() throws IOException {
        Files.createDirectory(directory.resolve("d.yaml"));

        assertEquals(List.of("d.yaml: d.yaml is a directory (name the file inside it)"), load("d.yaml"));
    }

    @Test
    void tenMegabytesAreRefusedUnread() throws IOException {
        // Not even YAML: whoever parsed it would complain of something else.
        byte[] huge = "[".repeat(10_000_000).getBytes(StandardCharsets.UTF_8);

        assertEquals(List.of("b.yaml: b.yaml is larger than 4MiB (check that this is the file you mean)"), bytes(huge));
    }

    @Test
    void fileThatChangesWhileItIsReadIsReadAgain() throws IOException {
        Path file = Files.writeString(directory.resolve("b.yaml"), "services:\n");
        var readings = new AtomicInteger();

        Optional<byte[]> read = TextFile.settled(file, path -> {
            byte[] half = Files.readAllBytes(path);
            if (readings.incrementAndGet() == 1) {
                Files.writeString(path, "services:\n  web: { run: a }\n");
            }
            return half;
        });

        assertEquals("services:\n  web: { run: a }\n", new String(read.orElseThrow(), StandardCharsets.UTF_8));
        assertEquals(2, readings.get());
    }

    @Test
    void fileThatChangesAllTheTimeIsNotBelieved() throws IOException {
        Path file = Files.writeString(directory.resolve("b.yaml"), "services:\n");

        Optional<byte[]> read = TextFile.settled(file, path -> {
            byte[] half = Files.readAllBytes(path);
            Files.writeString(path, "# more\n", StandardOpenOption.APPEND);
            return half;
        });

        assertEquals(Optional.empty(), read);
    }

    @Test
    void whatIsWrongAroundAFileThatIsNotThereIsToldAsWell() {
        var around = new Reads(directory, Map.of("CHECK_INTERVAL", "soon")).around();
        List<String> said = Reads.said(((Reading.Refused) ConfigurationFile.load(Path.of("no.yaml"), around)).problems());

        assertEquals(2, said.size(), said.toString());
        assertTrue(said.get(1).startsWith("environment variable CHECK_INTERVAL"), said.toString());
    }

    @Test
    void tabIsNamedWhereItStands() {
        assertEquals(
                List.of("holdfast.yaml:3:3: a tab at 3:3; YAML indents with spaces (replace the tab with spaces)"),
                reads.badSaid("services:\n  web:\n  \trun: a\n"));
    }

    @Test
    void tabInsideAValueIsFine() {
        assertEquals(List.of("a\tb"), run(reads.good("services: { web: { run: [\"a\\tb\"] } }")));
    }

    @Test
    void tabBetweenBracketsIsFine() {
        assertEquals(List.of("a", "b"), run(reads.good("services:\n  web:\n    run: [a,\n\tb]\n")));
    }

    @Test
    void tabInABlockOfTextIsFine() {
        assertEquals(List.of("/bin/sh", "-c", "\ta\nb\n"), run(reads.good("services:\n  web:\n    run: |\n     \ta\n     b\n")));
    }

    private static List<String> run(Configuration configuration) {
        return ((DriverSpec.Run) Reads.service(configuration, "web").driver()).argv();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            services: [1\\nlog: {}         | 2:4  | the bracket that is opened at 1:11 is never closed
            services: {a: 1\\n             | 1:11 | a bracket that is opened here
            services: 'a\\n                | 1:11 | a quote that is opened here
            services: a: b                 | 1:12 | a second colon
            services: {a: {run: b}}\\nweb\\nlog: {} | 2:1  | the line that begins at 2:1 has no colon
            services: @web                 | 1:11 | a value cannot begin with this character
            services: *web                 | 1:11 | an alias (*name) without its anchor
            services: "\\q"                | 1:13 | a backslash in double quotes
            services: {a: {run: b}}\\n---\\nb: 2 | 2:1  | a second document begins here; it was not read
            ---\\n# empty\\n---\\nservices: {a: {run: b}} | 3:1  | a second document begins here, after one that is empty
            {a: 1}}                        | 1:7  | this is not YAML
            services: {a: {run: b}}\\n? [a]\\n: 1 | 2:3  | a list or a mapping is no key
            %YAML 3.0\\n---\\nservices: {a: {run: b}} | 1:1  | this is not YAML 1.2
            """)
    void brokenYamlIsOneProblemInPlainWords(String text, String place, String words) {
        List<String> said = reads.badSaid(text.replace("\\n", "\n"));

        assertEquals(1, said.size(), said.toString());
        assertTrue(said.getFirst().startsWith("holdfast.yaml" + (place.equals("0") ? "" : ":" + place) + ": "), said.toString());
        assertTrue(said.getFirst().contains(words), said.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''           | 1:1 | the file is empty
            '# nothing'  | 1:1 | the file is empty
            '[]'         | 1:1 | the file is not a mapping
            'web'        | 1:1 | the file is not a mapping
            """)
    void fileWithoutMappingIsRefused(String text, String place, String words) {
        List<String> said = reads.badSaid(text);

        assertEquals(1, said.size(), said.toString());
        assertTrue(said.getFirst().startsWith("holdfast.yaml:" + place + ": " + words), said.toString());
    }

    @Test
    void controlCharacterIsFoundByLineAndColumn() {
        assertTrue(reads.badSaid("services:\n  a\u0007b: 1\n").getFirst().startsWith("holdfast.yaml:2:4: the control character 0x07"));
    }

    @Test
    void deepNestingIsRefusedAndDoesNotOverflowTheStack() {
        List<String> said = reads.badSaid("[".repeat(1_000_000));

        assertEquals(1, said.size());
        assertEquals(
                "holdfast.yaml:1:51: too many lists and mappings inside each other; the rest of the file was not read"
                        + " (a configuration is never so deep; look for an unclosed bracket)",
                said.getFirst());
    }

    /// Within the limit of depth, so that only the sum of all of it is too much.
    @Test
    void billionLaughsAreRefused() {
        var text = new StringBuilder("services: { web: { prot: 1, run: a } }\na0: &a0 [lol]\n");
        for (int i = 1; i < 40; i++) {
            text.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }

        assertEquals(
                List.of("holdfast.yaml:15:6: with its aliases this stands for more than 4194304 values; only the form of the file was looked at"
                        + " (say what services have in common under defaults:)"),
                reads.badSaid(text.toString()));
    }

    @Test
    void aliasThatContainsItselfIsNoCircleForTheReader() {
        List<String> said = reads.badSaid("services: &s\n  web: { run: &r [a, *r], checks: &c [*c], needs: *s }\n  api: *s\n");

        assertTrue(said.size() >= 3, said.toString());
    }

    @Test
    void manyServicesMayShareWhatTheyHaveInCommon() {
        var text = new StringBuilder("services:\n  s0: { run: a, port: 1, checks: &c [ { tcp: 80 } ] }\n");
        for (int i = 1; i < 500; i++) {
            text.append("  s%d: { run: a, checks: *c }\n".formatted(i));
        }

        assertEquals(500, reads.good(text.toString()).fleet().size());
    }

    @Test
    void aliasesBelowTheLimitWork() {
        Configuration configuration = reads.good("services:\n  a: &a { run: x }\n  b: *a\n");

        assertEquals(2, configuration.fleet().size());
    }

    @Test
    void mergeKeyIsRefusedWithTheWayOut() {
        List<String> said = reads.badSaid("services:\n  a: &a { run: x }\n  b: { <<: *a }\n");

        assertTrue(said.stream().anyMatch(line -> line.contains("is not part of YAML 1.2")), said.toString());
    }
}
