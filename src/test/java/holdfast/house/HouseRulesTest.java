package holdfast.house;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/// The rules of the house, held against the house itself. That each rule can fail is [HouseRulesProofTest]'s claim.
class HouseRulesTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TEST = Path.of("src/test/java");
    private static final Path BENCH = Path.of("bench");

    /// Methods longer than 40 lines, each with the reason why splitting it would hide more than it shows.
    private static final Map<String, String> LONGER_METHODS = Map.of(
            "Memory.apply", "one case for each kind of fact, so that a new kind cannot be forgotten",
            "Ledger.note", "likewise",
            "FactText.kind", "likewise",
            "ProblemsTest.tellsEverythingAtOnceInTheOrderOfTheFile", "a file and what is said of it, side by side");

    private static final List<CompiledClass> CLASSES = CompiledClass.readAll(Path.of("target/classes"));
    private static final List<SourceFile> SOURCES = SourceFile.parseAll(MAIN);

    @Test
    void findsTheHouse() {
        assertFalse(CLASSES.isEmpty(), "no classes under target/classes");
        assertFalse(SOURCES.isEmpty(), "no sources under " + MAIN);
    }

    @Test
    void roomsLeanOnlyOnWhatTheTableAllows() {
        holds(ImportRule.violations(CLASSES, SOURCES));
    }

    @Test
    void decidingRoomsArePure() {
        holds(QuietWingRule.violations(CLASSES));
    }

    @Test
    void onlyOneRoomCallsTheKernel() {
        holds(NativeRule.violations(CLASSES));
    }

    @Test
    void filesAndMethodsFitIntoAHead() {
        holds(SizeRule.violations(SourceFile.parseAll(MAIN, TEST, BENCH), LONGER_METHODS));
    }

    @Test
    void packagesSayWhatTheyMayImport() {
        holds(PackageRule.violations(SOURCES));
    }

    @Test
    void modelStaysSmall() {
        holds(PackageRule.crowding(SOURCES));
    }

    @Test
    void testsNeverSleep() {
        holds(TestRule.violations(SourceFile.parseAll(TEST)));
    }

    @Test
    void everySentenceIsInItsBundleAndEveryBundledSentenceIsSaid() throws IOException {
        holds(MessageRule.violations(SOURCES, bundles(Path.of("src/main/resources/holdfast"))));
    }

    private static void holds(List<String> violations) {
        assertEquals("", String.join("\n", violations));
    }

    private static Map<String, Map<String, String>> bundles(Path folder) throws IOException {
        var bundles = new TreeMap<String, Map<String, String>>();
        for (String room : Rooms.names()) {
            Path file = folder.resolve(room, "messages.properties");
            if (Files.exists(file)) {
                var properties = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    properties.load(reader);
                }
                var messages = new TreeMap<String, String>();
                properties.forEach((key, pattern) -> messages.put(key.toString(), pattern.toString()));
                bundles.put(room, messages);
            }
        }
        return bundles;
    }
}
