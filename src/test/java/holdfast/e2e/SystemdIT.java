package holdfast.e2e;

import holdfast.driver.systemd.OwnSystemd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Holdfast beside a real systemd, on a machine of its own: units that were there before it and go on without it.
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemdIT {
    private static final String LAUNCHER = Path.of("holdfast").toAbsolutePath().toString();

    private final OwnSystemd systemd = OwnSystemd.start();
    private final Path configuration = systemd.folder().resolve("holdfast.yaml");
    private final int port = freePort();
    private Optional<Process> monitor = Optional.empty();

    SystemdIT() throws IOException, InterruptedException {}

    @BeforeAll
    void begin() throws IOException {
        Sandbox.needs("python3", "python3");
        systemd.unit("web.service", example("ini"));
        systemd.must("systemctl", "enable", "--now", "web.service");
        Files.writeString(configuration, example("yaml") + "state: state\n");
        monitor = Optional.of(monitor(configuration, "monitor.out"));
        await("found up and healthy", service -> service.text("state").equals("up") && service.text("health").equals("healthy"));
    }

    @AfterAll
    void end() throws IOException {
        monitor.ifPresent(Process::destroyForcibly);
        systemd.close();
    }

    @Test
    void unitThatSystemdHasGivenUpAnswersAgainWithinFiveSeconds() {
        for (int crash = 1; crash <= 2; crash++) {
            String pid = mainPid();
            systemd.must("kill", "-KILL", pid);
            Await.until("another process answers", 30, () -> !mainPid().equals(pid) && !mainPid().equals("0") && answers());
        }

        long given = Long.parseLong(systemd.must("systemctl", "show", "-p", "InactiveEnterTimestampMonotonic", "--value", "web"));
        // Twice the limit of starts was used up: without Holdfast the second crash would have been the end.
        long back = Long.parseLong(systemd.must("systemctl", "show", "-p", "ActiveEnterTimestampMonotonic", "--value", "web"));
        System.out.printf("measured: a unit that systemd has given up is up again: %.2f s%n", (back - given) / 1e6);
        assertTrue(back > given && back - given < 5_000_000, (back - given) + " µs");
        await("healthy", service -> service.text("health").equals("healthy"));
    }

    @Test
    void unitThatNeverStaysUpIsParkedAndStartedNoMoreThanAllowed() throws IOException {
        systemd.unit("loop.service", """
                [Unit]
                StartLimitBurst=2
                StartLimitIntervalSec=600
                [Service]
                Type=exec
                ExecStart=/bin/sh -c 'echo once more >> /run/loop/starts; sleep 0.3; exit 9'
                Restart=on-failure
                RestartSec=100ms
                """);
        systemd.must("sh", "-c", """
                mkdir -p /run/loop
                printf 'state: state\\nservices:\\n  loop: { systemd: loop, checks: [ { tcp: 9 } ], start: { within: 2s }, recover: { attempts: 2, ladder: [restart] } }\\n' \
                  > /run/loop/holdfast.yaml
                """);

        OwnSystemd.Ran ran = systemd.run(LAUNCHER, "-c", "/run/loop/holdfast.yaml", "check");

        assertEquals(1, ran.exit(), ran.output());
        assertTrue(ran.output().contains("gave up") || ran.output().contains("given up") || ran.output().contains("parked"), ran.output());
        // Not from the journal: where that outlives a boot, it holds earlier runs of this test as well.
        long starts = systemd.must("cat", "/run/loop/starts").lines().count();
        // The first one, and two attempts; systemd itself starts it at most once more after each.
        assertTrue(starts >= 2 && starts <= 6, starts + " starts:\n" + ran.output());
    }

    /// Each run is over within milliseconds, and systemd never gives up.
    @Test
    void unitThatDiesAtOnceAndIsAlwaysRestartedIsCountedAndPeopleAreToldThoughItsRunsAreHardlySeen() throws IOException {
        systemd.unit("blink.service", """
                [Unit]
                StartLimitIntervalSec=0
                [Service]
                ExecStart=/bin/false
                Restart=always
                RestartSec=300ms
                """);
        systemd.must("systemctl", "start", "blink.service");
        systemd.must("sh", "-c", """
                mkdir -p /run/blink
                printf 'state: state\\nservices:\\n  blink: { systemd: blink, alert_after: 1s }\\n' > /run/blink/holdfast.yaml
                """);
        Process blinking = monitor(Path.of("/run/blink/holdfast.yaml"), "blink.out");

        Path said = systemd.folder().resolve("blink.out");
        Await.until(() -> "its restarts are counted: " + Sandbox.read(said), 60, () -> {
            OwnSystemd.Ran ran = systemd.run(LAUNCHER, "-c", "/run/blink/holdfast.yaml", "status", "--json");
            return ran.exit() != 3 && ran.output().startsWith("{")
                    && Json.read(ran.output()).objects("services").stream().anyMatch(blink -> blink.number("restarts") >= 20);
        });
        Await.until("people are to be told", 30, () -> systemd.run(LAUNCHER, "-c", "/run/blink/holdfast.yaml", "why", "blink")
                .output().contains("alert: it is down"));

        systemd.must("systemctl", "stop", "blink.service");
        blinking.destroyForcibly();
    }

    @Test
    void hungUnitIsRestarted() {
        await("healthy", service -> service.text("health").equals("healthy"));
        String pid = mainPid();

        systemd.must("kill", "-STOP", pid);

        Await.until("another process answers", 60, () -> !mainPid().equals(pid) && answers());
    }

    @Test
    void stopInSystemdIsRespectedAndAStartThereCountsAgain() {
        systemd.must("systemctl", "stop", "web");
        await("down, and not wanted", service -> service.text("state").equals("stopped"));
        assertEquals("inactive", systemd.run("systemctl", "is-active", "web").output().strip());

        systemd.must("systemctl", "start", "web");
        await("healthy", service -> service.text("health").equals("healthy"));

        systemd.must("systemctl", "restart", "web");
        String pid = mainPid();
        await("healthy", service -> service.text("health").equals("healthy"));
        assertEquals(pid, mainPid());
    }

    @Test
    void operatorStopsStartsAndRestartsTheUnit() {
        String pid = mainPid();

        assertEquals(0, holdfast("restart", "web").exit());
        assertNotEquals(pid, mainPid());
        assertEquals(0, holdfast("stop", "web").exit());
        assertEquals("inactive", systemd.run("systemctl", "is-active", "web").output().strip());
        assertEquals(0, holdfast("start", "web").exit());
        assertTrue(answers());
    }

    @Test
    void aUnitFileThatChangedOnDiskIsReadAgainAndAPersonReadsThat() {
        systemd.must(
                "sh", "-c",
                "sed -i 's/^Description=.*/Description=Edited/' /etc/systemd/system/web.service; touch -d '+1 hour' /etc/systemd/system/web.service");

        assertEquals(0, holdfast("restart", "web").exit());

        assertEquals("Edited", systemd.must("systemctl", "show", "-p", "Description", "--value", "web"));
        String why = holdfast("why", "web").output().replaceAll("\\s+", " ");
        assertTrue(why.contains("The unit file of web.service had changed on disk"), why);
        assertTrue(said().contains("had changed on disk"), said());
    }

    @Test
    void aUnitThatIsStoppedAndRemovedIsSaidToBeNotThereWithWhatToDoUntilItIsInstalledAgain() throws IOException {
        systemd.must("sh", "-c", "systemctl disable --now web && mv /etc/systemd/system/web.service /run/aside && systemctl daemon-reload");
        await("not there", service -> service.object("absence").isPresent());

        String status = holdfast("status").output();
        assertTrue(status.contains("web is not there. systemd knows no unit web.service"), status);
        String why = holdfast("why", "web").output().replaceAll("\\s+", " ");
        assertTrue(why.contains("Or take web out of the configuration."), why);

        systemd.must("sh", "-c", "mv /run/aside /etc/systemd/system/web.service && systemctl daemon-reload && systemctl enable --now web");
        await("healthy", service -> service.text("health").equals("healthy"));
    }

    /// The example of the documentation, with a port that is free here.
    private String example(String language) {
        return Pages.example("systemd", language).replace("8000", Integer.toString(port));
    }

    @Test
    void withoutRootUnitsAreOnlyLookedAtAndThatIsSaid() throws IOException {
        systemd.unit("other.service", "[Service]\nExecStart=/bin/sleep 600\n");
        systemd.must("sh", "-c", """
                mkdir -p /run/guest
                printf 'state: state\nservices:\n  other: { systemd: other }\n' > /run/guest/holdfast.yaml
                chown -R nobody /run/guest
                """);

        List<String> asGuest = List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
        assumeTrue(
                systemd.run(asGuest.get(0), asGuest.get(1), asGuest.get(2), asGuest.get(3), "test", "-x", LAUNCHER).exit() == 0,
                LAUNCHER + " may not be run by others: check it out where everyone may read");

        OwnSystemd.Ran ran = systemd.run(
                asGuest.get(0), asGuest.get(1), asGuest.get(2), asGuest.get(3),
                "env", "HOME=/run/guest", LAUNCHER, "-c", "/run/guest/holdfast.yaml", "check");

        assertEquals(1, ran.exit(), ran.output());
        assertTrue(ran.output().contains("it is not root"), ran.output());
        assertEquals("inactive", systemd.run("systemctl", "is-active", "other").output().strip());
    }

    @Test
    void unitOfAnAccountIsKeptLikeOneOfTheMachine() throws IOException {
        assumeTrue(systemd.run("systemctl", "start", "user@0.service").exit() == 0, "no systemd for accounts here: apt-get install libpam-systemd");
        systemd.must("sh", "-c", """
                mkdir -p /run/user/0/systemd/user /run/mine
                printf '[Service]\nExecStart=/bin/sleep 600\n' > /run/user/0/systemd/user/mine.service
                printf 'state: state\nservices:\n  mine: { systemd: { unit: mine, scope: user } }\n' > /run/mine/holdfast.yaml
                """);

        OwnSystemd.Ran ran = systemd.run(LAUNCHER, "-c", "/run/mine/holdfast.yaml", "check");

        assertEquals(0, ran.exit(), ran.output());
        systemd.must("sh", "-c", "XDG_RUNTIME_DIR=/run/user/0 systemctl --user is-active mine");
    }

    @Test
    void journalOfTheUnitIsItsLog() {
        systemd.must("systemd-cat", "--identifier=other", "echo", "of another");
        OwnSystemd.Ran ran = holdfast("logs", "web", "-n", "200");

        assertEquals(0, ran.exit(), ran.output());
        assertTrue(ran.output().contains("Started web.service"), ran.output());
        assertFalse(ran.output().contains("of another"), ran.output());
    }

    private Process monitor(Path configuration, String output) throws IOException {
        return new ProcessBuilder(systemd.argv(LAUNCHER, "-c", configuration.toString(), "monitor"))
                .redirectErrorStream(true)
                .redirectOutput(systemd.folder().resolve(output).toFile())
                .start();
    }

    private OwnSystemd.Ran holdfast(String... words) {
        String[] all = new String[words.length + 3];
        all[0] = LAUNCHER;
        all[1] = "-c";
        all[2] = configuration.toString();
        System.arraycopy(words, 0, all, 3, words.length);
        return systemd.run(all);
    }

    private void await(String what, Predicate<Json> condition) {
        Await.until(() -> "web is " + what + "; last: " + holdfast("status").output() + said(), 60, () -> {
            OwnSystemd.Ran ran = holdfast("status", "--json");
            return ran.exit() != 3 && ran.output().startsWith("{")
                    && Json.read(ran.output()).objects("services").stream().anyMatch(condition);
        });
    }

    private String said() {
        return Sandbox.read(systemd.folder().resolve("monitor.out"));
    }

    private String mainPid() {
        return systemd.must("systemctl", "show", "-p", "MainPID", "--value", "web");
    }

    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
