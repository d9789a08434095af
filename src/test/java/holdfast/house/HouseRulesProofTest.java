package holdfast.house;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Each rule of the house is shown a house that breaks it, and one that does not.
class HouseRulesProofTest {
    private static final String MODEL = "package holdfast.model; public final class Word { public static final int LIMIT = 7; }";

    @Test
    void catchesARoomThatLeansOnAForbiddenOne() {
        var house = new Fixture()
                .with("holdfast/journal/Book.java", "package holdfast.journal; public class Book {}")
                .with("holdfast/probe/Eye.java", "package holdfast.probe; class Eye { holdfast.journal.Book book; }");

        caught("probe may not lean on journal", ImportRule.violations(house.classes(), List.of()));
    }

    @Test
    void catchesAForbiddenConstantThatTheCompilerCopiedIn() {
        var house = new Fixture()
                .with("holdfast/journal/Book.java", "package holdfast.journal; public class Book { public static final int PAGES = 7; }")
                .with("holdfast/probe/Eye.java", "package holdfast.probe; import holdfast.journal.Book; class Eye { int n = Book.PAGES; }");

        caught("probe may not lean on journal", ImportRule.violations(List.of(), house.sources()));
    }

    @Test
    void catchesARoomThatIsInNoTable() {
        var house = new Fixture()
                .with("holdfast/model/Word.java", MODEL)
                .with("holdfast/cellar/Box.java", "package holdfast.cellar; class Box { holdfast.model.Word word; }");

        caught("'cellar', which is no room", ImportRule.violations(house.classes(), List.of()));
    }

    @Test
    void allowsWhatTheTableAllows() {
        var house = new Fixture()
                .with("holdfast/model/Word.java", MODEL)
                .with("holdfast/probe/Eye.java", "package holdfast.probe; class Eye { holdfast.model.Word word; }");

        assertEquals(List.of(), ImportRule.violations(house.classes(), house.sources()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "System.nanoTime();",
        "System.currentTimeMillis();",
        "System.getenv();",
        "System.out.println();",
        "java.time.Instant.now();",
        "java.time.LocalDate.now();",
        "java.time.Clock.systemUTC();",
        "new Thread(() -> {});",
        "Thread.onSpinWait();",
        "Math.random();",
        "new java.util.Random();",
        "java.util.concurrent.ThreadLocalRandom.current();",
        "new java.security.SecureRandom();",
        "java.util.UUID.randomUUID();",
        "java.util.Collections.shuffle(new java.util.ArrayList<String>());",
        "new java.io.File(\"x\");",
        "java.nio.file.Path.of(\"x\");",
        "new java.net.Socket();",
        "System.getLogger(\"x\");",
        "java.util.logging.Logger.getLogger(\"x\");",
        "new java.util.HashMap<String, String>().forEach((k, v) -> {});",
        "for (var e : new java.util.HashSet<String>()) {}",
        "java.util.Set.of(1, 2);",
        "java.util.Map.of(1, 2, 3, 4);"
    })
    void catchesADecidingRoomThatReachesOut(String line) {
        var house = new Fixture()
                .with("holdfast/health/Judge.java", "package holdfast.health; class Judge { void judge() throws Exception { " + line + " } }");

        caught("holdfast.health.Judge uses ", QuietWingRule.violations(house.classes()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "java.net.URI.create(\"http://x\");",
        "java.util.Set.of(1);",
        "java.util.Map.of(1, 2);",
        "java.util.List.copyOf(new java.util.ArrayList<String>()).stream().map(String::length).toList();",
        "new java.util.HashMap<String, String>().get(\"x\");",
        "java.time.Duration.ofSeconds(1).toNanos();"
    })
    void allowsADecidingRoomToCompute(String line) {
        var house = new Fixture()
                .with("holdfast/health/Judge.java", "package holdfast.health; class Judge { void judge() { " + line + " } }");

        assertEquals(List.of(), QuietWingRule.violations(house.classes()));
    }

    @Test
    void catchesASecondDoorToTheKernel() {
        String text = "package holdfast.%s; class Door { java.lang.foreign.MemorySegment handle; }";
        var house = new Fixture()
                .with("holdfast/probe/Door.java", text.formatted("probe"))
                .with("holdfast/linux/Door.java", text.formatted("linux"));

        assertEquals(
                List.of("holdfast.probe.Door uses java.lang.foreign; only linux may"), NativeRule.violations(house.classes()));
    }

    @Test
    void catchesAFileThatIsTooLong() {
        var house = new Fixture().with("Long.java", "class Long {\n" + "\n".repeat(SizeRule.FILE_LINES) + "}");

        caught("Long.java has 302 lines", SizeRule.violations(house.sources(), Map.of()));
    }

    @Test
    void catchesAMethodThatIsTooLongAndExcusesItOnlyUpToTheHardLimit() {
        var excuse = Map.of("Long.tell", "a table of cases");
        var longer = new Fixture().with("Long.java", "class Long {\nvoid tell() {\n" + "\n".repeat(39) + "}\n}");
        var longest = new Fixture().with("Long.java", "class Long {\nvoid tell() {\n" + "\n".repeat(69) + "}\n}");

        caught("Long.tell has 41 lines; at most 40", SizeRule.violations(longer.sources(), Map.of()));
        assertEquals(List.of(), SizeRule.violations(longer.sources(), excuse));
        caught("Long.tell has 71 lines; at most 70", SizeRule.violations(longest.sources(), excuse));
    }

    @Test
    void catchesAMethodThatTakesTooMuch() {
        var house = new Fixture().with("Greedy.java", "class Greedy { void take(int a, int b, int c, int d, int e, int f) {} }");

        caught("Greedy.take takes 6 parameters", SizeRule.violations(house.sources(), Map.of()));
    }

    @Test
    void catchesAPackageWithoutItsPromise() {
        var silent = new Fixture().with("holdfast/probe/Eye.java", "package holdfast.probe; class Eye {}");
        var vague = new Fixture().with("holdfast/probe/package-info.java", "/// Eyes.\npackage holdfast.probe;");
        var greedy = new Fixture()
                .with("holdfast/probe/package-info.java", "/// Eyes.\n///\n/// May import: model, journal.\npackage holdfast.probe;");
        var honest = new Fixture()
                .with("holdfast/probe/package-info.java", "/// Eyes.\n///\n/// May import: model, linux.\npackage holdfast.probe;");

        caught("has no package-info.java", PackageRule.violations(silent.sources()));
        caught("has no line '/// May import: …'", PackageRule.violations(vague.sources()));
        caught("says it may import journal", PackageRule.violations(greedy.sources()));
        assertEquals(List.of(), PackageRule.violations(honest.sources()));
    }

    @Test
    void catchesACrowdedModel() {
        var house = new Fixture().with("holdfast/model/Many.java", "package holdfast.model;\n" + types(PackageRule.MODEL_TYPES + 1));

        caught("holdfast.model has 41 top-level types", PackageRule.crowding(house.sources()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Thread.sleep(1);", "java.util.concurrent.TimeUnit.SECONDS.sleep(1);"})
    void catchesASleepingTest(String line) {
        var house = new Fixture().with("LazyTest.java", "class LazyTest { void waits() throws Exception { " + line + " } }");

        caught("LazyTest.java:1 sleeps", TestRule.violations(house.sources()));
    }

    @Test
    void catchesASentenceThatIsInNoBundle() {
        caught("says probe.tcp.refused, which is in no bundle", messages("Reason.of(\"probe.tcp.refused\")", "probe.tcp.open", "Open."));
    }

    @Test
    void takesTheEndOfAKeyForTheKeyThatIsPutTogetherElsewhere() {
        assertEquals(List.of(), messages("say(\"probe.problem.\" + \"probe.shut\")", "probe.problem.probe.shut", "Shut."));
    }

    @Test
    void catchesASentenceThatNobodySays() {
        caught("message probe.tcp.open is never said", messages("Reason.of(\"probe.tcp.gone\")", "probe.tcp.open", "Open."));
    }

    @Test
    void catchesASentenceGivenTooFewValues() {
        caught("gives 1 values to probe.tcp.open, which has places for 2",
                messages("Reason.of(\"probe.tcp.open\", 80)", "probe.tcp.open", "{1} opened {0}."));
    }

    @Test
    void catchesASentenceThatMessageFormatWouldMangle() {
        caught("single apostrophe", messages("Reason.of(\"probe.tcp.open\")", "probe.tcp.open", "It's open."));
        caught("a brace that is not a plain place", messages("Reason.of(\"probe.tcp.open\", 1)", "probe.tcp.open", "{0,number} open."));
    }

    @Test
    void catchesASentenceInAnotherRoomsBundle() {
        caught("does not begin with the room's name", messages("Reason.of(\"driver.run.open\")", "driver.run.open", "Open."));
    }

    @Test
    void takesAComposedKeyForAllThatItBegins() {
        assertEquals(List.of(), messages("say(\"probe.tcp.\" + name)", "probe.tcp.open", "It''s open."));
    }

    private static List<String> messages(String call, String key, String pattern) {
        var house = new Fixture().with("holdfast/probe/Eye.java", "package holdfast.probe; class Eye { Object look() { return " + call + "; } }");
        return MessageRule.violations(house.sources(), Map.of("probe", Map.of(key, pattern)));
    }

    private static String types(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("class Type").append(i).append(" {}\n");
        }
        return text.toString();
    }

    private static void caught(String claim, List<String> violations) {
        assertTrue(
                violations.stream().anyMatch(violation -> violation.contains(claim)),
                () -> "expected a violation with '" + claim + "', got " + violations);
    }
}
