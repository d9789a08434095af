package holdfast.driver.pm2;

import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
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

/// On the real PM2: people who use it beside Holdfast.
@Timeout(120)
final class Pm2PeopleTest {
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
    void aStopByHandIsRestAndAStartByHandIsAPersons() throws Exception {
        bed.sleeper("api");
        ServiceSpec api = bed.service("api");
        running(bed.driver.observe(api));

        bed.pm2("stop", "api");
        bed.driver.news(Observation.Rested.class);
        assertInstanceOf(Observation.Rested.class, bed.driver.settled(api));

        bed.pm2("start", "api");
        assertEquals(Origin.HAND, bed.driver.news(Observation.Running.class).origin());
    }

    @Test
    void aStopByHandThatTheCoreHasNotHeardOfIsNotUndoneByARestart() throws Exception {
        bed.sleeper("api");
        ServiceSpec api = bed.service("api");
        ProcessIdentity process = running(bed.driver.observe(api));

        // The same call as `pm2 stop`, without the word to everybody that follows it.
        assertInstanceOf(Rpc.Answer.Done.class, bed.backend.rpc().call("stopProcessId", 10 * Pm2Bed.SECOND, "0"));
        assertInstanceOf(StopOutcome.Gone.class, bed.driver.stop(api, Optional.of(process)));
        assertInstanceOf(StartOutcome.Failed.class, bed.driver.start(api));

        assertEquals(App.Status.STOPPED, bed.app("api").status());
        bed.driver.news(Observation.Rested.class);
        bed.driver.started(api);
    }

    @Test
    void aRestartByHandIsOneChangeOfProcessAndNothingElse() throws Exception {
        bed.sleeper("api");
        ServiceSpec api = bed.service("api");
        ProcessIdentity first = running(bed.driver.observe(api));

        bed.pm2("restart", "api");

        var again = bed.driver.news(Observation.Running.class);
        assertEquals(Origin.HAND, again.origin());
        assertNotEquals(first, again.process());
        assertEquals(Optional.empty(), bed.driver.nothingFor(4 * Pm2Bed.SECOND));
    }

    @Test
    void deletedAndRenamedAppsAreAbsentAndRecreatedOnesAreBack() throws Exception {
        bed.sleeper("api");
        bed.sleeper("web");
        ServiceSpec api = bed.service("api");
        ServiceSpec web = bed.service("web");
        running(bed.driver.observe(api));
        running(bed.driver.observe(web));

        bed.pm2("delete", "api");
        bed.pm2("restart", "web", "--name", "shop");
        var one = bed.driver.news(Observation.Absent.class);
        var other = bed.driver.news(Observation.Absent.class);
        assertNotEquals(one.reason(), other.reason());
        assertInstanceOf(Observation.Running.class, bed.driver.settled(bed.service("shop")));

        bed.sleeper("api");
        assertEquals(Origin.HAND, bed.driver.newsOf(Observation.Running.class).origin());
    }

    @Test
    void aPersonWhoRestartsInTheMiddleOfOurStopKeepsTheirProcess() throws Exception {
        // Takes a second to stop, so that there is a middle.
        bed.shell("api", "trap 'sleep 1; exit 0' INT\nwhile :; do sleep 0.1; done");
        ServiceSpec api = bed.service("api");
        ProcessIdentity process = running(bed.driver.observe(api));

        var person = Pm2Bed.begin(bed.home, "restart", "api");
        StopOutcome outcome = bed.driver.stop(api, Optional.of(process));
        person.waitFor();

        assertInstanceOf(StopOutcome.Gone.class, outcome);
        assertFalse(bed.lives(process.pid()));
        ProcessIdentity now = bed.driver.started(api);
        assertEquals(now.pid(), bed.app("api").pid());
        assertEquals(1, bed.apps().size());
    }

    @Test
    void aPersonWhoRestartsInTheMiddleOfOurStartGetsOneProcessAndNoFault() throws Exception {
        bed.sleeper("api");
        ServiceSpec api = bed.service("api");
        ProcessIdentity first = running(bed.driver.observe(api));
        assertInstanceOf(StopOutcome.Gone.class, bed.driver.stop(api, Optional.of(first)));

        var person = Pm2Bed.begin(bed.home, "restart", "api");
        ProcessIdentity ours = bed.driver.started(api);
        person.waitFor();

        bed.until("one process is left", () -> bed.app("api").status() == App.Status.ONLINE);
        ProcessIdentity now = running(bed.driver.settled(api));
        assertEquals(bed.app("api").pid(), now.pid());
        assertEquals(1, bed.apps().size());
        assertTrue(now.equals(ours) || !bed.lives(ours.pid()), "never two");
    }

    private static ProcessIdentity running(Observation observation) {
        return assertInstanceOf(Observation.Running.class, observation).process();
    }
}
