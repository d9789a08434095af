package holdfast.config;

import holdfast.model.CheckSpec;
import holdfast.model.Question;
import holdfast.model.Question.StatusRange;
import holdfast.model.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Checks as written become questions.
final class CheckReaderTest {
    @TempDir
    private Path directory;

    private Reads reads;

    @BeforeEach
    void here() {
        reads = new Reads(directory, Map.of("TOKEN", "hunter2"));
    }

    private List<CheckSpec> checks(String list) {
        return reads.service("services: { web: { run: a, port: 8787, checks: " + list + " } }").checks();
    }

    private Question.Http http(String check) {
        return (Question.Http) checks("[ " + check + " ]").getFirst().question();
    }

    private List<String> bad(String check) {
        return reads.badSaid("services: { web: { run: a, port: 8787, checks: [ " + check + " ] } }");
    }

    @Test
    void pathIsOnTheServicesPort() {
        assertEquals("http://127.0.0.1:8787/api/health?full=1", http("{ http: \"/api/health?full=1\" }").url());
        assertEquals("https://shop.example/", http("{ http: \"https://shop.example/\" }").url());
        assertEquals("http://127.0.0.1:8787/%D0%B4", http("{ http: /д }").url());
    }

    @Test
    void requestIsReadInFull() {
        Question.Http http = http("""
                { http: /x, method: PUT, body: "{}", redirects: 7, tls: { verify: false, ca: ca.pem },
                  headers: { Accept: a/b, X-Number: 5 }, auth: { basic: { user: mo, password: "pä" } } }""");

        assertEquals("PUT", http.method());
        assertEquals(Optional.of("{}"), http.body());
        assertEquals(7, http.redirects());
        assertEquals(false, http.verifyCertificate());
        assertEquals(Optional.of(directory.resolve("ca.pem").toString()), http.caFile());
        assertEquals(List.of("Accept=a/b", "X-Number=5"), http.headers().entrySet().stream().map(String::valueOf).toList());
        assertEquals(Optional.of(new Secret("Basic bW86cMOk")), http.authorization());
    }

    @Test
    void requestWithoutWordsHasDefaults() {
        Question.Http http = http("{ http: /x }");

        assertEquals(List.of("GET", 3, true), List.of(http.method(), http.redirects(), http.verifyCertificate()));
        assertEquals(Question.Expect.SUCCESS, http.expect());
    }

    @Test
    void authorizationHeaderIsASecretToo() {
        Question.Http http = http("{ http: /x, headers: { authorization: \"Token ${TOKEN}\", A: b } }");

        assertEquals(Optional.of(new Secret("Token hunter2")), http.authorization());
        assertEquals(Map.of("A", "b"), http.headers());
    }

    @Test
    void expectationIsReadInFull() {
        Question.Expect expect = http("""
                { http: "https://x/", expect: { status: [200, 3xx, 404-410], within: 2s, headers: { A: "^b" }, text: t, regex: "r+",
                  json: "length(@) > `0`", items: ">= 3", certificate: 14d } }""").expect();

        assertEquals(List.of(new StatusRange(200, 200), new StatusRange(300, 399), new StatusRange(404, 410)), expect.statuses());
        assertEquals(Optional.of(2_000_000_000L), expect.withinNanos());
        assertEquals(Map.of("A", "^b"), expect.headers());
        assertEquals(List.of("t", "r+", "length(@) > `0`"), List.of(expect.text().orElse(""), expect.regex().orElse(""), expect.json().orElse("")));
        assertEquals(Optional.of(3), expect.items());
        assertEquals(Optional.of(14L * 24 * 3600 * 1_000_000_000L), expect.certificateNanos());
    }

    @Test
    void plainChecksAreReadInEveryForm() {
        List<Question> questions = checks("""
                [ { tcp: "db:5432" }, { tcp: 5432 }, { tcp: "[::1]:80" }, { port: true }, { port: 99 }, { process: true },
                  { process: { count: 3, match: m, memory: "<= 1GB" } }, { process: { count: "<= 4" } }, { process: { count: 2-4 } } ]""")
                .stream()
                .map(CheckSpec::question)
                .toList();

        assertEquals(
                List.of(
                        new Question.Tcp("db", 5432),
                        new Question.Tcp("127.0.0.1", 5432),
                        new Question.Tcp("::1", 80),
                        new Question.Port(8787),
                        new Question.Port(99),
                        new Question.Processes(Optional.empty(), 1, Optional.empty(), Optional.empty()),
                        new Question.Processes(Optional.of("m"), 3, Optional.of(3), Optional.of(1_000_000_000L)),
                        new Question.Processes(Optional.empty(), 1, Optional.of(4), Optional.empty()),
                        new Question.Processes(Optional.empty(), 2, Optional.of(4), Optional.empty())),
                questions);
    }

    @Test
    void namesAreMadeFromTheQuestionAndUnique() {
        List<String> names = checks("""
                [ { http: "/a?key=secret" }, { http: /a }, { http: "https://x.example:8443/b" }, { tcp: 1 }, { tcp: "h:1" }, { port: true },
                  { process: true }, { process: true }, { name: "мій", tcp: 2 } ]""")
                .stream()
                .map(check -> check.id().name())
                .toList();

        assertEquals(
                List.of(
                        "http:/a", "http:/a#2", "http:x.example:8443/b", "tcp:1", "tcp:h:1", "port:8787", "process", "process#2",
                        "мій"),
                names);
    }

    @Test
    void roleSaysWhetherToHealOrOnlyToTell() {
        assertEquals(
                List.of(CheckSpec.Role.ALIVE, CheckSpec.Role.READY),
                checks("[ { tcp: 1 }, { tcp: 2, role: ready } ]").stream().map(CheckSpec::role).toList());
    }

    @Test
    void headerCannotSmuggleASecondOne() {
        assertTrue(bad("{ http: /, headers: { A: \"b\\r\\nC: d\" } }").getFirst().contains("contains a line end"));
        assertTrue(bad("{ http: /, auth: { bearer: \"b\\r\\nC: d\" } }").getFirst().contains("contains a line end"));
    }

    @Test
    void longOrHopelessExpressionsAreRefusedAndDoNotOverflowTheStack() {
        assertTrue(bad("{ http: /, expect: { regex: \"" + "(".repeat(5000) + "\" } }").getFirst().contains("longer than 1000"));
        assertTrue(bad("{ http: /, expect: { json: \"" + "(".repeat(990) + "\" } }").getFirst().contains("JMESPath expression is wrong"));
        assertTrue(bad("{ http: /, expect: { json: \"nosuch(@)\" } }").getFirst().contains("JMESPath expression is wrong"));
    }

    @Test
    void badUrlIsShownAsItIsWrittenWithoutWhatAVariableMadeOfIt() {
        List<String> said = bad("{ http: \"htp://x/${TOKEN}\" }");

        assertTrue(said.getFirst().contains("htp://x/${TOKEN} is neither"), said.toString());
    }
}
