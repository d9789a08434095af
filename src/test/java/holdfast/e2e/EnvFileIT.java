package holdfast.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/// Files that the configuration names are taken in when they change, as the configuration itself.
class EnvFileIT {
    private final Sandbox sandbox = new Sandbox();

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void aChangedEnvFileOrSecretRestartsItsServiceAndABrokenOneChangesNothing() throws IOException {
        Path env = sandbox.write(".env", "GREETING=one\n");
        Path secret = sandbox.write("secret", "first\n");
        sandbox.configure("""
                state: state
                services:
                  greeter:
                    run: sh -c 'echo "$GREETING $SECRET" >> said; exec sleep 86451'
                    env_file: .env
                    env: { SECRET: { file: secret } }
                    every: 500ms
                  other: { run: sleep 86452, every: 500ms }
                """);
        Daemon daemon = sandbox.monitor();
        long first = daemon.awaitHealthy("greeter").number("pid");
        long other = daemon.awaitHealthy("other").number("pid");

        Files.writeString(env, "GREETING=two\n");
        long second = awaitAnother(daemon, first);
        Files.writeString(secret, "second\n");
        long third = awaitAnother(daemon, second);
        Files.writeString(env, "GREETING='never closed\n");
        Await.until("the broken file is told", 20, () -> daemon.output().contains("THE NEW CONFIGURATION IS NOT VALID"));
        Files.delete(env);
        Await.until("the missing file is told", 20, () -> daemon.output().contains("there is no file " + env));
        assertEquals(third, daemon.awaitHealthy("greeter").number("pid"), "what is wrong changes nothing");
        Files.writeString(env, "GREETING=three\n");
        awaitAnother(daemon, third);

        assertEquals("one first\ntwo first\ntwo second\nthree second\n", Sandbox.read(sandbox.folder().resolve("said")));
        Json untouched = daemon.awaitHealthy("other");
        assertEquals(other, untouched.number("pid"));
        assertEquals(0, sandbox.incidents().size(), "nothing of this was an incident");
    }

    private static long awaitAnother(Daemon daemon, long before) {
        Json now = daemon.await("greeter", "runs anew", 30, service ->
                service.text("state").equals("up")
                        && service.text("health").equals("healthy")
                        && service.number("pid") != before);
        assertNotEquals(before, now.number("pid"));
        return now.number("pid");
    }
}
