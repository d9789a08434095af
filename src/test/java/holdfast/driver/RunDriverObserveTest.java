package holdfast.driver;

import holdfast.linux.Cgroups;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessTable;
import holdfast.linux.Signals;
import holdfast.linux.SocketTable;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
final class RunDriverObserveTest {
    private static final Observation NOBODY = new Observation.Gone(new ExitStatus.Unknown(), 0);
    private static final String LISTEN = "$s=IO::Socket::INET->new(Listen=>5,LocalAddr=>\"127.0.0.1\","
            + "LocalPort=>$ENV{PORT},ReuseAddr=>1) or die; open W,\">$ENV{WIRE}\"; print W $$; close W; sleep 600";

    @TempDir
    private Path directory = Path.of("");

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig(directory, Rig.Cgroup.NONE);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void findsItsProcessAgainAndSeesItsEnd() throws Exception {
        ServiceSpec service = rig.shell("exec sleep 600");
        ProcessIdentity process = rig.run(service, 3);
        rig = rig.reborn();

        assertEquals(new Observation.Running(process, Origin.HOLDFAST), rig.observe(service, Optional.of(3L), Optional.of(process)));

        rig.machine.door().signal(Run.key(process), Signals.KILL);
        var exited = rig.await(Event.ProcessExited.class);
        assertEquals(new Incarnation(3), exited.incarnation());
        assertEquals(new ExitStatus.Signalled(9, false), exited.status());
    }

    @Test
    void tellsHowAProcessEndedThatIsNotItsChild() throws Exception {
        ServiceSpec service = rig.shell("exit 0");
        ProcessIdentity orphan = orphan("read x <$WIRE; exit 6", 2);

        assertEquals(new Observation.Running(orphan, Origin.HOLDFAST), rig.observe(service, Optional.of(2L), Optional.of(orphan)));

        Files.writeString(directory.resolve("wire"), "go\n");
        ExitStatus status = rig.await(Event.ProcessExited.class).status();
        // A kernel before 6.15 may have nothing to tell, if init was quicker than we.
        assertTrue(status.equals(new ExitStatus.Code(6)) || status.equals(new ExitStatus.Unknown()), status.toString());
    }

    @Test
    void findsAProcessWhoseStartWasNeverRecorded() throws Exception {
        ServiceSpec service = rig.shell("exec sleep 600");
        ProcessIdentity process = rig.run(service, 3);
        rig = rig.reborn();

        assertEquals(new Observation.Running(process, Origin.HOLDFAST), rig.observe(service, Optional.of(3L), Optional.empty()));
        assertEquals(NOBODY, rig.observe(service, Optional.of(4L), Optional.empty()));
    }

    @Test
    void countsWhoOutlivedTheirMainProcessMeanwhile() throws Exception {
        ServiceSpec service = rig.shell("sleep 600 & echo $!>$WIRE; exec sleep 600");
        ProcessIdentity process = rig.run(service, 3);
        rig.hear();
        rig.machine.door().signal(Run.key(process), Signals.KILL);
        rig.await(Event.ProcessExited.class);
        rig = rig.reborn();

        var gone = assertInstanceOf(
                Observation.Gone.class, rig.observe(service, Optional.of(3L), Optional.of(process)));

        assertEquals(1, gone.survivors());
    }

    @Test
    void aPidGivenOutAgainIsNotItsProcess() throws Exception {
        ProcessIdentity self = rig.identity(ProcessHandle.current().pid());
        var stale = new ProcessIdentity(self.pid(), self.startTicks() - 1, self.bootId());

        assertEquals(NOBODY, rig.observe(rig.shell("exit 0"), Optional.of(1L), Optional.of(stale)));
    }

    @Test
    void aProcessOfAnEarlierBootEndedWithIt() throws Exception {
        ProcessIdentity self = rig.identity(ProcessHandle.current().pid());
        var earlier = new ProcessIdentity(self.pid(), self.startTicks(), "another boot");

        assertEquals(
                new Observation.OtherBoot(), rig.observe(rig.shell("exit 0"), Optional.of(1L), Optional.of(earlier)));
    }

    @Test
    void adoptsWhatAPersonStartedInTheSameWay() throws Exception {
        int port = Rig.freePort();
        List<String> argv = List.of("perl", "-MIO::Socket::INET", "-e", LISTEN);
        ServiceSpec service = rig.service(argv, Map.of(), Optional.of(port), Optional.empty());
        Process byHand = byHand(argv, directory, port);
        try {
            ProcessIdentity process = rig.identity(rig.hearPid());

            assertEquals(new Observation.Running(process, Origin.HAND), rig.observe(service, Optional.empty(), Optional.empty()));

            byHand.destroyForcibly();
            assertEquals(new Incarnation(77), rig.await(Event.ProcessExited.class).incarnation());
        } finally {
            byHand.destroyForcibly().waitFor();
        }
    }

    @Test
    void adoptsAScriptStartedByHand() throws Exception {
        int port = Rig.freePort();
        Path script = Files.writeString(
                directory.resolve("server"), "#!/usr/bin/perl\nuse IO::Socket::INET;\n" + LISTEN + ";\n");
        assertTrue(script.toFile().setExecutable(true));
        ServiceSpec service = rig.service(List.of("./server", "x"), Map.of(), Optional.of(port), Optional.empty());
        Process byHand = byHand(List.of(script.toString(), "x"), directory, port);
        try {
            ProcessIdentity process = rig.identity(rig.hearPid());

            assertEquals(new Observation.Running(process, Origin.HAND), rig.observe(service, Optional.empty(), Optional.empty()));
        } finally {
            byHand.destroyForcibly().waitFor();
        }
    }

    @Test
    void adoptsAScriptOfNodeUnderTheTitleThatPm2GivesIt() throws Exception {
        int port = Rig.freePort();
        Path script = Files.createFile(directory.resolve("server.js"));
        List<String> argv = List.of("perl", "-MIO::Socket::INET", "-e", "$0='node " + script + "';" + LISTEN);
        Process byHand = byHand(argv, directory, port);
        try {
            ProcessIdentity process = rig.identity(rig.hearPid());

            assertEquals(new Observation.Running(process, Origin.HAND), look(node("server.js", port)));
            assertEquals(NOBODY, look(node("other.js", port)));
        } finally {
            byHand.destroyForcibly().waitFor();
        }
    }

    private ServiceSpec node(String script, int port) {
        return rig.service(List.of("node", script), Map.of(), Optional.of(port), Optional.empty());
    }

    @Test
    void doesNotAdoptWhatDiffersInArgumentsOrDirectoryOrHoldsNoDeclaredPort() throws Exception {
        int port = Rig.freePort();
        List<String> argv = List.of("perl", "-MIO::Socket::INET", "-e", LISTEN);
        Process byHand = byHand(argv, Path.of("/"), port);
        try {
            rig.hear();

            assertEquals(NOBODY, look(rig.service(argv, Map.of(), Optional.of(port), Optional.empty())));
            assertEquals(NOBODY, look(in("/", List.of("perl", "-e", LISTEN), Optional.of(port))));
            assertEquals(NOBODY, look(in("/", argv, Optional.empty())));
            assertInstanceOf(Observation.Running.class, look(in("/", argv, Optional.of(port))));
        } finally {
            byHand.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatCannotBeReadIsUnreadableAndNeverGone() throws Exception {
        Path empty = Files.createDirectories(directory.resolve("proc"));
        Files.createDirectories(empty.resolve("net/tcp"));
        var events = new LinkedBlockingQueue<Event>();
        var blind = new Machine(
                "blind",
                rig.machine.kernel(),
                new ProcessLookups(new ProcessTable(directory.resolve("nowhere")), new SocketTable(empty)),
                rig.machine.watch(),
                Cgroups.none(),
                rig.machine.bootId());
        var driver = new RunDriver(blind, events::add);
        ServiceSpec service = in("/", List.of("/bin/true"), Optional.of(1));

        for (Optional<Incarnation> known : List.of(Optional.of(new Incarnation(1)), Optional.<Incarnation>empty())) {
            driver.observe(
                    new Command.ObserveProcess(service.id(), 1, known, Optional.empty(), new Incarnation(2)), service);
            var observed = assertInstanceOf(Event.ProcessObserved.class, events.poll(10, TimeUnit.SECONDS));
            assertInstanceOf(Observation.Unreadable.class, observed.observation());
        }
    }

    private Observation look(ServiceSpec service) throws Exception {
        return rig.observe(service, Optional.empty(), Optional.empty());
    }

    private ServiceSpec in(String where, List<String> argv, Optional<Integer> port) {
        return Rig.spec(new DriverSpec.Run(
                argv, where, Optional.empty(), Map.of(), 15, rig.output().toString(), port));
    }

    private Process byHand(List<String> argv, Path where, int port) throws Exception {
        var builder = new ProcessBuilder(argv).directory(where.toFile());
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("WIRE", directory.resolve("wire").toString());
        return builder.start();
    }

    /// A process with our token whose parent is gone, as those of a Holdfast that died.
    private ProcessIdentity orphan(String line, long incarnation) throws Exception {
        var builder = new ProcessBuilder("setsid", "--fork", "sh", "-c", "echo $$>$WIRE; " + line);
        builder.environment().put("WIRE", directory.resolve("wire").toString());
        builder.environment().put(Token.VARIABLE, rig.machine.instance() + ":api:" + incarnation);
        builder.start().waitFor();
        return rig.identity(rig.hearPid());
    }
}
