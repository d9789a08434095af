package holdfast.config;

import holdfast.config.Configuration.LogKeeping;
import holdfast.model.CheckSpec;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.HostPolicy;
import holdfast.model.LadderSpec;
import holdfast.model.Question;
import holdfast.model.RecoverPolicy;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What a file says is what the specification says.
final class ServiceReaderTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;

    @TempDir
    private Path directory;

    private Reads reads;

    @BeforeEach
    void here() {
        reads = new Reads(directory);
    }

    private static DriverSpec.Run run(ServiceSpec spec) {
        return (DriverSpec.Run) spec.driver();
    }

    @Test
    void oneLineIsAServiceWithEveryDefault() {
        Configuration configuration = reads.good("services: { web: { run: node index.js } }");
        ServiceSpec web = Reads.service(configuration, "web");

        assertEquals(List.of("node", "index.js"), run(web).argv());
        assertEquals(directory.toString(), run(web).directory());
        assertEquals(15, run(web).stopSignal());
        assertEquals(configuration.stateDirectory().resolve("logs/web.log").toString(), run(web).output());
        assertEquals(60 * SECOND, web.startWithinNanos());
        assertEquals(10 * SECOND, web.stopWithinNanos());
        assertEquals(30 * SECOND, web.notifyAfterNanos());
        assertEquals(RecoverPolicy.DEFAULT, web.recover());
        assertTrue(web.enabled());
        assertEquals(Map.of(web.id(), new LogKeeping(10_000_000, 5)), configuration.serviceLogs());
        CheckSpec check = web.checks().getFirst();
        assertEquals("web/process", check.id().toString());
        assertEquals(new Question.Processes(Optional.empty(), 1, Optional.empty(), Optional.empty()), check.question());
        assertEquals(
                List.of(20 * SECOND, 2 * SECOND, 5 * SECOND, 3L, 2L),
                List.of(check.everyNanos(), check.recheckNanos(), check.timeoutNanos(), (long) check.failAfter(), (long) check.goodAfter()));
    }

    @Test
    void portAloneIsTheCheck() {
        assertEquals(
                new Question.Port(80),
                reads.service("services: { web: { run: a, port: 80 } }").checks().getFirst().question());
        assertEquals(
                new Question.Tcp("127.0.0.1", 80),
                reads.service("services: { web: { watch: true, port: 80 } }").checks().getFirst().question());
    }

    @Test
    void nearerLevelWins() {
        ServiceSpec web = reads.service("""
                defaults: { every: 30s, fail_after: 5, stop: { signal: INT, within: 3s }, recover: { attempts: 7, stable: 1m } }
                services:
                  web:
                    run: a
                    every: 15s
                    stop: { within: 4s }
                    recover: { attempts: 8 }
                    checks: [ { process: true }, { process: true, every: 1s } ]
                """);

        assertEquals(List.of(15 * SECOND, SECOND), web.checks().stream().map(CheckSpec::everyNanos).toList());
        assertEquals(List.of(5, 5), web.checks().stream().map(CheckSpec::failAfter).toList());
        assertEquals(2, run(web).stopSignal());
        assertEquals(4 * SECOND, web.stopWithinNanos());
        assertEquals(8, web.recover().attempts());
        assertEquals(MINUTE, web.recover().stableNanos());
    }

    @Test
    void inheritedTimeoutAndRecheckGiveWayToAShorterEvery() {
        CheckSpec check = reads.service("services: { web: { run: a, checks: [ { process: true, every: 1s } ] } }").checks().getFirst();

        assertEquals(SECOND, check.timeoutNanos());
        assertEquals(SECOND, check.recheckNanos());
    }

    @Test
    void guardsOfTheSeedsAreOneLineEach() {
        RecoverPolicy cooldown = recover("{ attempts: 3, cooldown: 5m, cooldown_max: 5m }");
        RecoverPolicy apart = recover("{ attempts: 3, spacing: 5m, cooldown: never }");
        RecoverPolicy restarts = recover("{ attempts: 10, stable: 10s, backoff: 100ms, backoff_max: 15s }");

        assertEquals(
                List.of(3L, 5 * MINUTE, 5 * MINUTE),
                List.of((long) cooldown.attempts(), cooldown.cooldownNanos(), cooldown.cooldownNanosMax()));
        assertEquals(
                List.of(3L, 5 * MINUTE, 30 * MINUTE, Long.MAX_VALUE),
                List.of((long) apart.attempts(), apart.spacingNanos(), apart.windowNanos(), apart.cooldownNanos()));
        assertEquals(
                List.of(10L, 10 * SECOND, SECOND / 10, 15 * SECOND),
                List.of((long) restarts.attempts(), restarts.stableNanos(), restarts.backoffNanos(), restarts.backoffNanosMax()));
    }

    @Test
    void anHourAndADayAllowAtLeastWhatTheWindowAllows() {
        List<RecoverPolicy> policies = List.of(
                recover("{}"), recover("{ attempts: 10 }"), recover("{ attempts: 100 }"), recover("{ attempts: 5, hourly: 7, daily: 9 }"),
                recover("{ hourly: 4 }"), recover("{ attempts: 0 }"));

        assertEquals(List.of(6, 20, 100, 7, 4, 6), policies.stream().map(RecoverPolicy::hourly).toList());
        assertEquals(List.of(12, 40, 100, 9, 12, 12), policies.stream().map(RecoverPolicy::daily).toList());
        assertTrue(reads.badSaid("services: { web: { run: a, recover: { attempts: 5, hourly: 3 } } }").getFirst()
                .contains("'hourly' is less than 'attempts', which is 5"));
    }

    @Test
    void measuresAreReadAndInheritedKeyByKey() {
        String text = """
                defaults: { recover: { mode: propose, clear: cache, drop_swap: true } }
                services: { web: { run: a, dir: /srv/shop, user: shop, env: { A: b }, repair: ./mend --all,
                  recover: { ladder: [repair, clean-restart], clear: [.next/cache, /srv/shop/x], backups: ["/b/*.db", old/*.db],
                    reclaim: .cache/images, package_caches: true } } }""";
        LadderSpec ladder = reads.service(text).ladder();

        assertEquals(
                new LadderSpec(
                        LadderSpec.Mode.PROPOSE,
                        List.of(Rung.REPAIR, Rung.CLEAN_RESTART),
                        List.of(".next/cache", "x"),
                        Optional.of(new CommandLine(
                                List.of("./mend", "--all"), "/srv/shop", Optional.of("shop"), Map.of("A", "b"), MINUTE)),
                        List.of("/b/*.db", "/srv/shop/old/*.db"),
                        List.of("/srv/shop/.cache/images"),
                        true,
                        true),
                ladder);
        assertEquals(LadderSpec.DEFAULT, reads.service("services: { web: { run: a } }").ladder());
    }

    /// As root it would be a way for whoever may write the script to become root.
    @Test
    void theRepairOfAServiceWithCommandsRunsAsItsCommandsDo() {
        ServiceSpec legacy = reads.service("""
                services: { legacy: { command: { start: a, stop: b }, dir: /srv/legacy, user: shop, env: { A: b }, repair: ./mend,
                  recover: { clear: cache }, checks: [ { files: { path: data, owner: shop } } ] } }""");

        assertEquals(
                Optional.of(new CommandLine(List.of("./mend"), "/srv/legacy", Optional.of("shop"), Map.of("A", "b"), MINUTE)),
                legacy.ladder().repair());
        assertEquals(List.of("cache"), legacy.ladder().clear());
        assertTrue(legacy.checks().getFirst().question().toString().contains("/srv/legacy/data"));
    }

    @Test
    void whatMustNotBeDeletedIsRefused() {
        for (String wide : List.of("/", "/var", "/var/cache", "/srv/shop", "/srv", ".", "..")) {
            String text = "services: { web: { run: a, dir: /srv/shop, recover: { reclaim: \"" + wide + "\" } } }";
            assertTrue(reads.badSaid(text).getFirst().contains("holds more than a cache"), wide);
        }
        for (String outside : List.of("/srv/other", "../shop2", ".", "/srv/shop", "a/../..")) {
            String text = "services: { web: { run: a, dir: /srv/shop, recover: { clear: \"" + outside + "\" } } }";
            assertTrue(reads.badSaid(text).getFirst().contains("does not lie in the directory of the service, /srv/shop"), outside);
        }
    }

    @Test
    void cachesAreClearedOnlyWhereTheirDirectoryIsKnown() {
        String inherited = "defaults: { recover: { clear: cache } }\nservices: { web: { %s } }";
        assertEquals(List.of("cache"), reads.service(inherited.formatted("pm2: shop")).ladder().clear());
        assertEquals(List.of(), reads.service(inherited.formatted("systemd: nginx, port: 80")).ladder().clear());

        String said = "services: { web: { %s, recover: { clear: %s } } }";
        assertEquals(List.of(".next/cache"), reads.service(said.formatted("pm2: shop", ".next/cache")).ladder().clear());
        for (String elsewhere : List.of("systemd: nginx, port: 80", "docker: web", "watch: true, port: 80")) {
            List<String> problems = reads.badSaid(said.formatted(elsewhere, "cache"));
            assertEquals(1, problems.size(), problems.toString());
            assertTrue(problems.getFirst().contains("repair: COMMAND can empty them"), problems.toString());
        }
        List<String> absolute = reads.badSaid(said.formatted("pm2: shop", "/srv/shop/cache"));
        assertTrue(absolute.stream().anyMatch(problem -> problem.contains("relative to that directory")), absolute.toString());
    }

    @Test
    void theMachineBoundsRecovery() {
        String host = "host: { budget: { starts: 3, window: 1m }, common_cause: %s }\nservices: { web: { run: a } }";

        assertEquals(
                new HostPolicy(3, MINUTE, 60, 4, 5 * MINUTE),
                reads.good(host.formatted("{ share: 60%, least: 4, wait: 5m }")).fleet().host());
        assertEquals(101, reads.good(host.formatted("never")).fleet().host().commonCausePercent());
        assertEquals(HostPolicy.DEFAULT, reads.good("services: { web: { run: a } }").fleet().host());
        assertEquals(1, reads.good(host.formatted("never")).fleet().size());
    }

    @Test
    void windowGrowsWithSpacingSoThatTheLimitCanBeReached() {
        assertEquals(30 * MINUTE, recover("{ attempts: 3, spacing: 5m }").windowNanos());
        assertEquals(10 * MINUTE, recover("{ attempts: 3, spacing: 1s }").windowNanos());
    }

    @Test
    void maximumIsNeverBelowWhatItLimits() {
        assertEquals(2 * MINUTE, recover("{ backoff: 2m }").backoffNanosMax());
        assertEquals(120 * MINUTE, recover("{ cooldown: 2h }").cooldownNanosMax());
    }

    private RecoverPolicy recover(String text) {
        return reads.service("services: { web: { run: a, recover: " + text + " } }").recover();
    }

    @Test
    void pathsAreSeenFromTheFileAndTheHome() {
        Configuration configuration = reads.good("""
                state: var
                control: { socket: ~/h.sock, group: adm }
                log: { file: log/h.log, size: 1MiB, keep: 1 }
                services: { web: { run: a, dir: app/../shop } }
                """);

        assertEquals(directory.resolve("var"), configuration.stateDirectory());
        assertEquals(new Configuration.Control(Path.of("/home/somebody/h.sock"), Optional.of("adm")), configuration.control());
        assertEquals(
                new Configuration.OwnLog(directory.resolve("log/h.log"), new LogKeeping(1 << 20, 1)), configuration.log());
        assertEquals(directory.resolve("shop").toString(), run(Reads.service(configuration, "web")).directory());
        assertEquals(directory.resolve("holdfast.yaml"), configuration.file().orElseThrow());
    }

    @Test
    void needsPutServicesIntoStartOrder() {
        Configuration configuration = reads.good("services: { web: { run: a, needs: [db] }, db: { run: b, autostart: false } }");

        assertEquals(
                List.of("db", "web"),
                configuration.fleet().services().stream().map(spec -> spec.id().name()).toList());
        assertEquals(List.of(new ServiceId("db")), Reads.service(configuration, "web").needs());
        assertFalse(Reads.service(configuration, "db").enabled());
    }

    @Test
    void sameTextGivesEqualSpecificationsAndAChangeDoesNot() {
        String text = """
                services:
                  web:
                    run: [node, index.js]
                    env: { B: 2, A: 1 }
                    port: 80
                    checks:
                      - { http: /, headers: { X: y }, auth: { bearer: t }, expect: { headers: { A: b }, json: "a" } }
                """;

        assertEquals(reads.service(text), reads.service(text));
        assertFalse(reads.service(text).equals(reads.service(text.replace("bearer: t", "bearer: u"))));
        assertFalse(reads.service(text).equals(reads.service(text.replace("A: 1", "A: 2"))));
    }

    @Test
    void signalsAreReadByNameAndByNumber() {
        for (String written : List.of("INT", "SIGINT", "sigint", "2")) {
            assertEquals(2, run(reads.service("services: { web: { run: a, stop: { signal: " + written + " } } }")).stopSignal(), written);
        }
    }
}
