package holdfast.driver.docker;

import holdfast.model.Command.Manner;
import holdfast.model.DriverSpec.ContainerSelection;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What the driver itself does on a real engine.
final class DockerDriverTest extends SharedEngine {
    @Test
    void startsAndStopsAndProvesBoth() throws Exception {
        run(SLEEPING);
        engine.docker("stop", "--time", "1", name);
        ProcessIdentity process = rig.started(service, 1);

        assertEquals(engine.state(name, "{{.State.Pid}}"), Long.toString(process.pid()));
        assertEquals(
                new StopOutcome.Gone(new ExitStatus.Signalled(15, false)), rig.stop(service, 1, 5));
        assertEquals("exited", engine.state(name, "{{.State.Status}}"));
        rig.hearsNothing();
    }

    @Test
    void aMissingProgramIsTold() throws Exception {
        engine.docker("create", "--network=none", "--name", name, Dockerd.IMAGE, "/no/such");

        var failed = assertInstanceOf(StartOutcome.Failed.class, rig.start(service, 1, Manner.PLAIN));

        assertEquals(StartFailure.NOT_FOUND, failed.failure());
    }

    @Test
    void aMissingContainerIsTold() throws Exception {
        var failed = assertInstanceOf(StartOutcome.Failed.class, rig.start(service, 1, Manner.PLAIN));

        assertEquals(StartFailure.NOT_FOUND, failed.failure());
        assertEquals("driver.docker.no-container", failed.reason().key());
        assertEquals(new StopOutcome.Gone(new ExitStatus.Unknown()), rig.stop(service, 1, 1));
    }

    @Test
    void isRecreatedWithTheSameSettings() throws Exception {
        String old = run(
                "--env", "COLOUR=green", "--label", "a.b=c d", "--volume", "/data", "--memory", "64m", "--restart", "no", "--init",
                Dockerd.IMAGE, "sh", "-c", "test -f /data/kept || touch /data/kept; sleep 600");
        rig.observe(service);

        var started = assertInstanceOf(StartOutcome.Started.class, rig.start(service, 2, Manner.RECREATE));

        assertNotEquals(old, engine.state(name, "{{.Id}}"));
        assertEquals(engine.state(name, "{{.State.Pid}}"), Long.toString(started.process().pid()));
        assertEquals("c d", engine.state(name, "{{index .Config.Labels \"a.b\"}}"));
        assertTrue(engine.state(name, "{{.Config.Env}}").contains("COLOUR=green"));
        assertEquals("67108864", engine.state(name, "{{.HostConfig.Memory}}"));
        assertEquals("/data/kept", engine.docker("exec", name, "ls", "/data/kept"));
        assertEquals(name, engine.docker("ps", "--all", "--filter", "name=^/" + name, "--format", "{{.Names}}"));
        rig.hearsNothing();
    }

    @Test
    void aRecreationThatFailsLeavesTheOldOne() throws Exception {
        String old = engine.docker("create", "--network=none", "--name", name, Dockerd.IMAGE, "/no/such");

        assertInstanceOf(StartOutcome.Failed.class, rig.start(service, 1, Manner.RECREATE));

        assertEquals(old, engine.state(name, "{{.Id}}"));
    }

    @Test
    void anInterruptedRecreationIsUndone() throws Exception {
        String old = run(SLEEPING);
        engine.docker("rename", name, name + Recreation.WAITING);

        assertInstanceOf(Observation.Running.class, rig.observe(service));

        assertEquals(old, engine.state(name, "{{.Id}}"));
    }

    @Test
    void aContainerThatIsRemovedAtItsEndIsMadeAnew() throws Exception {
        String old = run("--rm", "--init", Dockerd.IMAGE, "sleep", "600");
        rig.observe(service);

        assertInstanceOf(StopOutcome.Gone.class, rig.stop(service, 100, 2));
        rig.started(service, 101);

        assertNotEquals(old, engine.state(name, "{{.Id}}"));
    }

    @Test
    void theStopTimeoutOfAutohealIsHonoured() throws Exception {
        run("--label", "autoheal.stop.timeout=1", Dockerd.IMAGE, "sleep", "600");
        rig.observe(service);
        long begin = System.nanoTime();

        // As the first process of a container, sleep does not hear TERM.
        assertEquals(new StopOutcome.Gone(new ExitStatus.Signalled(9, false)), rig.stop(service, 100, 60));

        assertTrue(System.nanoTime() - begin < 30_000_000_000L);
    }

    @Test
    void isFoundByLabelsAndNotGuessedAmongSeveral() throws Exception {
        String label = "part-" + name;
        ServiceSpec labelled =
                DockerRig.service(name, "autoheal=true, part=" + label, ContainerSelection.LABEL, engine.host());
        run("--label", "autoheal=true", "--label", "part=" + label, "--init", Dockerd.IMAGE, "sleep", "600");
        assertInstanceOf(Observation.Running.class, rig.observe(labelled));

        engine.container(name + "-two", "--label", "autoheal=true", "--label", "part=" + label, Dockerd.IMAGE, "sleep", "600");

        var unclear = assertInstanceOf(Observation.Unreadable.class, rig.observe(labelled));
        assertEquals("driver.docker.several", unclear.reason().key());
        assertInstanceOf(StartOutcome.Failed.class, rig.start(labelled, 1, Manner.PLAIN));
    }

    @Test
    void namesThatBeginLikeAnIdAreNotIds() throws Exception {
        String id = run(SLEEPING);

        assertInstanceOf(
                Observation.Absent.class, rig.observe(DockerRig.service(id.substring(0, 6), engine)));
        assertInstanceOf(
                Observation.Running.class, rig.observe(DockerRig.service(id.substring(0, 12), engine)));
    }

    @Test
    void aStartThatTheServiceDoesNotSurviveHasAnEnd() throws Exception {
        engine.docker("create", "--network=none", "--name", name, Dockerd.IMAGE, "sh", "-c", "exit 3");

        rig.started(service, 4);

        var exited = rig.next(Event.ProcessExited.class);
        assertEquals(new Event.ProcessExited(service.id(), new Incarnation(4), new ExitStatus.Code(3), 0), exited);
        rig.hearsNothing();
    }
}
