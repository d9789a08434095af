package holdfast.config;

import holdfast.model.DriverSpec;
import holdfast.model.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Secrets go where they belong and nowhere else.
final class SecretsTest {
    private static final String SECRET = "hunter2";

    @TempDir
    private Path directory;

    private Reads reads;

    @BeforeEach
    void here() throws IOException {
        Files.writeString(directory.resolve("token"), SECRET + "\n");
        Files.writeString(directory.resolve("empty"), "\n");
        Files.writeString(directory.resolve("a.env"), "FROM_FILE=" + SECRET + "\n");
        reads = new Reads(directory, Map.of("TOKEN", SECRET));
    }

    @Test
    void comeFromTextVariablesAndFiles() {
        for (String written : new String[] {SECRET, "\"${TOKEN}\"", "\"file:" + directory + "/token\"", "{ file: token }"}) {
            var http = (Question.Http) reads.service(
                            "services: { web: { run: a, port: 1, checks: [ { http: /, auth: { bearer: " + written + " } } ] } }")
                    .checks()
                    .getFirst()
                    .question();

            assertEquals("Bearer " + SECRET, http.authorization().orElseThrow().value(), written);
        }
    }

    @Test
    void variableOfAServiceMayNameAFileWithoutBeingReadFromIt() {
        var run = (DriverSpec.Run) reads.service("""
                services:
                  web: { run: a, env_file: a.env, env: { A: { file: token }, DATABASE_URL: "file:/srv/app.db", FROM_FILE: mine } }
                """).driver();

        assertEquals(Map.of("A", SECRET, "DATABASE_URL", "file:/srv/app.db", "FROM_FILE", "mine"), run.environment());
    }

    @Test
    void areInNoWordOfAConfiguration() {
        Configuration configuration = reads.good("""
                services:
                  web:
                    run: a
                    port: 1
                    env_file: a.env
                    env: { A: "${TOKEN}", B: { file: token } }
                    checks:
                      - { http: /a, auth: { bearer: "${TOKEN}" } }
                      - { http: /b, auth: { basic: { user: u, password: "${TOKEN}" } } }
                      - { http: /c, headers: { Authorization: "${TOKEN}", X-Key: "${TOKEN}" } }
                      - { http: "/d?key=${TOKEN}", method: POST, body: "${TOKEN}", name: d }
                """.replace("/d?key=${TOKEN}", "/d"));

        assertFalse(configuration.toString().contains(SECRET), configuration.toString());
        assertFalse(reads.around().toString().contains(SECRET));
    }

    @Test
    void areInNoProblem() throws IOException {
        Files.writeString(directory.resolve("broken.env"), "A=\"" + SECRET + "\n");
        String said = String.join("\n", reads.badSaid("""
                services:
                  web:
                    run: a
                    port: "${TOKEN}"
                    every: "${TOKEN}"
                    user: "${TOKEN} x"
                    autostart: "${TOKEN}"
                    stop: { signal: "${TOKEN}" }
                    logs: { size: "${TOKEN}" }
                    recover: { jitter: "${TOKEN}", cooldown: "${TOKEN}" }
                    env: { "a b": hunter2, C: [hunter2] }
                    env_file: [broken.env, "${TOKEN:-x}\0"]
                    checks:
                      - { http: "${TOKEN}", role: "${TOKEN}", name: "\\t${TOKEN}" }
                      - { tcp: "${TOKEN}", every: "${TOKEN}" }
                      - { process: { count: "${TOKEN}", memory: "${TOKEN}" } }
                      - { http: /, auth: { bearer: [hunter2], basic: { user: "a:b", password: { fil: hunter2 } } } }
                      - { http: /, auth: { basic: { user: u, password: 4711 } } }
                      - { http: /, auth: { bearer: "hunter2\\n" } }
                      - { http: /, headers: { A: "hunter2\\n" }, expect: { status: "${TOKEN}", items: "${TOKEN}", regex: "(${TOKEN}" } }
                      - { http: "http://u:hunter2@h/" }
                """.replace("\0", "\\0")));

        assertFalse(said.contains(SECRET), said);
        assertFalse(said.contains("4711"), said);
        assertTrue(said.lines().count() > 20, said);
    }

    @Test
    void missingOrEmptyFileIsAProblem() {
        String text = "services: { web: { run: a, env: { A: { file: %s } } } }";

        assertTrue(reads.badSaid(text.formatted("none")).getFirst().contains("there is no file"));
        assertTrue(reads.badSaid(text.formatted("empty")).getFirst().contains("no secret"));
        assertEquals(Optional.empty(), reads.badSaid("services: { web: { run: a, env: { A: {} } } }").stream()
                .filter(line -> !line.contains("without the key 'file'"))
                .findFirst());
    }
}
