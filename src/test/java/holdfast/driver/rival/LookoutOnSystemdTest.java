package holdfast.driver.rival;

import holdfast.driver.systemd.OwnSystemd;
import holdfast.linux.ProcessMark;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTable;
import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.Pm2Selection;
import holdfast.model.DriverSpec.UnitScope;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Rivals on a real systemd: processes in the control groups of real units.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LookoutOnSystemdTest {
    private static final String TWIN = "[Service]\nExecStart=/bin/sh -c 'sleep 600; true'\n";

    private final OwnSystemd systemd = OwnSystemd.start();
    private final Lookout lookout = new Lookout(systemd.machine(), systemd.inside("/"));
    private final ProcessTable table = systemd.machine().lookups().table();

    LookoutOnSystemdTest() throws IOException, InterruptedException {}

    @AfterAll
    void end() throws IOException {
        systemd.close();
    }

    @Test
    void aProcessThatAUnitHasStartedHasTwoOwners() throws IOException {
        ProcessIdentity process = unit("twin.service", TWIN + "Restart=always\n");

        assertEquals(
                List.of(Reason.of("driver.rival.unit-restarts", "api", process.pid(), "twin.service", "always")),
                rivals(run(), process));
    }

    @Test
    void aUnitThatDoesNotRestartItStartsItStill() throws IOException {
        ProcessIdentity process = unit("once.service", TWIN);

        assertEquals(List.of(Reason.of("driver.rival.unit", "api", process.pid(), "once.service")), rivals(run(), process));
    }

    @Test
    void aDropInCounts() throws IOException {
        Files.createDirectories(systemd.inside("/etc/systemd/system/dropped.service.d"));
        systemd.file("dropped.service.d/more.conf", "[Service]\nRestart=on-abort\n");
        ProcessIdentity process = unit("dropped.service", TWIN);

        assertEquals("on-abort", rivals(run(), process).getFirst().values().getLast());
    }

    @Test
    void whatAUnitsProgramStartsInASessionOfItsOwnIsNotTheUnits() throws IOException {
        // As sshd and cron do for whoever logs in, and for each job.
        unit("door.service", "[Service]\nExecStart=/bin/sh -c 'setsid -w /bin/sleep 601; true'\nRestart=always\n");
        ProcessIdentity process = awaited("/bin/sleep 601");

        assertEquals(List.of(), rivals(run(), process));
    }

    @Test
    void whatWeStartedOurselvesIsNotTheUnitsWeWereStartedIn() throws IOException {
        ProcessIdentity process = unit(
                "marked.service", TWIN + "Environment=" + ProcessMark.VARIABLE + "=" + mark() + "\nRestart=always\n");

        assertEquals(List.of(), rivals(run(), process));
    }

    @Test
    void anAppOfPm2InAUnitOfItsOwnHasTwoOwners() throws IOException {
        ProcessIdentity process = unit("app.service", TWIN + "Restart=always\n");

        assertEquals(List.of(Reason.of("driver.rival.app-in-unit", "api", "app.service", "api")), rivals(pm2(), process));
    }

    @Test
    void aUnitThatRunsAnAppThroughPm2HasTwoOwnersAndOneThatBringsPm2UpHasNot() throws IOException {
        systemd.must("sh", "-c", "for name in pm2 pm2-runtime; do printf '#!/bin/sh\\nsleep 602\\n' > /run/$name; chmod +x /run/$name; done");
        ProcessIdentity runtime = unit("runtime.service", "[Service]\nExecStart=/run/pm2-runtime start app.js\nRestart=always\n");
        ProcessIdentity resurrected = unit("boot.service", "[Service]\nExecStart=/run/pm2 resurrect\nRestart=on-failure\n");

        assertEquals(
                List.of(Reason.of("driver.rival.pm2-in-unit", "api", "runtime.service", "/run/pm2-runtime start app.js", "always")),
                rivals(pm2(), runtime));
        assertEquals(List.of(), rivals(pm2(), resurrected));
    }

    @Test
    void aUnitWhoseProgramRestartsThingsItselfHasTwoOwners() throws IOException {
        systemd.file("shop.service", "[Service]\nExecStart=/usr/bin/pm2-runtime start /srv/app.js\nRestart=always\n");
        systemd.file("plain.service", TWIN);

        assertEquals(
                List.of(Reason.of("driver.rival.keeper-in-unit", "shop.service", "/usr/bin/pm2-runtime start /srv/app.js", "pm2")),
                lookout.rivals(unitNamed("shop.service"), Optional.empty()).orElseThrow());
        assertEquals(List.of(), lookout.rivals(unitNamed("plain.service"), Optional.empty()).orElseThrow());
    }

    @Test
    void aUnitAndACronScriptAreTwoOwners() throws IOException {
        Files.createDirectories(systemd.inside("/etc/cron.d"));
        Files.writeString(systemd.inside("/etc/cron.d/watched"), "* * * * * root /tmp/watch.sh\n");
        Files.writeString(systemd.inside("/tmp/watch.sh"), "#!/bin/sh\nUNIT=watched\ncurl -fs localhost || systemctl restart $UNIT\n");
        systemd.file("watched.service", TWIN);

        assertEquals(
                List.of(Reason.of("driver.rival.job", "/etc/cron.d/watched", "systemctl restart watched", "watched.service")),
                lookout.rivals(unitNamed("watched.service"), Optional.empty()).orElseThrow());
    }

    @Test
    void whatIsDownIsNotKnown() {
        assertEquals(Optional.empty(), lookout.rivals(run(), Optional.empty()));
    }

    private List<Reason> rivals(ServiceSpec service, ProcessIdentity process) {
        return lookout.rivals(service, Optional.of(process)).orElseThrow();
    }

    private ProcessIdentity unit(String name, String text) throws IOException {
        systemd.unit(name, text);
        systemd.must("systemctl", "start", name);
        return identity(Long.parseLong(systemd.must("systemctl", "show", "-p", "MainPID", "--value", name)));
    }

    private ProcessIdentity awaited(String command) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (System.nanoTime() < deadline) {
            Optional<Long> pid = table.pids().found().orElse(List.of()).stream()
                    .filter(each -> String.join(" ", table.commandLine(each).found().orElse(List.of())).equals(command))
                    .findFirst();
            if (pid.isPresent()) {
                return identity(pid.get());
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("never saw " + command);
    }

    private ProcessIdentity identity(long pid) {
        ProcessStat stat = table.stat(pid).found().orElseThrow();
        return new ProcessIdentity(pid, stat.startTicks(), systemd.machine().bootId());
    }

    private static String mark() {
        return new ProcessMark("test", "api", 1).value();
    }

    private static ServiceSpec run() {
        return service(new DriverSpec.Run(
                List.of("sh"), "/", Optional.empty(), Map.of(), 15, "/dev/null", Optional.empty()));
    }

    private static ServiceSpec pm2() {
        return service(new DriverSpec.Pm2("api", Pm2Selection.NAME, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static ServiceSpec unitNamed(String unit) {
        return service(new DriverSpec.Systemd(unit, UnitScope.SYSTEM, Optional.empty(), Optional.empty()));
    }

    private static ServiceSpec service(DriverSpec driver) {
        return new ServiceSpec(
                new ServiceId("api"), driver, Optional.empty(), List.of(), List.of(), 1, 1, RecoverPolicy.DEFAULT, 0, true);
    }
}
