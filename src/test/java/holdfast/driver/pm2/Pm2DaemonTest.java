package holdfast.driver.pm2;

import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.Pm2Selection;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// What happens to PM2 itself: dead, killed, replaced, of somebody else, or there twice.
@Timeout(120)
final class Pm2DaemonTest {
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
    void lookingStartsNoDaemon() throws Exception {
        ServiceSpec api = bed.service("api");

        assertEquals(new Observation.Gone(new ExitStatus.Unknown(), 0), bed.driver.settled(api));
        StartOutcome outcome = bed.driver.start(api);

        assertEquals("driver.pm2.not-saved", failed(outcome, StartFailure.NOT_FOUND).key());
        assertEquals(List.of(), bed.backend.god().all());
        try (var files = Files.list(bed.home.directory())) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void appsThatOutliveTheDaemonRunOnAndAreNeverDoubled() throws Exception {
        bed.sleeper("api");
        bed.sleeper("web");
        bed.pm2("save");
        ServiceSpec api = bed.service("api");
        ProcessIdentity process = running(bed.driver.observe(api));
        long web = bed.app("web").pid();

        bed.killGod();

        assertEquals(Optional.empty(), bed.driver.nothingFor(5 * Pm2Bed.SECOND));
        assertEquals(process, running(bed.driver.settled(api, process)));

        bed.kill(process.pid());
        assertEquals(
                new ExitStatus.Signalled(9, false),
                bed.driver.news(Observation.Gone.class).status());
        ProcessIdentity again = bed.driver.started(api);

        assertEquals(bed.app("api").pid(), again.pid());
        assertTrue(bed.lives(web), "the other app was not touched");
        assertEquals(List.of("api"), bed.apps().stream().map(App::name).toList());
    }

    @Test
    void aRestartWhileTheDaemonIsDeadEndsWhatRunsAndBringsAllBack() throws Exception {
        bed.sleeper("api");
        bed.pm2("save");
        ServiceSpec api = bed.service("api");
        ProcessIdentity process = running(bed.driver.observe(api));
        bed.killGod();

        assertEquals(
                new StopOutcome.Gone(new ExitStatus.Signalled(2, false)), bed.driver.stop(api, Optional.of(process)));
        ProcessIdentity again = bed.driver.started(api);

        assertFalse(bed.lives(process.pid()));
        assertEquals(bed.app("api").pid(), again.pid());
    }

    @Test
    void aKilledPm2IsResurrectedOnceForAllOfItsServices() throws Exception {
        bed.sleeper("api");
        bed.sleeper("web");
        bed.pm2("save");
        ServiceSpec api = bed.service("api");
        ServiceSpec web = bed.service("web");
        running(bed.driver.observe(api));
        running(bed.driver.observe(web));

        bed.pm2("kill");
        bed.driver.news(Observation.Gone.class);
        bed.driver.news(Observation.Gone.class);
        bed.driver.started(api);
        bed.driver.started(web);

        assertEquals(List.of("api", "web"), bed.apps().stream().map(App::name).sorted().toList());
        assertEquals(1, bed.backend.god().all().size());
        assertTrue(bed.apps().stream().allMatch(app -> app.starts() == 0));
    }

    @Test
    void anUpdateOfPm2IsWaitedFor() throws Exception {
        bed.sleeper("api");
        bed.pm2("save");
        ServiceSpec api = bed.service("api");
        ProcessIdentity process = running(bed.driver.observe(api));

        bed.pm2("update");

        assertNotEquals(process, bed.driver.newsOf(Observation.Running.class).process());
        assertEquals(Optional.empty(), bed.driver.nothingFor(4 * Pm2Bed.SECOND));
    }

    @Test
    void aDaemonOfAnotherUserInThisHomeIsNotTrusted() throws Exception {
        assumeTrue(bed.machine.kernel().userId() == 0, "only root can play two users");
        bed.pm2("ping");
        Files.setOwner(bed.home.directory(), bed.home.directory().getFileSystem().getUserPrincipalLookupService()
                .lookupPrincipalByName("daemon"));
        // Root is trusted with any home, and the daemon is root's.
        assertInstanceOf(Backend.Look.Apps.class, bed.backend.look());

        bed.end(bed.home);
        Files.deleteIfExists(bed.home.rpcSocket());
        var script = Files.writeString(
                bed.directory.resolve("fake.js"),
                "require('net').createServer(s => s.destroy()).listen(process.argv[2], () => console.log('up'));\n");
        Files.setPosixFilePermissions(bed.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(bed.home.directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
        Process fake = new ProcessBuilder(
                        "setpriv", "--reuid=nobody", "--clear-groups", "node", script.toString(), bed.home.rpcSocket().toString())
                .start();
        try {
            fake.inputReader().readLine();
            var unknown = assertInstanceOf(Backend.Look.Unknown.class, bed.backend.look());
            assertEquals("driver.pm2.foreign-daemon", unknown.reason().key());
        } finally {
            fake.destroyForcibly().waitFor();
        }
    }

    @Test
    void bringsThePm2OfAnotherUserBackAsThatUser() throws Exception {
        assumeTrue(bed.machine.kernel().userId() == 0, "only root can run pm2 as another user");
        Files.setPosixFilePermissions(bed.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setOwner(bed.home.directory(), bed.home.directory().getFileSystem().getUserPrincipalLookupService()
                .lookupPrincipalByName("nobody"));
        bed.asUser("nobody", "start", "/bin/sleep", "--name", "api", "--interpreter", "none", "--", "3600");
        bed.asUser("nobody", "save");
        bed.asUser("nobody", "kill");
        ServiceSpec api = bed.service("api");

        ProcessIdentity process = bed.driver.started(api);

        long nobody = bed.machine.lookups().table().user(bed.god().pid()).found().orElseThrow();
        assertNotEquals(0, nobody);
        assertEquals(nobody, bed.machine.lookups().table().user(process.pid()).found().orElseThrow());
    }

    @Test
    void aMissingProgramIsNamedWithThePlacesWhereItWasLookedFor() throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1)).noneMatch(place -> Files.exists(Path.of(place, "pm2"))),
                "there is a pm2 in the PATH of this test");
        bed.sleeper("api");
        bed.pm2("save");
        bed.pm2("kill");
        // As if the Node that the person used was removed.
        Path programs = Pm2Bed.INSTALLED.resolve("node_modules/.bin");
        Files.writeString(
                bed.home.dump(), Files.readString(bed.home.dump()).replace(programs.toString(), "/no/such/place"));

        Reason reason = failed(bed.driver.start(bed.service("api")), StartFailure.NOT_FOUND);

        assertEquals("driver.pm2.program-missing", reason.key());
        assertTrue(reason.values().getFirst().contains("/no/such/place"), reason::toString);
        assertEquals(List.of(), bed.backend.god().all());
    }

    @Test
    void anAppOfAnEarlierDaemonOfTheSameHomeIsNotStartedASecondTime() throws Exception {
        bed.sleeper("api");
        ServiceSpec api = bed.service("api");
        ProcessIdentity process = running(bed.driver.observe(api));
        // Who finds no sockets starts another daemon, which knows nothing of what the first one runs.
        Files.delete(bed.home.rpcSocket());
        Files.delete(bed.home.pubSocket());
        bed.pm2("ping");
        assertEquals(2, bed.backend.god().all().size());

        assertFalse(bed.driver.settled(api, process) instanceof Observation.Gone);
        assertInstanceOf(StartOutcome.Failed.class, bed.driver.start(api));

        assertTrue(bed.lives(process.pid()));
        assertEquals(List.of(), bed.apps());
    }

    @Test
    void aSecondPm2WithTheSameAppIsNamedAndLeftAlone() throws Exception {
        int port = Pm2Bed.freePort();
        var other = new Home(Files.createDirectory(bed.directory.resolve("other")));
        String server = bed.server().toString();
        Pm2Bed.pm2(other, "start", server, "--name", "shop api", "--", Integer.toString(port));
        bed.until("the other answers", () -> Pm2Bed.answers(port));
        bed.pm2("start", server, "--name", "api", "--", Integer.toString(port));
        bed.pm2("stop", "api");
        ServiceSpec api = bed.service("api", Pm2Selection.NAME, Optional.of(port));
        try {
            Reason reason = failed(bed.driver.start(api), StartFailure.PORT_HELD);

            assertEquals("driver.pm2.port-of-other-pm2", reason.key());
            assertEquals(List.of(Integer.toString(port), "shop api", other.toString(), "root", bed.home.toString()), reason.values());
            assertTrue(Pm2Bed.answers(port));
            assertEquals(App.Status.STOPPED, bed.app("api").status());
        } finally {
            bed.end(other);
        }
    }

    @Test
    void aHomeThatDoesNotExistAndAUserThatDoesNotExistAreNamed() throws Exception {
        Path nowhere = bed.directory.resolve("nowhere");
        var homeless = Pm2Bed.service(new DriverSpec.Pm2(
                "api", Pm2Selection.NAME, Optional.empty(), Optional.of(nowhere.toString()), Optional.empty()));
        assertEquals("driver.pm2.not-saved", failed(bed.driver.start(homeless), StartFailure.NOT_FOUND).key());

        var unknown = Pm2Bed.service(new DriverSpec.Pm2(
                "web", Pm2Selection.NAME, Optional.of("no-such-user"), Optional.empty(), Optional.empty()));
        assertEquals(
                new Observation.Unreadable(Reason.of("driver.user-missing", "no-such-user")), bed.driver.observe(unknown));
    }

    private static Reason failed(StartOutcome outcome, StartFailure failure) {
        var failed = assertInstanceOf(StartOutcome.Failed.class, outcome);
        assertEquals(failure, failed.failure(), failed::toString);
        return failed.reason();
    }

    private static ProcessIdentity running(Observation observation) {
        return assertInstanceOf(Observation.Running.class, observation).process();
    }
}
