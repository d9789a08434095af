package holdfast.driver.pm2;

import holdfast.model.DriverSpec.Pm2Selection;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ProbeResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// On the real PM2: services of several instances, and of several apps.
@Timeout(120)
final class Pm2InstancesTest {
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
    void aClusterIsOneServiceAndItsFirstInstanceStandsForIt() throws Exception {
        bed.pm2("start", bed.server().toString(), "--name", "web", "-i", "3", "--", "0");
        ServiceSpec web = bed.service("web");
        ProcessIdentity first = running(bed.driver.settled(web));
        assertEquals(bed.apps().getFirst().pid(), first.pid());

        bed.kill(bed.apps().get(2).pid());
        bed.until("third is back", () -> bed.apps().get(2).starts() == 1);
        assertEquals(Optional.empty(), bed.driver.nothingFor(Pm2Bed.SECOND));

        bed.kill(first.pid());
        ProcessIdentity second = bed.driver.newsOf(Observation.Running.class).process();
        assertEquals(bed.apps().getFirst().pid(), second.pid());

        assertInstanceOf(StopOutcome.Gone.class, bed.driver.stop(web, Optional.of(second)));
        assertTrue(bed.apps().stream().allMatch(app -> app.status() == App.Status.STOPPED));
        bed.driver.started(web);
        bed.until("all are up", () -> bed.apps().stream().allMatch(app -> app.status() == App.Status.ONLINE));
    }

    /// @param trouble once it is there, the third and the fourth end when they are started
    /// @param ready gets a letter from each that is up
    private Path fourOfWhichTwoGetInto(Path trouble, Path ready) throws IOException {
        Path worker = Files.writeString(
                bed.directory.resolve("worker.js"),
                "if (require('fs').existsSync('" + trouble + "') && process.env.NODE_APP_INSTANCE > 1) process.exit(3);\n"
                        + "require('http').createServer((q, r) => r.end('ok')).listen(0, '127.0.0.1',\n"
                        + "() => require('fs').appendFileSync('" + ready + "', 'x'));\n");
        return Files.writeString(
                bed.directory.resolve("ecosystem.config.js"),
                "module.exports = { apps: [{ name: 'web', script: '" + worker
                        + "', instances: 4, exec_mode: 'cluster', max_restarts: 2, min_uptime: 600000 }] };\n");
    }

    @Test
    void instancesThatPm2GaveUpAreSeenWhileTheOthersServeAndAloneAreStartedAgain() throws Exception {
        Path trouble = bed.directory.resolve("trouble");
        Path ready = Files.createFile(bed.directory.resolve("ready"));
        bed.pm2("start", fourOfWhichTwoGetInto(trouble, ready).toString());
        ServiceSpec web = bed.service("web");
        running(bed.driver.settled(web));
        assertEquals(Reason.of("driver.pm2.instances-up", 4), bed.driver.health(web).reason());

        // PM2 calls an instance online before it has begun to run its script.
        bed.until("all four have looked for trouble", () -> ready.toFile().length() == 4);
        Files.createFile(trouble);
        bed.kill(bed.apps().get(2).pid());
        bed.kill(bed.apps().get(3).pid());
        bed.until("PM2 gives two up", () -> bed.driver.health(web).outcome() == ProbeResult.Outcome.FAIL
                && bed.apps().stream().filter(app -> app.status() == App.Status.ERRORED).count() == 2);
        bed.until("both are told of", () -> bed.driver.health(web).reason()
                .equals(Reason.of("driver.pm2.instances-lost", 2, 4, "2 (errored), 3 (errored)")));
        assertInstanceOf(Observation.Running.class, bed.driver.settled(web));

        long first = bed.apps().getFirst().pid();
        Files.delete(trouble);
        assertEquals(
                new Event.RemedyOutcome.Applied(Reason.of("driver.pm2.instances-started", "2 (errored), 3 (errored)")),
                bed.driver.driver.startMissing(web));
        bed.until("all are up", () -> bed.driver.health(web).reason().equals(Reason.of("driver.pm2.instances-up", 4)));
        assertEquals(first, bed.apps().getFirst().pid(), "what serves was left alone");
        assertInstanceOf(Event.RemedyOutcome.NotNeeded.class, bed.driver.driver.startMissing(web));

        bed.pm2("stop", "3");
        bed.until("a person's stop is said, and no fault", () -> bed.driver.health(web).reason()
                .equals(Reason.of("driver.pm2.instances-away", 3, 4, "3 (stopped)")));
        assertEquals(ProbeResult.Outcome.PASS, bed.driver.health(web).outcome());
    }

    @Test
    void aNamespaceIsUpWhenEachOfItsAppsIs() throws Exception {
        bed.sleeper("api", "--namespace", "shop");
        bed.sleeper("worker", "--namespace", "shop", "--no-autorestart");
        bed.sleeper("other");
        ServiceSpec shop = bed.service("shop", Pm2Selection.NAMESPACE, Optional.empty());
        assertEquals(bed.app("api").pid(), running(bed.driver.observe(shop)).pid());

        bed.kill(bed.app("worker").pid());
        bed.driver.news(Observation.Gone.class);
        ProcessIdentity again = bed.driver.started(shop);

        assertEquals(bed.app("api").pid(), again.pid());
        assertEquals(0, bed.app("api").starts());
        assertEquals(App.Status.ONLINE, bed.app("worker").status());
        assertInstanceOf(
                Observation.Running.class,
                bed.driver.settled(bed.service("2", Pm2Selection.ID, Optional.empty())));
    }

    private static ProcessIdentity running(Observation observation) {
        return assertInstanceOf(Observation.Running.class, observation).process();
    }
}
