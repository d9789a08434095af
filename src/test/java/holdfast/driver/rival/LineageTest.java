package holdfast.driver.rival;

import holdfast.driver.rival.Lineage.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What control groups and unit files say.
final class LineageTest {
    private static Optional<Place> place(String... lines) {
        return Lineage.place(List.of(lines));
    }

    private static UnitFile unit(String text) {
        var values = new HashMap<String, List<String>>();
        UnitFile.read(text, values);
        return new UnitFile(values);
    }

    @Test
    void theInnermostUnitCountsAndAScopeIsNone() {
        assertEquals(Optional.of(new Place("web.service", false)), place("0::/system.slice/web.service"));
        assertEquals(Optional.of(new Place("web@1.service", false)), place("0::/system.slice/system-web.slice/web@1.service/worker"));
        assertEquals(
                Optional.of(new Place("app.service", true)),
                place("0::/user.slice/user-1000.slice/user@1000.service/app.slice/app.service"));
        assertEquals(Optional.empty(), place("0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-1.scope"));
        assertEquals(Optional.empty(), place("0::/user.slice/user-1000.slice/session-4.scope"));
        assertEquals(Optional.empty(), place("0::/user.slice/user-1000.slice/user@1000.service/init.scope"));
        assertEquals(Optional.empty(), place("0::/"));
        assertEquals(Optional.empty(), place());
    }

    @Test
    void besideVersionOneSystemdsOwnHierarchyIsBelieved() {
        assertEquals(
                Optional.of(new Place("web.service", false)),
                place("4:memory:/", "1:name=systemd:/system.slice/web.service", "0::/holdfast/1/web.1"));
    }

    @Test
    void aUnitIsReadWithItsDropInsAndLinesThatGoOn() {
        UnitFile file = unit("[Service]\n# Restart=no\nExecStart=/usr/bin/node \\\n  index.js\nRestart=on-failure\nExecStart=\nExecStart=/bin/app\n");

        assertEquals("/bin/app", file.command());
        assertEquals("on-failure", file.restart());
        assertTrue(file.restarts());
        assertFalse(unit("[Service]\nRestart=no\n").restarts());
        assertFalse(unit("").restarts());
    }

    @Test
    void programsThatKeepThingsThemselvesAreKnown() {
        assertEquals(Optional.of("pm2"), unit("ExecStart=/usr/bin/env node /usr/bin/pm2-runtime start app.js\n").keeper());
        assertEquals(Optional.of("docker"), unit("ExecStart=-/usr/bin/docker run --rm web\n").keeper());
        assertEquals(Optional.empty(), unit("ExecStart=/usr/sbin/dockerd\n").keeper());
        assertTrue(unit("ExecStart=/usr/bin/pm2 start app.js --no-daemon\n").runsAppsOfPm2());
        assertTrue(unit("ExecStart=/usr/bin/pm2-runtime app.js\n").runsAppsOfPm2());
        assertFalse(unit("ExecStart=/usr/bin/pm2 resurrect\n").runsAppsOfPm2());
        assertTrue(unit("ExecStart=/usr/bin/pm2 resurrect\n").startsPm2());
    }
}
