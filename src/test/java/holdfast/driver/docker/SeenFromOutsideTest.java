package holdfast.driver.docker;

import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What people and the engine itself do to a container, and what the driver makes of it.
final class SeenFromOutsideTest extends SharedEngine {
    @Test
    void adoptsAContainerThatAPersonStarted() throws Exception {
        run(SLEEPING);

        var running = assertInstanceOf(Observation.Running.class, rig.observe(service));

        assertEquals(Origin.HAND, running.origin());
        assertEquals(engine.state(name, "{{.State.Pid}}"), Long.toString(running.process().pid()));
        assertTrue(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).startsWith(running.process().bootId()));
    }

    @Test
    void aCrashIsToldWithItsSignal() throws Exception {
        run(Dockerd.IMAGE, "sleep", "600");
        var running = assertInstanceOf(Observation.Running.class, rig.observe(service));

        kill(running.process().pid());
        var exited = rig.next(Event.ProcessExited.class);

        assertEquals(new ExitStatus.Signalled(9, false), exited.status());
        assertEquals(new Incarnation(100), exited.incarnation());
    }

    @Test
    void aStopByAPersonIsRespected() throws Exception {
        run(SLEEPING);
        rig.observe(service);

        engine.docker("stop", name);

        assertEquals("driver.docker.stopped-by-hand", rig.change(Observation.Rested.class).reason().key());
        rig.hearsNothing();
    }

    @Test
    void aStopByAPersonWhileHoldfastWasAwayIsRespected() throws Exception {
        run(SLEEPING);
        engine.docker("stop", name);

        assertInstanceOf(Observation.Rested.class, rig.observe(service));
    }

    @Test
    void ourOwnStopIsNotTakenForAPersonsAfterWeDiedInIt() throws Exception {
        run(SLEEPING);
        rig.observe(service);
        assertInstanceOf(StopOutcome.Gone.class, rig.stop(service, 100, 2));
        rig.close();
        rig = new DockerRig(directory);

        assertInstanceOf(Observation.Gone.class, rig.observe(service));
    }

    @Test
    void aRestartByAPersonIsANewRunAndNoStop() throws Exception {
        run(SLEEPING);
        rig.observe(service);

        engine.docker("restart", "--time", "1", name);

        var running = rig.change(Observation.Running.class);
        assertEquals(Origin.HAND, running.origin());
        assertEquals(engine.state(name, "{{.State.Pid}}"), Long.toString(running.process().pid()));
        rig.hearsNothing();
    }

    @Test
    void aStartByAPersonIsTold() throws Exception {
        run(SLEEPING);
        engine.docker("stop", name);
        rig.observe(service);

        engine.docker("start", name);

        assertEquals(Origin.HAND, rig.change(Observation.Running.class).origin());
    }

    @Test
    void aRemovedContainerIsAbsentAndOneMadeAnewByHandIsFound() throws Exception {
        run(SLEEPING);
        rig.observe(service);

        engine.docker("rm", "--force", name);
        assertEquals("driver.docker.no-container", rig.change(Observation.Absent.class).reason().key());

        run(SLEEPING);
        assertEquals(Origin.HAND, rig.change(Observation.Running.class).origin());
    }

    @Test
    void aContainerThatIsRenamedIsAbsentAndFoundWhenItHasItsNameAgain() throws Exception {
        run(SLEEPING);
        rig.observe(service);

        engine.docker("rename", name, name + "-other");
        assertEquals("driver.docker.no-container", rig.change(Observation.Absent.class).reason().key());

        engine.docker("rename", name + "-other", name);
        rig.change(Observation.Running.class);
    }

    @Test
    void aPersonWhoRestartsInTheMiddleOfOurStopKeepsTheirContainer() throws Exception {
        run(Dockerd.IMAGE, "sh", "-c", "trap 'sleep 2; exit 0' TERM; while :; do sleep 0.1; done");
        var running = assertInstanceOf(Observation.Running.class, rig.observe(service));
        Process person = new ProcessBuilder("docker", "--host", engine.host(), "restart", "--time", "10", name).start();

        StopOutcome outcome = rig.stop(service, 100, 10);
        person.waitFor();

        assertInstanceOf(StopOutcome.Gone.class, outcome);
        var theirs = rig.change(Observation.Running.class);
        assertEquals(Origin.HAND, theirs.origin());
        assertNotEquals(running.process(), theirs.process());
        assertEquals(engine.state(name, "{{.State.Pid}}"), Long.toString(theirs.process().pid()));
    }

    @Test
    void aRestartPolicyIsLeftToItsEngine() throws Exception {
        run("--restart=always", Dockerd.IMAGE, "sleep", "600");
        var running = assertInstanceOf(Observation.Running.class, rig.observe(service));

        kill(running.process().pid());

        Event.BackendChanged change = rig.next(Event.BackendChanged.class);
        if (change.observation() instanceof Observation.Reviving reviving) {
            assertEquals(new ExitStatus.Signalled(9, false), reviving.status());
            change = rig.next(Event.BackendChanged.class);
        }
        assertEquals(Origin.BACKEND, assertInstanceOf(Observation.Running.class, change.observation()).origin());
        rig.hearsNothing();
    }

    @Test
    void aRestartLoopOfTheEngineIsToldRunByRun() throws Exception {
        run("--restart=always", Dockerd.IMAGE, "sh", "-c", "exit 7");

        rig.observe(service);

        var reviving = new ArrayList<Observation.Reviving>();
        while (reviving.size() < 3) {
            if (rig.next(Event.BackendChanged.class).observation() instanceof Observation.Reviving one) {
                reviving.add(one);
            }
        }
        assertEquals(new ExitStatus.Code(7), reviving.getLast().status());
        assertEquals("always", reviving.getLast().reason().values().get(1));
    }

    @Test
    void aPolicyThatGaveUpIsGone() throws Exception {
        run("--restart=on-failure:2", Dockerd.IMAGE, "sh", "-c", "sleep 1; exit 7");
        rig.observe(service);

        Event last = rig.next();
        while (!(last instanceof Event.BackendChanged(var _, Observation.Gone _)) && !(last instanceof Event.ProcessExited)) {
            last = rig.next();
        }
        rig.hearsNothing();
    }

    @Test
    void aPausedContainerRestsUntilItGoesOn() throws Exception {
        run(SLEEPING);
        rig.observe(service);

        engine.docker("pause", name);
        assertEquals("driver.docker.paused", rig.change(Observation.Rested.class).reason().key());

        engine.docker("unpause", name);
        rig.change(Observation.Running.class);
    }

    @Test
    void theKnownProcessIsOurs() throws Exception {
        run(SLEEPING);
        engine.docker("stop", name);
        ProcessIdentity process = rig.started(service, 1);
        rig.close();
        rig = new DockerRig(directory);

        var running = assertInstanceOf(
                Observation.Running.class, rig.observe(service, Optional.of(new Incarnation(1)), Optional.of(process)));

        assertEquals(new Observation.Running(process, Origin.HOLDFAST), running);
    }
}
