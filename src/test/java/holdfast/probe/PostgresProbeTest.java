package holdfast.probe;

import holdfast.linux.ProcessLookups;
import holdfast.model.DriverSpec;
import holdfast.model.Question;
import holdfast.model.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// PostgreSQL: a real server that wants a password, and servers that are none.
final class PostgresProbeTest {
    private static final long SECOND = 1_000_000_000L;

    private static Ask.Said ask(int port, String database, String password, long timeoutNanos) {
        var question = new Question.Postgres(
                "127.0.0.1", port, database, Optional.of("shop"), Optional.of(new Secret(password)), Optional.empty());
        try (Probes probes = new Probes(new ProcessLookups())) {
            return new Ask.Said(probes.run(Ask.check(question, timeoutNanos), Ask.service(new DriverSpec.Watch()), Optional.empty()));
        }
    }

    private static Ask.Said ask(int port, String database, String password) {
        return ask(port, database, password, 20 * SECOND);
    }

    @Test
    void aRealServerIsLoggedInToAndAsked() throws IOException, InterruptedException {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "PostgreSQL is not installed");
        assumeTrue(System.getProperty("user.name").equals("root"), "PostgreSQL's own account can only be taken on by root");
        Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "holdfast-postgres");
        try {
            run(List.of("chown", "postgres", folder.toString()));
            Path password = Files.writeString(folder.resolve("password"), "hunter2");
            run(as(programs.get().resolve("initdb"), "-D", folder.resolve("data").toString(), "-U", "shop", "-A", "scram-sha-256",
                    "--pwfile=" + password, "--no-sync"));
            int port = freePort();
            Process server = new ProcessBuilder(as(programs.get().resolve("postgres"), "-D", folder.resolve("data").toString(),
                            "-p", "" + port, "-k", folder.toString(), "-c", "listen_addresses=127.0.0.1", "-F"))
                    .redirectErrorStream(true)
                    .start();
            try {
                assertTrue(server.inputReader().lines().anyMatch(line -> line.contains("ready to accept connections")));

                passes(ask(port, "postgres", "hunter2"), "127.0.0.1:" + port + " answered in ");
                fails(ask(port, "postgres", "hunter3"), "does not let Holdfast in", "password authentication failed");
                fails(ask(port, "shop", "hunter2"), "answers with an error", "\"shop\" does not exist");
            } finally {
                // Fast shutdown: the processes of a server are many, and end with it.
                run(as(programs.get().resolve("pg_ctl"), "-D", folder.resolve("data").toString(), "-m", "fast", "-w", "stop"));
                assertTrue(server.waitFor(20, TimeUnit.SECONDS));
            }
            fails(ask(port, "postgres", "hunter2"), "No connection to 127.0.0.1:" + port);
        } finally {
            run(List.of("rm", "-r", folder.toString()));
        }
    }

    private static Optional<Path> programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin")).filter(bin -> Files.isExecutable(bin.resolve("initdb"))).findFirst();
        }
    }

    private static List<String> as(Path program, String... arguments) {
        var argv = new ArrayList<>(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", program.toString()));
        argv.addAll(List.of(arguments));
        return argv;
    }

    private static void run(List<String> argv) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).directory(Path.of("/").toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return free.getLocalPort();
        }
    }

    @Test
    void silenceEndsAtTheDeadlineWhereverItBegins() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            fails(ask(silent.getLocalPort(), "shop", "hunter2", SECOND / 3), "did not answer within 333 ms");
        }
        // The server agrees to TLS, and then says nothing; or begins to ask for a password, and never ends.
        for (String beginning : List.of("S", "NR\0\0\0")) {
            try (var server = ScriptedServer.plain(visitor -> {
                visitor.send(beginning);
                visitor.hang();
            })) {
                fails(ask(server.port(), "shop", "hunter2", SECOND / 2), "did not answer within 500 ms");
            }
        }
    }

    @Test
    void whatIsNoPostgresIsSaid() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> visitor.send("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            var said = ask(server.port(), "shop", "hunter2");

            fails(said, "127.0.0.1:" + server.port());
            assertTrue(!said.sentence().contains("hunter2"));
        }
    }
}
