package holdfast.driver.command;

import holdfast.model.CommandLine;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/// Start, stop and status commands that work, hang, fail, or leave something behind.
final class CommandDriverTest extends CommandRig {
    @Test
    void withoutAPidFileTheMarkFindsTheProcess() throws Exception {
        ServiceSpec service = service("sleep 600 &", "kill $MAINPID", false);

        ProcessIdentity process = started(service, 1);

        assertEquals(
                new StopOutcome.Gone(new ExitStatus.Signalled(15, false)), stop(service, 1, Optional.of(process), 5));
    }

    @Test
    void stopsByTheCommandAndProvesIt() throws Exception {
        ServiceSpec service = service(DAEMON, END, true);
        ProcessIdentity process = started(service, 1);

        assertEquals(
                new StopOutcome.Gone(new ExitStatus.Signalled(15, false)), stop(service, 1, Optional.of(process), 5));
        assertFalse(lives(process.pid()));
    }

    @Test
    void whatTheStopCommandLeavesIsEnded() throws Exception {
        ServiceSpec service = service("sleep 600 & sleep 601 & echo $! > web.pid", "true", true);
        ProcessIdentity process = started(service, 1);

        assertInstanceOf(StopOutcome.Gone.class, stop(service, 1, Optional.of(process), 1));
        observe(service, 1, Optional.of(process));
        assertEquals(0, assertInstanceOf(Observation.Gone.class, observed()).survivors());
    }

    @Test
    void aStopCommandThatHangsDiesWithAllItStarted() throws Exception {
        ServiceSpec service = service(DAEMON, "sleep 602 & echo $! > stopper.pid; wait", true);
        ProcessIdentity process = started(service, 1);

        assertInstanceOf(StopOutcome.Gone.class, stop(service, 1, Optional.of(process), 1));

        long stopper = Long.parseLong(Files.readString(directory.resolve("stopper.pid")).strip());
        assertFalse(lives(stopper));
    }

    @Test
    void aStartCommandThatStaysInTheForegroundIsEndedAndNamed() throws Exception {
        ServiceSpec service = service("sleep 603", END, true);

        var failed = assertInstanceOf(StartOutcome.Failed.class, start(service, 1));

        assertEquals("driver.command.slow", failed.reason().key());
    }

    @Test
    void aStartCommandThatFailsIsQuoted() throws Exception {
        ServiceSpec service = service("echo no licence; exit 4", END, true);

        var failed = assertInstanceOf(StartOutcome.Failed.class, start(service, 1));

        assertEquals("driver.command.failed", failed.reason().key());
        assertEquals(List.of("start", "/bin/sh", "4", "no licence"), failed.reason().values());
    }

    @Test
    void aStartThatLeavesNothingHasFailed() throws Exception {
        ServiceSpec service = service("true", END, true);

        assertEquals(
                "driver.command.nothing",
                assertInstanceOf(StartOutcome.Failed.class, start(service, 1)).reason().key());
    }

    @Test
    void aProgramThatDoesNotExistIsTold() throws Exception {
        ServiceSpec service = service(line("/no/such/script"), line("/bin/true"), Optional.empty(), true);

        assertEquals(
                StartFailure.NOT_FOUND,
                assertInstanceOf(StartOutcome.Failed.class, start(service, 1)).failure());
    }

    @Test
    void theStatusCommandDecidesWhereNoProcessShows() throws Exception {
        var status = Optional.of(line("/bin/sh", "-c", "test -f up"));
        ServiceSpec service =
                service(line("/bin/touch", "up"), line("/bin/rm", "-f", "up"), status, false);

        observe(service, 1, Optional.empty());
        assertInstanceOf(Observation.Gone.class, observed());
        assertInstanceOf(StartOutcome.Started.class, start(service, 1));
        observe(service, 1, Optional.empty());
        assertInstanceOf(Observation.Running.class, observed());
        assertInstanceOf(StopOutcome.Gone.class, stop(service, 1, Optional.empty(), 2));
    }

    @Test
    void aStatusThatKnowsNothingMeansNothing() throws Exception {
        var status = Optional.of(line("/bin/sh", "-c", "exit 4"));
        ServiceSpec service = service(line("/bin/true"), line("/bin/true"), status, false);

        observe(service, 1, Optional.empty());

        assertInstanceOf(Observation.Unreadable.class, observed());
    }

    @Test
    void aStatusCommandThatHangsMeansNothing() throws Exception {
        var status = line("/bin/sh", "-c", "sleep 600; exit 1");
        ServiceSpec service = service(line("/bin/true"), line("/bin/true"), Optional.of(status), false);

        observe(service, 1, Optional.empty());

        assertEquals("driver.command.slow", assertInstanceOf(Observation.Unreadable.class, observed()).reason().key());
        assertEquals(Outcome.ERROR, driver.health(service, SECOND).outcome());
    }

    @Test
    void commandsAndTheServiceRunAsTheUserThatIsNamed() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root can run commands as another user");
        String start = "sleep 600 > /dev/null 2>&1 &";
        var asNobody = new CommandLine(List.of("/bin/sh", "-c", start), "/", Optional.of("nobody"), Map.of(), 3 * SECOND);
        ServiceSpec service = service(asNobody, line("/bin/true"), Optional.empty(), false);

        ProcessIdentity process = started(service, 1);

        assertEquals("nobody", ProcessHandle.of(process.pid()).orElseThrow().info().user().orElseThrow());
        assertInstanceOf(StopOutcome.Gone.class, stop(service, 1, Optional.of(process), 1));
    }

    @Test
    void aUserThatDoesNotExistIsTold() throws Exception {
        var asNobody = new CommandLine(List.of("/bin/true"), "/", Optional.of("no-such-user"), Map.of(), 3 * SECOND);

        var failed = assertInstanceOf(
                StartOutcome.Failed.class, start(service(asNobody, line("/bin/true"), Optional.empty(), false), 1));

        assertEquals(StartFailure.NO_USER, failed.failure());
    }

    @Test
    void whatSurvivesAStopThatOnlyStatusSeesIsNotProven() throws Exception {
        var status = Optional.of(line("/bin/true"));
        ServiceSpec service = service(line("/bin/true"), line("/bin/true"), status, false);

        var unproven = assertInstanceOf(StopOutcome.NotProven.class, stop(service, 1, Optional.empty(), 1));

        assertEquals("driver.command.still-says", unproven.reason().key());
    }
}
