package holdfast.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The machine has no more to give: no file handles for the daemon, no processes for its account. A start that fails for that is one
/// sentence and one attempt; everything else goes on, and the service comes up once there is room again.
class LimitsIT {
    private static final int LINES_MAX = 60;
    private static final String DOUBT = "Holdfast itself cannot be trusted at the moment";

    private final Sandbox sandbox = new Sandbox();

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void withoutFileHandlesTheStartIsOneSentenceAndTheRestGoesOn() throws Exception {
        Sandbox.needs("prlimit", "util-linux");
        configure();
        Daemon daemon = sandbox.monitor();
        long other = daemon.awaitHealthy("other").number("pid");
        long first = daemon.awaitHealthy("app").number("pid");

        // Fewer than it holds already: what it has goes on, and nothing can be opened.
        limitAndKill("--nofile=8:", daemon.pid(), first);

        comesBackOnceThereIsRoom(daemon, other, "no file handles are left", "--nofile=" + hard(daemon.pid(), "Max open files") + ":");
    }

    @Test
    void withoutProcessesTheStartIsOneSentenceAndTheRestGoesOn() throws Exception {
        Sandbox.needs("prlimit", "util-linux");
        configure();
        // Root is not bound by this limit.
        sandbox.asNobody();
        Daemon daemon = sandbox.monitor();
        long other = daemon.awaitHealthy("other").number("pid");
        long first = daemon.awaitHealthy("app").number("pid");

        limitAndKill("--nproc=1:", daemon.pid(), first);

        comesBackOnceThereIsRoom(daemon, other, "no more processes are allowed", "--nproc=" + hard(daemon.pid(), "Max processes") + ":");
    }

    private void comesBackOnceThereIsRoom(Daemon daemon, long other, String sentence, String room) throws Exception {
        // Holdfast looks at itself every second; should that fall between the limit and the end, it does not even try.
        Await.until(() -> "the start is refused in one sentence:\n" + daemon.output(), 30, () ->
                daemon.output().contains(sentence) || daemon.output().contains(DOUBT));
        assertTrue(daemon.output().contains(DOUBT) || daemon.output().contains("app: restarting it to repair it, try 1"), "it counts: " + daemon.output());
        assertTrue(Processes.isAlive(other), "the other one is not touched");
        Processes.kill(other);
        Await.until(() -> "the end of the other one is seen all the same:\n" + daemon.output(), 20, () -> daemon.output().contains("other: ended by itself"));
        assertTrue(daemon.output().lines().count() < LINES_MAX, () -> "no flood of words:\n" + daemon.output());

        limit(room, daemon.pid());

        // It is looked at twice a minute, and nobody asks for it.
        daemon.await("app", "is back by itself", 90, service ->
                service.text("health").equals("healthy"));
        daemon.await("other", "is back as well", 90, service ->
                service.text("state").equals("up") && service.number("pid") != other);
        assertEquals(List.of("sleep 86461", "sleep 86462"), services(), "each of them once");
        assertEquals(List.of(), daemon.output().lines().filter(line -> line.startsWith("\tat ")).toList(), "sentences, not stack traces");
    }

    private List<String> services() {
        return Processes.in(sandbox.folder()).stream()
                .map(Processes::commandLine)
                .filter(line -> line.startsWith("sleep"))
                .sorted()
                .toList();
    }

    private void configure() {
        sandbox.configure("""
                state: state
                services:
                  app:
                    run: sleep 86461
                    every: 500ms
                    recover: { attempts: 100, window: 1s, backoff: 500ms, backoff_max: 1s, jitter: 0%, stable: 1s }
                  other: { run: sleep 86462, every: 500ms }
                """);
    }

    /// To which a limit may be raised again.
    private static String hard(long pid, String name) {
        return Sandbox.read(Path.of("/proc/" + pid + "/limits"))
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split(" +", -1)[1])
                .findFirst()
                .orElseThrow();
    }

    private void limit(String limit, long pid) throws Exception {
        run(sandbox.asSame("prlimit", "--pid", Long.toString(pid), limit));
    }

    private void limitAndKill(String limit, long pid, long service) throws Exception {
        run(sandbox.asSame("sh", "-c", "prlimit --pid " + pid + " " + limit + " && kill -9 " + service));
    }

    private static void run(List<String> words) throws Exception {
        Process process = new ProcessBuilder(words).inheritIO().start();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0, words.toString());
    }
}
