package holdfast.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Holdfast is killed at many moments of a busy run: while it starts, adopts, restarts, stops, writes. `-Dholdfast.seed=…`
/// repeats the moments, `-Dholdfast.deaths=…` changes their number.
class RandomDeathIT {
    private static final int DEATHS = Integer.getInteger("holdfast.deaths", 200);
    private static final long SEED = Long.getLong("holdfast.seed", System.nanoTime());

    /// A daemon is killed within this time, counted from its first word or, one time in four, from the start of its program.
    private static final int LIFE_MILLIS = 600;

    private static final int START_SECONDS = 30;

    /// Told apart by their command lines.
    private static final Map<String, String> APPS = new TreeMap<>(Map.of(
            "steady", "sleep 86411",
            "crashing", "sleep 0.286412",
            "dying", "sleep 0.686413",
            "needing", "sleep 86414"));

    private final Sandbox sandbox = new Sandbox();

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void neverRunsTwoIncarnationsAndNeitherLosesNorDoublesAnIncident() throws InterruptedException {
        configure();
        var random = new Random(SEED);
        long steady = 0;
        for (int death = 1; death <= DEATHS; death++) {
            Daemon daemon = sandbox.monitor();
            if (random.nextInt(4) != 0) {
                Await.until("the daemon speaks", START_SECONDS, () -> !daemon.output().isEmpty());
            }
            watch(daemon, random.nextInt(LIFE_MILLIS), death);
            daemon.kill();
            noneRunsTwice(death);
            List<Long> running = running("steady");
            if (steady != 0) {
                assertEquals(List.of(steady), running, "the steady one is never touched; death " + death + ", seed " + SEED);
            } else if (!running.isEmpty()) {
                steady = running.getFirst();
            }
        }
        theJournalIsWhole();
    }

    /// Looks all the time; that the process ends by itself is not expected.
    private void watch(Daemon daemon, int millis, int death) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        do {
            noneRunsTwice(death);
            assertTrue(daemon.process().isAlive(), () -> "ended by itself, seed " + SEED + ": " + daemon.output());
        } while (!daemon.process().waitFor(20, TimeUnit.MILLISECONDS) && System.nanoTime() < end);
    }

    private void theJournalIsWhole() {
        Daemon last = sandbox.monitor();
        last.awaitHealthy("steady");
        assertEquals(0, sandbox.holdfast("stop").exit());
        for (String name : APPS.keySet()) {
            assertEquals(List.of(), running(name), "an orphan of " + name + ", seed " + SEED);
        }
        Map<String, List<Json>> byService = new HashMap<>();
        for (Json incident : sandbox.incidents()) {
            byService.computeIfAbsent(incident.text("service"), _ -> new ArrayList<>()).add(incident);
        }
        assertTrue(byService.containsKey("crashing") && byService.containsKey("dying"), byService.keySet().toString());
        assertTrue(!byService.containsKey("steady"), "the steady one never failed");
        byService.forEach((service, incidents) -> {
            List<Json> open = incidents.stream().filter(incident -> incident.fields().get("closed") == null).toList();
            assertTrue(open.size() <= 1, service + " has two open incidents, seed " + SEED + ": " + open);
            assertEquals(incidents.size(), incidents.stream().map(incident -> incident.number("id")).distinct().count());
        });
    }

    private void noneRunsTwice(int death) {
        for (String name : APPS.keySet()) {
            List<Long> running = running(name);
            assertTrue(running.size() <= 1, () -> name + " runs twice: " + running + ", death " + death + ", seed " + SEED);
        }
    }

    /// A process that has just been forked still has its parent's command line, so it is never counted twice.
    private List<Long> running(String name) {
        return Processes.in(sandbox.folder()).stream()
                .filter(pid -> Processes.commandLine(pid).equals(APPS.get(name)))
                .toList();
    }

    private void configure() {
        sandbox.configure("""
                state: state
                defaults:
                  every: 200ms
                  recover: { attempts: 100, window: 1s, backoff: 50ms, backoff_max: 100ms, stable: 300ms }
                services:
                  steady: { run: %s }
                  crashing: { run: %s }
                  dying: { run: %s, recover: { stable: 500ms } }
                  needing: { run: %s, needs: [crashing] }
                """.formatted(APPS.get("steady"), APPS.get("crashing"), APPS.get("dying"), APPS.get("needing")));
    }
}
