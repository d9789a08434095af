package holdfast.probe;

import holdfast.linux.ProcessLookups;
import holdfast.model.DriverSpec;
import holdfast.model.Question;
import holdfast.model.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Redis: a real server, and servers that are none.
final class RedisProbeTest {
    private static final Path SERVER = Path.of("/usr/bin/redis-server");

    @TempDir
    private Path folder;

    private static Ask.Said ask(int port, Optional<String> user, Optional<String> password, int database) {
        var question = new Question.Redis("127.0.0.1", port, false, user, password.map(Secret::new), database);
        return Ask.ask(question, new DriverSpec.Watch(), Optional.empty());
    }

    private static Ask.Said ask(int port) {
        return ask(port, Optional.empty(), Optional.empty(), 0);
    }

    @Test
    void aRealServerIsAskedWithAndWithoutALogin() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(SERVER), "redis-server is not installed");
        int port = freePort();
        Process server = new ProcessBuilder(List.of(
                        SERVER.toString(), "--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--dir", folder.toString(),
                        "--requirepass", "hunter2"))
                .redirectErrorStream(true)
                .start();
        try {
            assertTrue(server.inputReader().lines().anyMatch(line -> line.contains("Ready to accept connections")));

            passes(ask(port, Optional.empty(), Optional.of("hunter2"), 3), "127.0.0.1:" + port + " answered PING");
            passes(ask(port, Optional.of("default"), Optional.of("hunter2"), 0));
            fails(ask(port), "does not let Holdfast in: NOAUTH");
            fails(ask(port, Optional.empty(), Optional.of("hunter3"), 0), "does not let Holdfast in: WRONGPASS");
            fails(ask(port, Optional.empty(), Optional.of("hunter2"), 99), "answers with an error: ERR DB index is out of range");
        } finally {
            server.destroyForcibly();
            assertTrue(server.waitFor(20, TimeUnit.SECONDS));
        }
        fails(ask(port), "the connection was refused");
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }

    @Test
    void whatIsNoRedisIsSaid() throws IOException {
        for (String answer : List.of("HTTP/1.1 400 Bad Request\r\n\r\n", "x".repeat(10_000))) {
            try (var server = ScriptedServer.plain(visitor -> visitor.send(answer))) {
                fails(ask(server.port()), "answered, but not as Redis does");
            }
        }
        try (var server = ScriptedServer.plain(_ -> {})) {
            fails(ask(server.port()), "closed the connection");
        }
        try (var server = ScriptedServer.plain(visitor -> visitor.send("-LOADING Redis is loading the dataset in memory\r\n"))) {
            fails(ask(server.port()), "answers with an error: LOADING Redis is loading the dataset in memory");
        }
    }

    @Test
    void silenceEndsAtTheDeadline() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
                Probes probes = new Probes(new ProcessLookups())) {
            var question = new Question.Redis("127.0.0.1", silent.getLocalPort(), false, Optional.empty(), Optional.empty(), 0);
            var said = new Ask.Said(
                    probes.run(Ask.check(question, 200_000_000L), Ask.service(new DriverSpec.Watch()), Optional.empty()));

            fails(said, "did not answer within 200 ms");
            assertEquals(List.of("connect", "first-byte"), said.phases());
        }
    }
}
