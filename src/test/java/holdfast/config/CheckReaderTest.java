package holdfast.config;

import holdfast.model.CheckSpec;
import holdfast.model.FileMode;
import holdfast.model.FileRules;
import holdfast.model.Question;
import holdfast.model.Question.Amount;
import holdfast.model.Question.CertificatePlace.Server;
import holdfast.model.Question.StatusRange;
import holdfast.model.Secret;
import holdfast.model.ServiceId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    void checksOfFilesAreReadInEveryForm() {
        List<CheckSpec> read = reads.service("services: { web: { run: a, dir: /srv/shop, checks: ["
                        + " { files: { path: build, owner: www-data, group: 33, mode: \"u=rwX,go=rX\" } },"
                        + " { files: { path: /b, mode: 0640, recursive: false, age: \"<= 1d\", size: \">= 1KB\", content: x,"
                        + " sha256: " + "Ab".repeat(32) + " } },"
                        + " { files: { path: off, exists: false } },"
                        + " { env: { file: .env, require: A } }, { sqlite: data.db }, { sqlite: { file: /d.db } } ] } }")
                .checks();
        Optional<Question.Range> none = Optional.empty();
        Optional<String> nothing = Optional.empty();

        assertEquals(
                List.of(
                        new Question.Files("/srv/shop/build", true, true, rules("www-data", "33", "u=rwX,go=rX"), none, none, nothing, nothing),
                        new Question.Files("/b", true, false, rules(null, null, "0640"),
                                Optional.of(new Question.Range(0, 86_400_000_000_000L)),
                                Optional.of(new Question.Range(1000, Long.MAX_VALUE)), Optional.of("x"), Optional.of("ab".repeat(32))),
                        new Question.Files("/srv/shop/off", false, true, FileRules.NONE, none, none, nothing, nothing),
                        new Question.EnvFile("/srv/shop/.env", List.of("A")),
                        new Question.Sqlite("/srv/shop/data.db"),
                        new Question.Sqlite("/d.db")),
                read.stream().map(CheckSpec::question).toList());
        assertEquals(
                List.of("files:build", "files:/b", "files:off", "env:.env", "sqlite:data.db", "sqlite:/d.db"),
                read.stream().map(check -> check.id().name()).toList());
        assertTrue(read.stream().allMatch(check -> check.role() == CheckSpec.Role.READY));
    }

    @Test
    void whatLiesOnADiskIsBelievedAtOnceUnlessTheCheckItselfSaysOtherwise() {
        List<CheckSpec> read = reads.service("services: { web: { run: a, port: 1, fail_after: 5, good_after: 4, checks: ["
                        + " { files: { path: a } }, { sqlite: a, fail_after: 2 }, { http: / }, { certificate: a } ] } }")
                .checks();

        assertEquals(List.of(1, 2, 5, 5), read.stream().map(CheckSpec::failAfter).toList());
        assertEquals(List.of(1, 1, 4, 4), read.stream().map(CheckSpec::goodAfter).toList());
    }

    private static FileRules rules(@Nullable String owner, @Nullable String group, String mode) {
        return new FileRules(Optional.ofNullable(owner), Optional.ofNullable(group), FileMode.parse(mode));
    }

    @Test
    void certificatesAndProgramsAreReadInEveryForm() {
        long twoWeeks = 14L * 24 * 3600 * 1_000_000_000L;
        List<CheckSpec> read = checks("""
                [ { certificate: shop.example }, { certificate: "[::1]:8443" },
                  { certificate: { host: "h:1", left: 0s, names: [a.b, "*.c"], verify: false, ca: ca.pem } }, { certificate: { file: c.pem } },
                  { command: check_x -w 5 }, { command: "a | b" }, { command: { run: [./c, 5], warning: good } } ]""");

        assertEquals(
                List.of(
                        new Question.Certificate(new Server("shop.example", 443, true, Optional.empty()), twoWeeks, List.of()),
                        new Question.Certificate(new Server("::1", 8443, true, Optional.empty()), twoWeeks, List.of()),
                        new Question.Certificate(
                                new Server("h", 1, false, Optional.of(directory.resolve("ca.pem").toString())), 0, List.of("a.b", "*.c")),
                        new Question.Certificate(
                                new Question.CertificatePlace.File(directory.resolve("c.pem").toString()), twoWeeks, List.of()),
                        new Question.Program(List.of("check_x", "-w", "5"), directory.toString(), false),
                        new Question.Program(List.of("/bin/sh", "-c", "a | b"), directory.toString(), false),
                        new Question.Program(List.of("./c", "5"), directory.toString(), true)),
                read.stream().map(CheckSpec::question).toList());
        assertEquals(
                List.of("certificate:shop.example", "certificate:[::1]:8443", "certificate:h:1", "certificate:c.pem",
                        "command:check_x", "command:sh", "command:c"),
                read.stream().map(check -> check.id().name()).toList());
        assertEquals(List.of(CheckSpec.Role.READY, CheckSpec.Role.ALIVE), List.of(read.getFirst().role(), read.getLast().role()));
    }

    @Test
    void theMachineBecomesAServiceThatIsOnlyLookedAt() {
        var configuration = reads.good("""
                defaults: { every: 7s }
                host: { alert_after: 0s, checks: [ { disk: { free: 1GB } }, { disk: { path: /x, free: ">= 10%", inodes: 5% } },
                  { memory: { available: ">= 100MB" } }, { swap: { used: "<= 50%" } }, { load: { per_cpu: "<= 1.5" } } ] }
                services: { web: { run: a, needs: host } }""");
        var host = Reads.service(configuration, "host");

        assertEquals(
                List.of(
                        new Question.Disk("/", Optional.of(new Amount.Bytes(1_000_000_000)), Optional.empty()),
                        new Question.Disk("/x", Optional.of(new Amount.Percent(10)), Optional.of(5)),
                        new Question.Memory(new Amount.Bytes(100_000_000)),
                        new Question.Swap(new Amount.Percent(50)),
                        new Question.Load(150)),
                host.checks().stream().map(CheckSpec::question).toList());
        assertTrue(host.isWatched());
        assertEquals(List.of(0L, 7_000_000_000L), List.of(host.notifyAfterNanos(), host.checks().getFirst().everyNanos()));
        assertTrue(reads.badSaid("host: { checks: [ { load: { per_cpu: 4 } } ] }\nservices: { host: { run: a } }").getFirst()
                .contains("'host' is taken"));
    }

    @Test
    void aCheckMayBlameAnotherServiceThatCanBeHealed() {
        String proxy = "services: { nginx: { run: n }, db: { watch: true, port: 1 }, web: { run: a, checks: [ { tcp: 80, blame: %s } ] } }";
        var configuration = reads.good(proxy.formatted("nginx"));

        assertEquals(
                Optional.of(new ServiceId("nginx")), Reads.service(configuration, "web").checks().getFirst().blame());
        assertTrue(reads.badSaid(proxy.formatted("nginz")).getFirst().contains("did you mean 'nginx'?"));
        assertTrue(reads.badSaid(proxy.formatted("web")).getFirst().contains("'web' blames itself"));
        assertTrue(reads.badSaid(proxy.formatted("db")).getFirst().contains("'db' is only looked at"));
    }

    @Test
    void wrongLimitsAreNamedWithWhatWouldBeRight() {
        assertTrue(bad("{ files: { path: a, mode: rw } }").getFirst().contains("rw is not a mode"));
        assertTrue(bad("{ files: { path: a, age: 1d } }").getFirst().contains("1d is not a limit of age (write \"<= 1d\""));
        assertTrue(bad("{ files: { path: a, exists: false, mode: 0644 } }").getFirst().contains("'mode' means nothing"));
        assertTrue(bad("{ files: { owner: a } }").getFirst().contains("a 'files' check needs 'path' (add path:)"));
        assertTrue(bad("{ disk: { path: / } }").getFirst().contains("a 'disk' check needs 'free'"));
        assertTrue(bad("{ memory: { available: \"<= 5%\" } }").getFirst().contains("is not a least amount"));
        assertTrue(bad("{ load: { per_cpu: \"<= 0\" } }").getFirst().contains("is not a load"));
        assertTrue(bad("{ env: { file: a, require: [] } }").getFirst().contains("no setting is required"));
        assertTrue(bad("{ certificate: { host: a, file: b } }").getFirst().contains("looks at one certificate"));
        assertTrue(bad("{ certificate: { file: b, verify: false } }").getFirst().contains("'verify' means nothing"));
        assertTrue(bad("{ command: { run: a, warning: maybe } }").getFirst().contains("maybe is not a meaning of a warning"));
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
