package holdfast.driver;

import holdfast.linux.Signals;
import holdfast.model.Event;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
final class RunDriverStopTest {
    private static final long LONG_NANOS = 30 * Rig.SECOND;
    private static final long SHORT_NANOS = Rig.SECOND / 5;

    @TempDir
    private Path directory = Path.of("");

    private Optional<Rig> opened = Optional.empty();

    @AfterEach
    void close() throws Exception {
        if (opened.isPresent()) {
            opened.get().close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopsATreeOfThreeLevels(Rig.Cgroup cgroup) throws Exception {
        Rig rig = open(cgroup);
        ServiceSpec service = rig.shell("sh -c 'sh -c \"echo \\$\\$ >$WIRE; sleep 600; :\"; :'; :");
        ProcessIdentity main = rig.run(service, 1);
        long grandchild = rig.hearPid();
        List<Long> tree = rig.machine.lookups().members(main.pid()).found().orElseThrow().stream()
                .map(stat -> stat.pid())
                .toList();
        assertTrue(tree.contains(grandchild) && tree.size() >= 3, tree.toString());

        assertEquals(new StopOutcome.Gone(new ExitStatus.Signalled(15, false)), stop(rig, service, main, LONG_NANOS));

        tree.forEach(pid -> assertFalse(rig.lives(pid)));
    }

    @ParameterizedTest
    @EnumSource
    void killsWhoIgnoresTheSignalWhenTheGraceIsOver(Rig.Cgroup cgroup) throws Exception {
        Rig rig = open(cgroup);
        ServiceSpec service = rig.shell("trap '' TERM; (trap '' TERM; sleep 600)& echo $!>$WIRE; while :; do sleep 600; done");
        ProcessIdentity main = rig.run(service, 1);
        long child = rig.hearPid();

        assertEquals(new StopOutcome.Gone(new ExitStatus.Signalled(9, false)), stop(rig, service, main, SHORT_NANOS));

        assertFalse(rig.lives(child));
    }

    @ParameterizedTest
    @EnumSource
    void letsAServerDrainItselfBeforeAnyChildIsSignalled(Rig.Cgroup cgroup) throws Exception {
        Rig rig = open(cgroup);
        // The worker would say so if it were signalled.
        ServiceSpec service = rig.shell("(trap 'echo worker-signalled' TERM; echo $$>$WIRE; while :; do sleep 0.05; done)& "
                + "w=$!; trap 'echo draining; kill -9 $w; exit 7' TERM; while :; do sleep 0.05; done");
        ProcessIdentity main = rig.run(service, 1);
        rig.hear();

        assertEquals(new StopOutcome.Gone(new ExitStatus.Code(7)), stop(rig, service, main, LONG_NANOS));

        assertEquals("draining\n", rig.said().replaceAll("(?m)^.*Killed.*\\n", ""));
    }

    @ParameterizedTest
    @EnumSource
    void theProgramInAWrapperGetsItsChanceToo(Rig.Cgroup cgroup) throws Exception {
        Rig rig = open(cgroup);
        ServiceSpec service = rig.shell("perl -e '$SIG{TERM}=sub{print \"saved\\n\";exit 0}; open W,\">$ENV{WIRE}\"; print W $$;"
                + " close W; sleep 600 while 1'; :");
        ProcessIdentity main = rig.run(service, 1);
        long program = rig.hearPid();
        assertTrue(program != main.pid());

        stop(rig, service, main, LONG_NANOS);

        assertFalse(rig.lives(program));
        assertEquals("saved\n", rig.said().replace("Terminated\n", ""));
    }

    @ParameterizedTest
    @EnumSource
    void aStoppedProcessActsOnTheSignalWithinTheGrace(Rig.Cgroup cgroup) throws Exception {
        Rig rig = open(cgroup);
        ServiceSpec service = rig.shell("trap 'exit 8' TERM; echo $$>$WIRE; while :; do sleep 0.05; done");
        ProcessIdentity main = rig.run(service, 1);
        rig.hear();
        rig.machine.door().signal(Run.key(main), Signals.STOP);

        assertEquals(new StopOutcome.Gone(new ExitStatus.Code(8)), stop(rig, service, main, LONG_NANOS));
    }

    @ParameterizedTest
    @EnumSource
    void findsADaemonThatForkedTwiceAndLeftTheSession(Rig.Cgroup cgroup) throws Exception {
        Rig rig = open(cgroup);
        ServiceSpec service = rig.shell("setsid sh -c '(trap \"\" TERM; sleep 600)& echo $!>$WIRE'; exec sleep 600");
        ProcessIdentity main = rig.run(service, 1);
        long daemon = rig.hearPid();

        stop(rig, service, main, SHORT_NANOS);

        assertFalse(rig.lives(daemon));
        assertFalse(rig.lives(main.pid()));
    }

    @ParameterizedTest
    @EnumSource
    void countsWhoOutlivesTheWrapperAndStopsThem(Rig.Cgroup cgroup) throws Exception {
        Rig rig = open(cgroup);
        ServiceSpec service = rig.shell("sleep 600 & echo $!>$WIRE; exit 0");
        ProcessIdentity main = rig.run(service, 1);
        long child = rig.hearPid();
        assertEquals(1, rig.await(Event.ProcessExited.class).survivors());

        stop(rig, service, main, LONG_NANOS);

        assertFalse(rig.lives(child));
    }

    @ParameterizedTest
    @EnumSource
    void findsWhoWipedItsEnvironmentInTheSession(Rig.Cgroup cgroup) throws Exception {
        Rig rig = open(cgroup);
        ServiceSpec service = rig.shell("env -i /bin/sleep 600 & sleep 600 & echo $$>$WIRE; exit 0");
        rig.run(service, 1);
        rig.hear();

        assertEquals(2, rig.await(Event.ProcessExited.class).survivors());
        stop(rig, service, new ProcessIdentity(1, 1, "another boot"), LONG_NANOS);
    }

    @ParameterizedTest
    @EnumSource
    void theDeadWrappersOtherWayRound(Rig.Cgroup cgroup) throws Exception {
        Rig rig = open(cgroup);
        ServiceSpec service = rig.shell("sleep 600 & kill -9 $!; wait; echo $$>$WIRE; exec sleep 600");
        ProcessIdentity main = rig.run(service, 1);
        rig.hear();

        assertEquals(new StopOutcome.Gone(new ExitStatus.Signalled(15, false)), stop(rig, service, main, LONG_NANOS));
    }

    @ParameterizedTest
    @EnumSource
    void aPidGivenOutAgainIsNeverSignalled(Rig.Cgroup cgroup) throws Exception {
        Rig rig = open(cgroup);
        var stranger = new ProcessBuilder("sleep", "600").start();
        try {
            ProcessIdentity right = rig.identity(stranger.pid());
            var stale = new ProcessIdentity(right.pid(), right.startTicks() - 1, right.bootId());

            assertEquals(
                    new StopOutcome.Gone(new ExitStatus.Unknown()), stop(rig, rig.shell("exit 0"), stale, SHORT_NANOS));

            assertTrue(stranger.isAlive());
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopsWhatOnlyTheJournalKnows(Rig.Cgroup cgroup) throws Exception {
        Rig rig = open(cgroup);
        ServiceSpec service = rig.shell("trap 'exit 9' TERM; echo $$>$WIRE; while :; do sleep 0.05; done");
        ProcessIdentity main = rig.run(service, 1);
        rig.hear();
        Rig next = rig.reborn();
        opened = Optional.of(next);

        assertEquals(new StopOutcome.Gone(new ExitStatus.Code(9)), stop(next, service, main, LONG_NANOS));
    }

    private Rig open(Rig.Cgroup cgroup) throws Exception {
        var rig = new Rig(directory, cgroup);
        opened = Optional.of(rig);
        return rig;
    }

    private static StopOutcome stop(Rig rig, ServiceSpec service, ProcessIdentity main, long graceNanos) throws Exception {
        return rig.stop(service, 1, Optional.of(main), graceNanos);
    }
}
