package holdfast.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Files that are no YAML in several places: every mistake is told at once, where it is, and none that is not there.
final class ManyMistakesTest {
    @TempDir
    private Path directory;

    private Reads reads;

    @BeforeEach
    void here() {
        reads = new Reads(directory);
    }

    /// Places and problems, without their fixes.
    private List<String> told(String text) {
        return reads.badSaid(text).stream()
                .map(line -> line.substring("holdfast.yaml:".length()).replaceFirst(" \\(.*", ""))
                .toList();
    }

    @Test
    void tabsOpenQuotesIndentationAndWhatIsWrongElsewhereAreToldTogether() {
        assertEquals(
                List.of(
                        "3:1: a tab at 3:1; YAML indents with spaces",
                        "6:10: a quote that is opened here meets the next one only in line 8",
                        "13:11: a second colon in this line, or a line that is indented too far",
                        "17:5: unknown key 'prot'",
                        "18:5: 'run' is here a second time; the first is in line 16",
                        "21:11: a second colon in this line, or a line that is indented too far",
                        "22:12: every: soon is not a duration"),
                told("""
                        services:
                          api:
                        \tport: 8787
                            run: node index.js
                          quoted:
                            run: 'node index.js
                            port: 8788
                            user: 'shop'
                          wide:
                            run: a
                            needs: [api, quoted]
                            every: 1s
                              port: 8789
                              user: shop
                          web:
                            run: b
                            prot: 80
                            run: c
                          more:
                            run: d
                            env: a: b
                            every: soon
                        """));
    }

    @Test
    void needOfAServiceThatCannotBeReadIsNoProblem() {
        assertEquals(
                List.of(
                        "2:7: a value cannot begin with this character",
                        "5:13: there is no service 'cach'",
                        "8:5: the line that begins at 8:5 has no colon"),
                told("""
                        services:
                          db: @postgres
                          api:
                            run: a
                            needs: [cach, db, cache]
                          cache:
                            run: b
                            port
                        """));
    }

    @Test
    void whatALeftOutValueWasForIsNotMissed() {
        assertEquals(
                List.of("3:10: a value cannot begin with this character", "5:17: a backslash in double quotes is followed by something that has no meaning there"),
                told("""
                        services:
                          api:
                            run: `node index.js`
                            checks:
                              - http: "\\d"
                        """));
    }

    @Test
    void bracketsThatStayOpenDoNotHideTheOtherServices() {
        assertEquals(
                List.of(
                        "4:9: a comma is missing, or the bracket that is opened at 3:10 is never closed",
                        "6:5: unknown key 'prot'",
                        "8:12: a bracket that is opened here is never closed"),
                told("""
                        services:
                          api:
                            run: [node, index.js
                            port: 80
                          web:
                            prot: 80
                            run: a
                            needs: [api
                        """));
    }

    @Test
    void withoutTheDefaultsNothingIsComparedWithThem() {
        assertEquals(
                List.of("3:3: a tab at 3:3; YAML indents with spaces", "7:5: unknown key 'timeuot'"),
                told("""
                        defaults:
                          recover: { attempts: 2 }
                          \tevery: 2m
                        services:
                          api:
                            run: a
                            timeuot: 1s
                            timeout: 1m
                        """));
    }

    @Test
    void eachTabOfAFileThatIsIndentedWithThemIsTold() {
        List<String> told = told("services:\n\tapi:\n\t\trun: a\n\t\tneeds: [web]\n\tweb:\n\t\trun: b\n");

        assertEquals(5, told.size(), told.toString());
        assertTrue(told.stream().allMatch(line -> line.contains("YAML indents with spaces")), told.toString());
    }

    @Test
    void listBelowTheColumnOfItsKeyGoesWithItsKey() {
        assertEquals(
                List.of("4:13: a second colon in this line, or a line that is indented too far", "8:5: unknown key 'x'"),
                told("""
                        services:
                          api:
                            run: a
                            needs: b: c
                            - web
                          web:
                            run: b
                            x: 1
                        """));
    }

    @Test
    void anchorThatWasLeftOutMakesNoSecondProblem() {
        assertEquals(
                List.of("4:16: a second colon in this line, or a line that is indented too far"),
                told("""
                        services:
                          api:
                            run: a
                            every: &e 1: s
                          web:
                            run: b
                            every: *e
                        """));
    }

    @Test
    void aSecondDocumentHidesNothingOfTheFirst() {
        assertEquals(
                List.of("4:5: unknown key 'prot'", "5:13: there is no service 'cach'", "7:1: a second document begins here; it was not read"),
                told("""
                        services:
                          api:
                            run: node index.js
                            prot: 8787
                            needs: [cach, db]
                        # the rest
                        ---
                          db: { run: a, x: [[[[
                        """));
    }

    @Test
    void whatTheSecondDocumentMayHaveIsNotMissedInTheFirst() {
        assertEquals(
                List.of("4:5: unknown key 'prot'", "6:1: a second document begins here; it was not read"),
                told("""
                        services:
                          api:
                            run: a
                            prot: 1
                            needs: [db]
                        ---
                        defaults: { every: 1s }
                        services:
                          db: { run: b }
                        """));
    }

    @Test
    void whatIsTooDeepHidesNothingAroundIt() {
        String deep = "[".repeat(60) + "a" + "]".repeat(60);

        assertEquals(
                List.of(
                        "3:5: unknown key 'deep'",
                        "3:58: too many lists and mappings inside each other; what is inside this one was not read",
                        "4:5: unknown key 'prot'"),
                told("services:\n  api:\n    deep: " + deep + "\n    prot: 1\n    run: a\n"));
    }

    @Test
    void bracketsThatAreTooManyAndNeverClosedLeaveWhatIsAboveThem() {
        assertEquals(
                List.of("3:5: unknown key 'prot'", "5:55: too many lists and mappings inside each other; the rest of the file was not read"),
                told("services:\n  api:\n    prot: 1\n    run: a\n" + "    x: " + "[".repeat(100_000) + "\n  web: { run: b }\n"));
    }

    @Test
    void indentationThatIsTooDeepIsLeftOut() {
        var text = new StringBuilder("services:\n  api: { run: a, prot: 1 }\nx:\n");
        for (int i = 1; i < 900; i++) {
            text.append(" ".repeat(i)).append("k:\n");
        }
        text.append("defaults: { evry: 1s }\n");

        assertEquals(
                List.of(
                        "2:18: unknown key 'prot'",
                        "3:1: unknown key 'x'",
                        "53:51: too many lists and mappings inside each other; what is inside this one was not read",
                        "903:13: unknown key 'evry'"),
                told(text.toString()));
    }

    @Test
    void aFileOfNothingButMistakesEnds() {
        var random = new Random(7);
        String signs = "{}[]'\"\t:-&*@`|>%?! \n\n\n  aA1#,";
        for (int round = 0; round < 300; round++) {
            var text = new StringBuilder("services:\n");
            for (int i = 0; i < 200; i++) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            for (Problem problem : reads.bad(text.toString())) {
                assertTrue(problem.line() <= text.toString().lines().count() + 1, problem + "\n" + text);
            }
        }
    }

    @Test
    void manyMistakesInAHugeFileEnd() {
        List<String> told = told("services:\n" + "  a: b: c\n".repeat(100_000));

        assertTrue(told.getFirst().contains("there is more in this file"), told.getFirst());
    }
}
