package holdfast.driver.pm2;

import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
        var again = bed.driver.news(Observation.Running.class);
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
        assertTrue(bed.driver.nothingFor(Pm2Bed.SECOND).isEmpty());
    }

    private static ProcessIdentity running(Observation observation) {
        return assertInstanceOf(Observation.Running.class, observation).process();
    }
}
