package holdfast.driver.pm2;

import holdfast.linux.Signals;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A PM2 that is there and does not answer: it hangs, has lost its socket, or is just ending.
@Timeout(120)
final class Pm2SilenceTest {
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

    /// Killed a moment ago: of its socket nothing is left, and it is still to be seen.
    @Test
    void aDaemonThatIsJustEndingIsWaitedForSoThatAStopIsProvenAtOnce() throws Exception {
        bed.sleeper("api");
        ServiceSpec api = bed.service("api");
        ProcessIdentity process = running(bed.driver.observe(api));
        long god = bed.god().pid();
        int watched = bed.machine.watch().size();
        Files.delete(bed.home.rpcSocket());

        var stop = new FutureTask<>(() -> bed.driver.stop(api, Optional.of(process)));
        Thread.startVirtualThread(stop);
        bed.until("its end is waited for", () -> bed.machine.watch().size() > watched);
        bed.kill(god);

        assertEquals(new StopOutcome.Gone(new ExitStatus.Signalled(2, false)), stop.get(30, TimeUnit.SECONDS));
        assertFalse(bed.lives(process.pid()));
    }

    @Test
    void aPm2ThatHangsSaysNothingOfItsApps() throws Exception {
        bed.sleeper("api");
        ServiceSpec api = bed.service("api");
        ProcessIdentity process = running(bed.driver.observe(api));
        bed.signal(bed.god().pid(), Signals.STOP);

        long before = System.nanoTime();
        var unreadable = assertInstanceOf(Observation.Unreadable.class, bed.driver.observe(api, Optional.of(process)));
        assertTrue(System.nanoTime() - before < 4 * Pm2Bed.SECOND);
        assertEquals("driver.pm2.silent", unreadable.reason().key());
        assertInstanceOf(StopOutcome.NotProven.class, bed.driver.stop(api, Optional.of(process)));
        assertTrue(bed.lives(process.pid()));

        bed.signal(bed.god().pid(), Signals.CONT);
        assertEquals(process, running(bed.driver.settled(api, process)));
    }

    @Test
    void aSocketThatIsGoneIsNamedWithTheDaemonThatLives() throws Exception {
        bed.sleeper("api");
        Files.delete(bed.home.rpcSocket());

        var unreadable = assertInstanceOf(Observation.Unreadable.class, bed.driver.observe(bed.service("api")));

        assertEquals(
                Reason.of("driver.pm2.socket-missing", bed.god().pid(), bed.home.rpcSocket()), unreadable.reason());
    }

    private static ProcessIdentity running(Observation observation) {
        return assertInstanceOf(Observation.Running.class, observation).process();
    }
}
