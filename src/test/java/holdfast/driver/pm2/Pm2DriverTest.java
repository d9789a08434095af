package holdfast.driver.pm2;

import holdfast.linux.Signals;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// On the real PM2: what it does by itself and what people do with it, and what the driver tells of that.
@Timeout(120)
final class Pm2DriverTest {
    private Pm2Bed bed;

    @BeforeEach
    void begin() throws Exception {
        bed = new Pm2Bed();
    }

    @AfterEach
    void end() throws Exception {
        if (bed != null) {
            bed.close();
        }
    }

    @Test
    void aCrashIsToldWithItsSignalAndTheProcessThatPm2StartedInstead() throws Exception {
        bed.sleeper("api");
        ServiceSpec api = bed.service("api");
        ProcessIdentity first = running(bed.driver.observe(api));

        bed.kill(first.pid());

        var reviving = bed.driver.news(Observation.Reviving.class);
        assertEquals(new ExitStatus.Signalled(9, false), reviving.status());
        // Its end may be told twice: by the kernel, and by PM2.
        var again = bed.driver.newsOf(Observation.Running.class);
        assertEquals(Origin.BACKEND, again.origin());
        assertEquals(bed.app("api").pid(), again.process().pid());
    }

    @Test
    void startsAndStopsAndProvesIt() throws Exception {
        bed.sleeper("api");
        ServiceSpec api = bed.service("api");
        ProcessIdentity first = running(bed.driver.observe(api));

        assertEquals(
                new StopOutcome.Gone(new ExitStatus.Signalled(2, false)), bed.driver.stop(api, Optional.of(first)));
        ProcessIdentity second = bed.driver.started(api);

        assertTrue(!bed.lives(first.pid()) && bed.lives(second.pid()));
        assertEquals(new Observation.Running(second, Origin.HOLDFAST), bed.driver.observe(api));
        assertEquals(Optional.empty(), bed.driver.nothingFor(Pm2Bed.SECOND));
    }

    @Test
    void whatPm2HasGivenUpIsGoneAndIsStartedAgain() throws Exception {
        Path remedy = bed.directory.resolve("remedy");
        bed.shell("api", "[ -e " + remedy + " ] && exec sleep 3600; exit 3");
        ServiceSpec api = bed.service("api");
        bed.until("errored", () -> bed.app("api").status() == App.Status.ERRORED);

        assertEquals(new ExitStatus.Code(3), assertInstanceOf(Observation.Gone.class, bed.driver.settled(api)).status());
        Files.createFile(remedy);
        ProcessIdentity process = bed.driver.started(api);

        assertEquals(App.Status.ONLINE, bed.app("api").status());
        assertEquals(new Observation.Running(process, Origin.HOLDFAST), bed.driver.observe(api));
    }

    @Test
    void givingUpIsTold() throws Exception {
        Path trouble = bed.directory.resolve("trouble");
        bed.shell("api", "[ -e " + trouble + " ] && exit 4; exec sleep 3600");
        ServiceSpec api = bed.service("api");
        ProcessIdentity process = running(bed.driver.observe(api));
        Files.createFile(trouble);

        bed.kill(process.pid());

        assertEquals(0, bed.driver.newsOf(Observation.Gone.class).survivors());
    }

    @Test
    void theEndThatIsToldIsTheLastOneAndPm2sWordComesWithIt() throws Exception {
        Path trouble = bed.directory.resolve("trouble");
        bed.shell("api", "[ -e " + trouble + " ] && exit 4; exec sleep 3600", "--max-restarts", "5");
        bed.shell("killed", "[ -e " + trouble + " ] && kill -KILL $$; exec sleep 3600", "--max-restarts", "5");
        ServiceSpec api = bed.service("api");
        ServiceSpec killed = bed.service("killed");
        ProcessIdentity process = running(bed.driver.observe(api));
        ProcessIdentity other = running(bed.driver.observe(killed));
        Files.createFile(trouble);

        bed.kill(process.pid());
        assertEquals(
                new Observation.Gone(
                        new ExitStatus.Code(4), 0, Optional.of(Reason.of("driver.pm2.given-up", "api", 5))),
                bed.driver.newsOf(Observation.Gone.class));

        bed.signal(other.pid(), Signals.TERM);
        assertEquals(
                new Observation.Gone(
                        new ExitStatus.Signalled(9, false), 0, Optional.of(Reason.of("driver.pm2.given-up", "killed", 5))),
                bed.driver.newsOf(Observation.Gone.class));
    }

    @Test
    void whatWaitsForItsDelayIsComingBackAndWhatPm2OnlyCallsSoIsGone() throws Exception {
        bed.sleeper("slow", "--restart-delay", "1500");
        ServiceSpec slow = bed.service("slow");
        ProcessIdentity first = running(bed.driver.observe(slow));

        bed.kill(first.pid());

        var reviving = bed.driver.news(Observation.Reviving.class);
        assertTrue(reviving.withinNanos() >= 1_500_000_000L, () -> "within " + reviving.withinNanos());
        assertEquals(App.Status.WAITING, bed.app("slow").status());
        assertNotEquals(first, bed.driver.news(Observation.Running.class).process());

        bed.pm2("start", "/bin/false", "--name", "lost", "--interpreter", "none", "--restart-delay", "50", "--max-restarts", "3");
        bed.until("given up", () -> bed.app("lost").pid() == 0);
        assertEquals(App.Status.WAITING, bed.app("lost").status());
        assertEquals(
                new ExitStatus.Code(1),
                assertInstanceOf(Observation.Gone.class, bed.driver.settled(bed.service("lost"))).status());
    }

    @Test
    void anAppThatIsNotToBeRevivedIsGoneAfterItsOwnEndAndAtRestAfterAStop() throws Exception {
        bed.sleeper("once", "--no-autorestart");
        bed.sleeper("done", "--no-autorestart");
        ServiceSpec once = bed.service("once");
        running(bed.driver.observe(once));
        running(bed.driver.observe(bed.service("done")));

        bed.kill(bed.app("once").pid());
        assertEquals(new ExitStatus.Signalled(9, false), bed.driver.news(Observation.Gone.class).status());
        bed.pm2("stop", "done");
        bed.driver.news(Observation.Rested.class);
        bed.driver.started(once);
    }

    @Test
    void namesWithSpacesSignsAndLettersOfAnyScriptWork() throws Exception {
        for (String name : new String[] {"my api @ prod", "магазин", "東京 #1"}) {
            bed.sleeper(name);
            ServiceSpec service = bed.service(name);
            ProcessIdentity process = running(bed.driver.observe(service));
            assertInstanceOf(StopOutcome.Gone.class, bed.driver.stop(service, Optional.of(process)));
            bed.driver.started(service);
        }
    }

    @Test
    void whatLeftItsSessionIsEndedByTheStopAsWell() throws Exception {
        Path pid = bed.directory.resolve("stray");
        bed.shell("api", "setsid sh -c 'sh -c \"echo \\$\\$ > " + pid + "; exec sleep 3600\" &'\nexec sleep 3600");
        ServiceSpec api = bed.service("api");
        ProcessIdentity process = running(bed.driver.observe(api));
        bed.until("stray", () -> Files.exists(pid) && pid.toFile().length() > 1);
        long stray = Long.parseLong(Files.readString(pid).trim());
        assertTrue(bed.lives(stray));

        assertInstanceOf(StopOutcome.Gone.class, bed.driver.stop(api, Optional.of(process)));

        assertFalse(bed.lives(stray));
    }

    @Test
    void aRestartForTooMuchMemoryIsPm2sOwn() throws Exception {
        bed.variables.put("PM2_WORKER_INTERVAL", "500");
        Path hog = Files.writeString(
                bed.directory.resolve("hog.js"), "const kept = [];\nsetInterval(() => kept.push(Buffer.alloc(8e6, 1)), 50);\n");
        bed.pm2("start", hog.toString(), "--name", "hog", "--max-memory-restart", "120M");
        ServiceSpec service = bed.service("hog");
        running(bed.driver.observe(service));

        assertEquals(Origin.BACKEND, bed.driver.newsOf(Observation.Running.class).origin());
    }

    @Test
    void anEventOfPm2IsToldWithinFiftyMilliseconds() throws Exception {
        bed.sleeper("api");
        ServiceSpec api = bed.service("api");
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            ProcessIdentity process = running(bed.driver.settled(api));
            bed.driver.events.clear();
            long before = System.nanoTime();
            bed.kill(process.pid());
            bed.driver.next(event -> event instanceof Event.BackendChanged changed
                    && changed.observation() instanceof Observation.Running);
            best = Math.min(best, System.nanoTime() - before);
        }
        // From the kill, so that PM2's own part is in it. The best of some, since the machine is busy with other tests.
        assertTrue(best < 50_000_000L, "took " + best / 1_000_000 + " ms");
    }

    private static ProcessIdentity running(Observation observation) {
        return assertInstanceOf(Observation.Running.class, observation).process();
    }
}
