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

    private static final int START_SECONDS = 120;

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
        theListOfTheApplicationsAgrees();
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

    /// What the applications themselves wrote, at each start and without Holdfast, against what its journal says.
    private void theListOfTheApplicationsAgrees() {
        assertEquals("", Sandbox.read(sandbox.folder().resolve("doubles")), "an application saw its predecessor alive, seed " + SEED);
        JournalOfStarts journal = JournalOfStarts.read(sandbox.folder().resolve("state/journal.db"));
        for (String name : APPS.keySet()) {
            List<Long> starts = starts(name);
            List<JournalOfStarts.Told> incarnations = journal.of(name);
            assertEquals(starts.size(), starts.stream().distinct().count(), name + ": a pid came around, seed " + SEED);
            List<Long> known = incarnations.stream().flatMap(one -> one.pid().stream()).toList();
            assertEquals(starts.stream().filter(known::contains).toList(), known, name + ": in order, none twice, none invented, seed " + SEED);
            // Holdfast may die between a spawn and the word of it; the next one finds the process or the trace of an intention.
            long silent = incarnations.stream().filter(one -> one.pid().isEmpty()).count();
            assertTrue(starts.size() - known.size() <= silent, name + ": started without an intention, seed " + SEED);
            for (JournalOfStarts.Told one : incarnations) {
                assertEquals(one.crashed(), one.isInIncident(), name + ": a crash and its incident, " + one + ", seed " + SEED);
            }
        }
        assertEquals(1, starts("steady").size());
        assertTrue(journal.of("crashing").stream().anyMatch(JournalOfStarts.Told::crashed), "there were crashes to compare");
    }

    private static String seconds(String name) {
        return APPS.getOrDefault(name, "").replace("sleep ", "");
    }

    private List<Long> starts(String name) {
        return Sandbox.read(sandbox.folder().resolve("starts." + name)).lines().map(Long::parseLong).toList();
    }

    /// A process that has just been forked still has its parent's command line, so it is never counted twice.
    private List<Long> running(String name) {
        return Processes.in(sandbox.folder()).stream()
                .filter(pid -> Processes.commandLine(pid).equals(APPS.get(name)))
                .toList();
    }

    private void configure() {
        sandbox.write("doubles", "");
        sandbox.write("app.sh", """
                last=$(tail -n 1 starts.$1 2>/dev/null)
                if [ -n "$last" ] && [ "$(tr '\\0' ' ' </proc/$last/cmdline 2>/dev/null)" = "sleep $2 " ]; then echo "$1: $last beside $$" >>doubles; fi
                echo $$ >>starts.$1
                exec sleep $2
                """);
        sandbox.configure("""
                state: state
                defaults:
                  every: 200ms
                  recover: { attempts: 100, window: 1s, backoff: 50ms, backoff_max: 100ms, stable: 300ms }
                services:
                  steady: { run: sh app.sh steady %s }
                  crashing: { run: sh app.sh crashing %s }
                  dying: { run: sh app.sh dying %s, recover: { stable: 500ms } }
                  needing: { run: sh app.sh needing %s, needs: [crashing] }
                """.formatted(seconds("steady"), seconds("crashing"), seconds("dying"), seconds("needing")));
    }
}
