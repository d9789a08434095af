package holdfast.driver.command;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Pid files that are right, late, stale, empty, senseless or a stranger's.
final class PidFileDriverTest extends CommandRig {
    @Test
    void findsTheProcessThatThePidFileNamesAndSeesItsEnd() throws Exception {
        ServiceSpec service = service(DAEMON, END, true);

        ProcessIdentity process = started(service, 1);
        assertEquals(Files.readString(pidFile).strip(), Long.toString(process.pid()));
        kill(process.pid());

        assertEquals(new Event.ProcessExited(service.id(), new Incarnation(1), new ExitStatus.Signalled(9, false), 0), exited());
    }

    @Test
    void waitsForAPidFileThatComesLate() throws Exception {
        ServiceSpec service = service("(sleep 1; sleep 600 & echo $! > web.pid) > /dev/null 2>&1 &", END, true);

        assertEquals("sleep", Path.of(command(started(service, 1).pid())).getFileName().toString());
    }

    @Test
    void aStalePidFileNamesNobody() throws Exception {
        var ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.writeString(pidFile, ended.pid() + "\n");
        ServiceSpec service = service(DAEMON, END, true);

        observe(service, 1, Optional.empty());
        assertEquals(new Observation.Gone(new ExitStatus.Unknown(), 0), observed());
        started(service, 1);
    }

    @Test
    void aStrangerWhoGotThePidIsNeitherTakenForTheServiceNorTouched() throws Exception {
        long stranger = sleeping();
        Files.writeString(pidFile, stranger + "\n");
        Files.setLastModifiedTime(pidFile, FileTime.fromMillis(System.currentTimeMillis() - 3_600_000));
        ServiceSpec service = service("true", "true", true);

        observe(service, 1, Optional.empty());
        assertEquals(new Observation.Gone(new ExitStatus.Unknown(), 0), observed());
        assertInstanceOf(StopOutcome.Gone.class, stop(service, 1, Optional.empty(), 1));
        assertTrue(lives(stranger));
    }

    @Test
    void whoWasStartedByHandIsAdoptedThroughItsPidFile() throws Exception {
        long byHand = sleeping();
        Files.writeString(pidFile, byHand + "\n");
        ServiceSpec service = service(DAEMON, END, true);

        driver.observe(
                new Command.ObserveProcess(service.id(), 7, Optional.empty(), Optional.empty(), new Incarnation(5)), service);
        var running = assertInstanceOf(Observation.Running.class, observed());
        assertEquals(byHand, running.process().pid());
        assertEquals(Origin.HAND, running.origin());

        kill(byHand);
        assertEquals(new Incarnation(5), exited().incarnation());
    }

    @Test
    void aFreshPidFileWithoutSenseIsNotBelievedEitherWay() throws Exception {
        Files.writeString(pidFile, "");
        ServiceSpec service = service(DAEMON, END, true);

        observe(service, 1, Optional.empty());
        assertInstanceOf(Observation.Unreadable.class, observed());

        Files.writeString(pidFile, "garbage");
        Files.setLastModifiedTime(pidFile, FileTime.fromMillis(System.currentTimeMillis() - 60_000));
        observe(service, 1, Optional.empty());
        assertInstanceOf(Observation.Gone.class, observed());
        started(service, 1);
    }

    @Test
    void aServiceThatRunsAlreadyIsNotStartedTwice() throws Exception {
        Files.writeString(pidFile, sleeping() + "\n");
        ServiceSpec service = service("echo twice > twice", END, true);

        started(service, 1);

        assertFalse(Files.exists(directory.resolve("twice")));
    }
}
