package holdfast.config;

import holdfast.model.CheckSpec;
import holdfast.model.FileMode;
import holdfast.model.FileRules;
import holdfast.model.Question;
import holdfast.model.Question.Amount;
import holdfast.model.Question.CertificatePlace.Server;
import holdfast.model.Secret;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.nio.file.Files;
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

/// Every kind of check, in every form it can be written in, and in some it cannot.
final class CheckKindsTest {
    @TempDir
    private Path directory;

    private Reads reads;

    @BeforeEach
    void here() {
        reads = new Reads(directory, Map.of());
    }

    private List<CheckSpec> checks(String list) {
        return reads.service("services: { web: { run: a, port: 8787, checks: " + list + " } }").checks();
    }

    private List<String> bad(String check) {
        return reads.badSaid("services: { web: { run: a, port: 8787, checks: [ " + check + " ] } }");
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

    private static FileRules rules(@Nullable String owner, @Nullable String group, String mode) {
        return new FileRules(Optional.ofNullable(owner), Optional.ofNullable(group), FileMode.parse(mode));
    }

    @Test
    void whatLiesOnADiskIsBelievedAtOnceUnlessTheCheckItselfSaysOtherwise() {
        List<CheckSpec> read = reads.service("services: { web: { run: a, port: 1, fail_after: 5, good_after: 4, checks: ["
                        + " { files: { path: a } }, { sqlite: a, fail_after: 2 }, { http: / }, { certificate: a } ] } }")
                .checks();

        assertEquals(List.of(1, 2, 5, 5), read.stream().map(CheckSpec::failAfter).toList());
        assertEquals(List.of(1, 1, 4, 4), read.stream().map(CheckSpec::goodAfter).toList());
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
    void urlsOfDatabasesAreReadInEveryForm() throws IOException {
        Files.writeString(directory.resolve("url"), "postgresql+psycopg2://shop:p%40ss@db.example:5433/my%20shop?a=b&sslmode=require\n");
        List<CheckSpec> read = checks("""
                [ { postgres: { file: url } }, { postgres: "postgres://db/shop" }, { redis: "redis://h" },
                  { redis: "rediss://default:p@ss/word@[::1]:7000/3" } ]""");

        assertEquals(
                List.of(
                        new Question.Postgres(
                                "db.example", 5433, "my shop", Optional.of("shop"), Optional.of(new Secret("p@ss")), Optional.of("require")),
                        new Question.Postgres("db", 5432, "shop", Optional.empty(), Optional.empty(), Optional.empty()),
                        new Question.Redis("h", 6379, false, Optional.empty(), Optional.empty(), 0),
                        new Question.Redis("::1", 7000, true, Optional.of("default"), Optional.of(new Secret("p@ss/word")), 3)),
                read.stream().map(CheckSpec::question).toList());
        assertEquals(
                List.of("postgres:db.example:5433/my shop", "postgres:db/shop", "redis:h", "redis:[::1]:7000/3"),
                read.stream().map(check -> check.id().name()).toList());
        assertTrue(read.stream().noneMatch(check -> check.toString().contains("p@ss")), read.toString());
    }

    @Test
    void urlsThatAreWrongAreNeverQuoted() {
        for (String wrong : List.of("postgres: \"postgres://u:hunter2@h\"", "postgres: \"mysql://u:hunter2@h/d\"",
                "redis: \"redis://:hunter2@h/x\"", "redis: hunter2", "redis: \"redis://:%hunter2@h\"",
                "postgres: \"postgres://u:hunter2@h/d?sslmode=maybe\"", "redis: \"redis://:hunter2@h:99999\"")) {
            List<String> said = bad("{ " + wrong + " }");

            assertTrue(said.getFirst().contains("this is not the URL of a "), said.toString());
            assertTrue(!said.toString().contains("hunter2"), said.toString());
        }
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
}
