package holdfast.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// All problems of a well-formed file, at once, in order, with their fixes.
final class ProblemsTest {
    private static final String HOPELESS = """
        sevices: {}
        defaults: { every: 30 }
        services:
          api:
            run: node index.js
            prot: 8787
            needs: [postgress, api]
            every: soon
            every: 1s
            checks:
              - http: /health
                expect: { status: 700, json: "a[" }
              - { tcp: nowhere }
              - { mysql: x }
              - { name: nothing }
            recover: [restart]
            env_file: missing.env
            env: { PORT: "${NO_SUCH}" }
          postgres:
            command: postgres
            logs: { size: 10 }
          web:
            port: "80"
        """;

    @TempDir
    private Path directory;

    private Reads reads;

    @BeforeEach
    void here() {
        reads = new Reads(directory, Map.of("CHECK_INTERVAL", "soon"));
    }

    @Test
    void tellsEverythingAtOnceInTheOrderOfTheFile() {
        List<String> said = reads.badSaid(HOPELESS);

        assertEquals(
                List.of(
                        "holdfast.yaml:1:1: unknown key 'sevices' (did you mean 'services'?)",
                        "holdfast.yaml:2:20: every: 30 has no unit (write 30s for seconds; the other units are ms, m, h and d)",
                        "holdfast.yaml:6:5: unknown key 'prot' (did you mean 'port'?)",
                        "holdfast.yaml:7:13: there is no service 'postgress' (did you mean 'postgres'?)",
                        "holdfast.yaml:7:24: 'api' needs itself (remove it here)",
                        "holdfast.yaml:8:12: every: soon is not a duration"
                                + " (write whole numbers with units, such as 250ms, 30s, 1m30s, 1h or 14d)",
                        "holdfast.yaml:9:5: 'every' is here a second time; the first is in line 8 (keep one of them)",
                        "holdfast.yaml:11:15: /health is only a path, and the service has no port"
                                + " (add port: to the service, or write the whole URL)",
                        "holdfast.yaml:12:27: 700 is not a status (write 200, 2xx, 200-299, or a list of these)",
                        "holdfast.yaml:12:38: the JMESPath expression is wrong, at character 3: syntax error"
                                + " no viable alternative at input '['"
                                + " (mend the expression; jmespath.org explains the syntax)",
                        "holdfast.yaml:13:16: nowhere is not an address (write host:port, or only the port)",
                        "holdfast.yaml:14:11: the check 'mysql' is known, but not in this version (use a tcp: check on its port)",
                        "holdfast.yaml:15:9: nothing says what this check asks (add one of http, tcp, port, process,"
                                + " files, env, sqlite, certificate, command, postgres, redis, disk, memory, swap, load, docker)",
                        "holdfast.yaml:16:14: 'recover' is a list, where a mapping belongs (write a mapping)",
                        "holdfast.yaml:17:15: there is no file " + directory + "/missing.env (check the path, or create the file)",
                        "holdfast.yaml:18:18: the variable NO_SUCH is not set"
                                + " (set it where Holdfast is started, or write ${NO_SUCH:-…} with a default)",
                        "holdfast.yaml:20:14: 'command' is a single value, where a mapping belongs (write a mapping)",
                        "holdfast.yaml:21:19: size: 10 has no unit"
                                + " (write 10B for bytes; the other units are KB, MB, GB, KiB, MiB and GiB)",
                        "holdfast.yaml:22:3: nothing says how 'web' is run"
                                + " (add run: and its command, name the backend that runs it, or write watch: true to only look at it)",
                        "holdfast.yaml:23:11: port: 80 is not a whole number from 1 to 65535"
                                + " (write a number from 1 to 65535, without quotes)",
                        "environment variable CHECK_INTERVAL: CHECK_INTERVAL does not have a usable value"
                                + " (set it to 100ms – 1d, or unset it)"),
                said);
    }

    @Test
    void cycleIsShownWhole() {
        List<String> said = new Reads(directory).badSaid("""
                services:
                  a: { run: a, needs: [b] }
                  b: { run: b, needs: [c] }
                  c: { run: c, needs: [d, a] }
                  d: { run: d }
                """);

        assertEquals(
                List.of("holdfast.yaml:4:27: services need each other in a circle: a → b → c → a (remove one of these needs)"), said);
    }

    @Test
    void twoCyclesAreTwoProblems() {
        List<String> said = new Reads(directory).badSaid("""
                services:
                  a: { run: a, needs: [b] }
                  b: { run: b, needs: [a] }
                  c: { run: c, needs: [d, a] }
                  d: { run: d, needs: [c] }
                """);

        assertEquals(2, said.size(), said.toString());
        assertTrue(said.get(1).contains("c → d → c"), said.toString());
    }

    @Test
    void chainOfThousandsOfNeedsIsFine() {
        var text = new StringBuilder("services:\n  s0: { run: a }\n");
        for (int i = 1; i < 3000; i++) {
            text.append("  s%d: { run: a, needs: s%d }\n".formatted(i, i - 1));
        }

        assertEquals(3000, new Reads(directory).good(text.toString()).fleet().size());
    }

    @Test
    void endsTheListOfAHopelessFile() {
        var text = new StringBuilder("services: { web: { run: a } }\n");
        for (int i = 0; i < 5000; i++) {
            text.append("wrong%d: 1\n".formatted(i));
        }
        List<String> said = new Reads(directory).badSaid(text.toString());

        assertEquals(Problems.MOST + 1, said.size());
        assertTrue(said.getLast().contains("more than 1,000 problems") || said.getLast().contains("more than 1000 problems"));
    }

    @Test
    void everyLaterKeyIsRefusedByNameWithAWayOut() {
        for (Keys keys : List.of(Keys.FILE, Keys.SERVICE, Keys.RECOVER, Keys.CHECK, Keys.PROCESS)) {
            for (String key : keys.later()) {
                String text = switch (keys.name()) {
                    case "file" -> key + ": {}\nservices: { web: { run: a } }\n";
                    case "service" -> "services: { web: { run: a, " + key + ": {} } }\n";
                    case "recover" -> "services: { web: { run: a, recover: { " + key + ": [] } } }\n";
                    case "check" -> "services: { web: { run: a, checks: [ { " + key + ": x } ] } }\n";
                    default -> "services: { web: { run: a, checks: [ { process: { " + key + ": x } } ] } }\n";
                };
                List<String> said = new Reads(directory).badSaid(text);

                assertEquals(1, said.size(), said.toString());
                assertTrue(said.getFirst().contains("'" + key + "' is known, but not in this version ("), said.toString());
            }
        }
    }

    @Test
    void wordsOfOtherToolsAreUnderstoodAsHints() {
        assertEquals("dir", Spelling.guess("cwd", Keys.SERVICE.known()).orElseThrow());
        assertEquals("needs", Spelling.guess("depends_on", Keys.SERVICE.known()).orElseThrow());
        assertEquals("fail_after", Spelling.guess("failAfter", Keys.SERVICE.known()).orElseThrow());
        assertTrue(Spelling.guess("hamster", Keys.SERVICE.known()).isEmpty());
    }

    @Test
    void swappedNeighboursCountOnce() {
        assertEquals(1, Spelling.distance("prot", "port"));
        assertEquals(3, Spelling.distance("kitten", "sitting"));
        assertEquals(4, Spelling.distance("", "port"));
    }
}
