package holdfast.driver.rival;

import holdfast.driver.systemd.OwnSystemd;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The real PM2 below units of a real systemd.
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LookoutOnPm2Test {
    private static final Path INSTALLED =
            Path.of(Optional.ofNullable(System.getenv("HOLDFAST_TEST_PM2")).orElse("/opt/holdfast-test/pm2"));

    private final OwnSystemd systemd = OwnSystemd.start();
    private final Lookout lookout = new Lookout(systemd.machine(), systemd.inside("/"));
    private final ProcessTable table = systemd.machine().lookups().table();
    private final Path programs = systemd.folder().resolve("pm2/node_modules/.bin");

    LookoutOnPm2Test() throws IOException, InterruptedException {}

    /// Where it was installed may not be seen from inside.
    @BeforeAll
    void install() throws IOException, InterruptedException {
        assumeTrue(
                Files.isDirectory(INSTALLED.resolve("node_modules/pm2")),
                "PM2 is not installed in " + INSTALLED + ": npm install --prefix FOLDER pm2, then HOLDFAST_TEST_PM2=FOLDER");
        new ProcessBuilder("cp", "-a", INSTALLED.toString(), systemd.folder().resolve("pm2").toString()).start().waitFor();
    }

    @AfterAll
    void end() throws IOException {
        systemd.close();
    }

    @Test
    void aUnitThatRunsItsAppThroughPm2RuntimeIsASecondOwner() throws IOException {
        String command = programs + "/pm2-runtime start /bin/sleep --name api --interpreter none -- 605";
        ProcessIdentity app = started("runtime.service", "ExecStart=" + command + "\nRestart=always\n", "/bin/sleep 605");

        assertEquals(
                List.of(Reason.of("driver.rival.pm2-in-unit", "api", "runtime.service", command, "always")),
                lookout.rivals(pm2(), Optional.of(app)).orElseThrow());
        assertEquals(
                List.of(Reason.of("driver.rival.keeper-in-unit", "runtime.service", command, "pm2")),
                lookout.rivals(unit("runtime.service"), Optional.of(app)).orElseThrow());
    }

    @Test
    void aUnitThatOnlyBringsPm2UpIsNone() throws IOException {
        String pm2 = programs + "/pm2";
        systemd.must(
                "sh", "-c",
                "export PM2_HOME=/run/pm2-boot.service; " + pm2 + " start /bin/sleep --name api --interpreter none -- 606 && "
                        + pm2 + " save && " + pm2 + " kill");
        ProcessIdentity app = started(
                "boot.service", "Type=forking\nExecStart=" + pm2 + " resurrect\nRestart=on-failure\n", "/bin/sleep 606");

        assertEquals(List.of(), lookout.rivals(pm2(), Optional.of(app)).orElseThrow());
    }

    private ProcessIdentity started(String name, String service, String command) throws IOException {
        systemd.unit(name, "[Service]\nEnvironment=PM2_HOME=/run/pm2-" + name + "\n" + service);
        systemd.must("systemctl", "start", name);
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (System.nanoTime() < deadline) {
            Optional<ProcessStat> found = table.pids().found().orElse(List.of()).stream()
                    .filter(pid -> String.join(" ", table.commandLine(pid).found().orElse(List.of())).equals(command))
                    .flatMap(pid -> table.stat(pid).found().stream())
                    .findFirst();
            if (found.isPresent()) {
                return new ProcessIdentity(found.get().pid(), found.get().startTicks(), systemd.machine().bootId());
            }
            LockSupport.parkNanos(20_000_000L);
        }
        throw new AssertionError(command + " never came up: " + systemd.run("journalctl", "-u", name, "-n", "30").output());
    }

    private static ServiceSpec pm2() {
        return service(new DriverSpec.Pm2("api", Pm2Selection.NAME, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static ServiceSpec unit(String name) {
        return service(new DriverSpec.Systemd(name, UnitScope.SYSTEM, Optional.empty(), Optional.empty()));
    }

    private static ServiceSpec service(DriverSpec driver) {
        return new ServiceSpec(
                new ServiceId("api"), driver, Optional.empty(), List.of(), List.of(), 1, 1, RecoverPolicy.DEFAULT, 0, true);
    }
}
