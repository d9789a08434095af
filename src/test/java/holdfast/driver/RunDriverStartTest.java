package holdfast.driver;

import holdfast.linux.ProcessStat;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
final class RunDriverStartTest {
    /// Listens on `$PORT` and says so.
    static final String SERVER =
            "exec perl -MIO::Socket::INET -e '$s=IO::Socket::INET->new(Listen=>5,LocalAddr=>\"127.0.0.1\","
                    + "LocalPort=>$ENV{PORT},ReuseAddr=>1) or die; open W,\">$ENV{WIRE}\"; print W $$; close W; sleep 600'";

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
    void tellsTheStartBeforeTheEnd() throws Exception {
        ServiceSpec service = rig.shell("exit 3");

        for (long incarnation = 1; incarnation <= 5; incarnation++) {
            rig.run(service, incarnation);
            var exited = rig.await(Event.ProcessExited.class);
            assertEquals(new Incarnation(incarnation), exited.incarnation());
            assertEquals(new ExitStatus.Code(3), exited.status());
            assertEquals(0, exited.survivors());
        }
    }

    @Test
    void givesTheChildItsMarksItsPortAndItsEnvironment() throws Exception {
        int port = Rig.freePort();
        ServiceSpec service = rig.service(
                List.of("/bin/sh", "-c", "echo $PORT,$A,$HOLDFAST_SERVICE,$HOLDFAST_INCARNATION,$HOLDFAST_TOKEN,$PWD>$WIRE"),
                Map.of("A", "b c"),
                Optional.of(port),
                Optional.empty());

        rig.run(service, 4);

        String token = rig.machine.instance() + ":api:4";
        assertEquals(port + ",b c,api,4," + token + "," + directory.toRealPath(), rig.hear());
    }

    @Test
    void aPortOfTheConfigurationWinsOverTheDeclaredOne() throws Exception {
        var service = rig.service(
                List.of("/bin/sh", "-c", "echo $PORT>$WIRE"),
                Map.of("PORT", "mine"),
                Optional.of(Rig.freePort()),
                Optional.empty());

        rig.run(service, 1);

        assertEquals("mine", rig.hear());
    }

    @Test
    void theChildLeadsItsOwnSessionAndAppendsItsOutput() throws Exception {
        Files.writeString(rig.output(), "before\n");

        ProcessIdentity process = rig.run(rig.shell("echo now; echo too >&2; echo done>$WIRE; exec sleep 60"), 1);

        rig.hear();
        assertEquals("before\nnow\ntoo\n", rig.said());
        ProcessStat stat = rig.machine.table().stat(process.pid()).found().orElseThrow();
        assertEquals(process.pid(), stat.session());
        assertEquals(process.startTicks(), stat.startTicks());
    }

    @Test
    void runsAsAnotherUserWithItsHome() throws Exception {
        ServiceSpec service = rig.service(
                List.of("sh", "-c", "echo $(id -u),$(id -G),$HOME,$USER,$LOGNAME>$WIRE"),
                Map.of(),
                Optional.empty(),
                Optional.of("nobody"));
        new ProcessBuilder("chmod", "a+rwx", directory.toString(), directory.resolve("wire").toString())
                .start()
                .waitFor();

        rig.run(service, 1);

        assertEquals("65534,65534,/nonexistent,nobody,nobody", rig.hear());
    }

    @Test
    void saysInOneSentenceWhyNothingWasStarted() throws Exception {
        Path text = Files.writeString(directory.resolve("text"), "no program\n");
        Path noInterpreter = Files.writeString(directory.resolve("script"), "#!/no/such/interpreter\n");
        Path noProgram = Files.writeString(directory.resolve("nothing"), "nothing\n");
        assertTrue(noInterpreter.toFile().setExecutable(true) && noProgram.toFile().setExecutable(true));

        refuses(List.of("no-such-program"), StartFailure.NOT_FOUND, "driver.program-not-in-path");
        refuses(List.of("./no-such-program"), StartFailure.NOT_FOUND, "driver.program-missing");
        refuses(List.of("./script"), StartFailure.NOT_FOUND, "driver.interpreter-missing");
        refuses(List.of("./text"), StartFailure.NOT_EXECUTABLE, "driver.not-executable");
        refuses(List.of(directory.toString()), StartFailure.NOT_EXECUTABLE, "driver.not-executable");
        refuses(List.of("./nothing"), StartFailure.NOT_EXECUTABLE, "driver.no-program");
        assertEquals("no program\n", Files.readString(text));
        refuses("/no/such/directory", Optional.empty(), StartFailure.NO_DIRECTORY, "driver.directory-missing");
        refuses(text.toString(), Optional.empty(), StartFailure.NO_DIRECTORY, "driver.directory-is-none");
        refuses(directory.toString(), Optional.of("no-such-user"), StartFailure.NO_USER, "driver.user-missing");
    }

    @Test
    void looksForTheProgramInThePathOfTheChild() throws Exception {
        Path own = Files.writeString(directory.resolve("own-program"), "#!/bin/sh\nPATH=/bin:/usr/bin; echo found>$WIRE\n");
        assertTrue(own.toFile().setExecutable(true));

        rig.run(
                rig.service(
                        List.of("own-program"),
                        Map.of("PATH", directory.toString()),
                        Optional.empty(),
                        Optional.empty()),
                1);

        assertEquals("found", rig.hear());
    }

    @Test
    void namesTheOutputFileThatCannotBeOpened() throws Exception {
        Files.writeString(directory.resolve("file"), "");
        var spec = new DriverSpec.Run(
                List.of("/bin/true"),
                "/",
                Optional.empty(),
                Map.of(),
                15,
                directory.resolve("file/output").toString(),
                Optional.empty());

        var failed = assertInstanceOf(StartOutcome.Failed.class, rig.start(Rig.spec(spec), 1));

        assertEquals("driver.output", failed.reason().key());
    }

    @Test
    void aStrangerOnThePortIsNamedAndLeftAlone() throws Exception {
        try (var stranger = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            ServiceSpec service = rig.shell(SERVER, stranger.getLocalPort());

            var failed = assertInstanceOf(StartOutcome.Failed.class, rig.start(service, 1));

            assertEquals(StartFailure.PORT_HELD, failed.failure());
            assertEquals("driver.port-held", failed.reason().key());
            assertEquals(Integer.toString(stranger.getLocalPort()), failed.reason().values().get(0));
            assertEquals(Long.toString(ProcessHandle.current().pid()), failed.reason().values().get(1));
            assertEquals(System.getProperty("user.name"), failed.reason().values().get(2));
            assertFalse(stranger.isClosed());
        }
    }

    @Test
    void aStrayOfItsOwnIsReapedFromThePort() throws Exception {
        int port = Rig.freePort();
        // The server loses its parent, leaves the session and lives on when the main process ends.
        ServiceSpec first = rig.shell("setsid sh -c '" + SERVER.replace("'", "'\\''") + "' & sleep 600", port);
        ProcessIdentity main = rig.run(first, 1);
        long stray = rig.hearPid();
        new ProcessBuilder("kill", "-9", Long.toString(main.pid())).start().waitFor();
        // The server, and the sleep that the main shell waited for.
        assertEquals(2, rig.await(Event.ProcessExited.class).survivors());
        assertTrue(rig.lives(stray));

        rig.run(rig.shell(SERVER, port), 2);

        long server = rig.hearPid();
        assertFalse(rig.lives(stray));
        assertTrue(rig.lives(server));
    }

    @Test
    void aStrayOfAnEarlierHoldfastIsReapedToo() throws Exception {
        int port = Rig.freePort();
        ProcessIdentity old = rig.run(rig.shell(SERVER, port), 1);
        rig.hear();
        rig = rig.reborn();

        rig.run(rig.shell(SERVER, port), 2);

        assertFalse(rig.lives(old.pid()));
        assertTrue(rig.lives(rig.hearPid()));
    }

    private void refuses(List<String> argv, StartFailure failure, String key) throws Exception {
        refuses(rig.service(argv, Map.of(), Optional.empty(), Optional.empty()), failure, key);
    }

    private void refuses(String where, Optional<String> user, StartFailure failure, String key) throws Exception {
        var run = new DriverSpec.Run(
                List.of("/bin/true"), where, user, Map.of(), 15, rig.output().toString(), Optional.empty());
        refuses(Rig.spec(run), failure, key);
    }

    private void refuses(ServiceSpec service, StartFailure failure, String key) throws Exception {
        var failed = assertInstanceOf(StartOutcome.Failed.class, rig.start(service, 1));
        assertEquals(failure, failed.failure());
        assertEquals(key, failed.reason().key());
    }
}
