package holdfast.e2e;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The process that Holdfast starts is often not the one that serves: `npm start`, `sh -c`, a program that forks.
class WrapperIT {
    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void reapsTheChildWhenOnlyTheWrapperIsKilled() {
        Path app = wrapped("node index.js; true");
        Daemon daemon = sandbox.monitor();
        long wrapper = daemon.awaitHealthy("api").number("pid");
        long child = onlyNode(app);

        Processes.kill(wrapper);

        daemon.await("api", "is healthy in another process", 30, service ->
                service.text("health").equals("healthy") && service.number("pid") != wrapper);
        assertTrue(!Processes.isAlive(child), "the old child is gone");
        assertEquals(2, Processes.in(app).size(), "a wrapper and its child");
    }

    @Test
    void startsAnewWhenOnlyTheChildIsKilled() {
        Path app = wrapped("node index.js & while :; do wait; sleep 1; done");
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("api");
        long child = onlyNode(app);

        Processes.kill(child);

        Web.awaitAnswer(port, "/api/health", 30);
        daemon.awaitHealthy("api");
        assertTrue(onlyNode(app) != child);
    }

    @Test
    void reapsTheChildOfNpmAndStartsAnewWhenItDies() {
        Sandbox.needs("npm", "npm");
        Path app = wrapped("npm start");
        Daemon daemon = sandbox.monitor();
        long npm = daemon.awaitHealthy("api").number("pid");
        long child = onlyNode(app);

        Processes.kill(npm);

        daemon.await("api", "is healthy in another process", 60, service ->
                service.text("health").equals("healthy") && service.number("pid") != npm);
        assertTrue(!Processes.isAlive(child), "the old child is gone");
        long second = onlyNode(app);
        Processes.kill(second);
        Await.until("npm's child is another one and answers", 60, () -> {
            List<Long> nodes = nodes(app);
            return nodes.size() == 1 && nodes.getFirst() != second && Web.answers(port, "/api/health");
        });
    }

    @Test
    void stopsAWholeTreeThatIgnoresTheSignalAndHasLeftItsSession() {
        sandbox.write("tree.sh", """
                trap '' TERM
                setsid sh -c 'trap "" TERM; sleep 86404 & wait' &
                sh -c 'sh -c "sleep 86405; true"; true' &
                while :; do sleep 86406; done
                """);
        configure("run: sh tree.sh", "stop: { within: 1s }");
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("api");
        Await.until("the tree has grown", 10, () -> List.of("sleep 86404", "sleep 86405", "sleep 86406").stream()
                .allMatch(line -> inSandbox(line) == 1));

        assertEquals(0, sandbox.holdfast("stop", "api").exit());

        assertEquals(List.of(), Processes.in(sandbox.folder()).stream()
                .filter(pid -> pid != daemon.pid())
                .map(Processes::commandLine)
                .toList());
    }

    @Test
    void neverRunsTwiceWhatPutsItselfIntoTheBackground() {
        configure("run: sh -c 'setsid sleep 86407 & exit 0'", "recover: { attempts: 2, backoff: 100ms, cooldown: 1h }");

        Daemon daemon = sandbox.monitor();

        daemon.await("api", "is parked", 30, service -> {
            assertTrue(inSandbox("sleep 86407") <= 1, "two at once");
            return service.text("state").equals("parked");
        });
        assertTrue(sandbox.holdfast("why", "api").output().contains("background"), "says what to change");
    }

    private Path wrapped(String line) {
        Sandbox.needs("node", "nodejs");
        Path app = sandbox.example("node-api");
        sandbox.configure("""
                state: state
                services:
                  api:
                    run: [sh, -c, "%1$s"]
                    dir: node-api
                    env: { PORT: "%2$d" }
                    port: %2$d
                    every: 1s
                    checks: [http: /api/health]
                    stop: { within: 2s }
                """.formatted(line, port));
        return app;
    }

    private void configure(String run, String more) {
        sandbox.configure("""
                state: state
                services:
                  api:
                    %s
                    every: 500ms
                    %s
                """.formatted(run, more));
    }

    private static List<Long> nodes(Path app) {
        return Processes.in(app).stream()
                .filter(pid -> Processes.commandLine(pid).startsWith("node index.js"))
                .toList();
    }

    private static long onlyNode(Path app) {
        List<Long> nodes = nodes(app);
        assertEquals(1, nodes.size(), nodes.toString());
        return nodes.getFirst();
    }

    private long inSandbox(String commandLine) {
        return Processes.in(sandbox.folder()).stream().filter(pid -> Processes.commandLine(pid).equals(commandLine)).count();
    }
}
