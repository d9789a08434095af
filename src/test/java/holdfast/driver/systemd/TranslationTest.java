package holdfast.driver.systemd;

import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/// Properties as systemd 252 shows them, and what they mean.
final class TranslationTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void activeUnitRuns() {
        assertEquals(new Shown.Active(4711), shown("active", "running", Map.of("MainPID", 4711L)));
        assertEquals(new Shown.Active(4711), shown("reloading", "reload", Map.of("MainPID", 4711L)));
    }

    @Test
    void crashWithoutRestartHasEndedIt() {
        assertEquals(new Shown.Ended(new ExitStatus.Code(3)), shown("failed", "failed", crash(1, 3, "exit-code")));
        assertEquals(new Shown.Ended(new ExitStatus.Signalled(9, false)), shown("failed", "failed", crash(2, 9, "signal")));
        assertEquals(new Shown.Ended(new ExitStatus.Signalled(11, true)), shown("failed", "failed", crash(3, 11, "core-dump")));
    }

    @Test
    void exitByItselfWithSuccessIsNoStop() {
        assertEquals(new Shown.Ended(new ExitStatus.Code(0)), shown("inactive", "dead", crash(1, 0, "success")));
    }

    @Test
    void stopByAPersonIsRespectedWhateverTheProgramMadeOfIt() {
        assertRested(shown("inactive", "dead", stop(1, 0, "success")));
        assertRested(shown("inactive", "dead", stop(2, 15, "success")));
        // A Java program that answers TERM with 143, in a unit that does not know that.
        assertRested(shown("failed", "failed", stop(1, 143, "exit-code")));
        // It would not stop and was killed in the end.
        assertRested(shown("failed", "failed", stop(2, 9, "timeout")));
    }

    @Test
    void whatSystemdEndsOnItsOwnAccountIsNoStop() {
        for (String result : List.of("watchdog", "oom-kill")) {
            assertInstanceOf(Shown.Ended.class, shown("failed", "failed", stop(2, 6, result)), result);
        }
        var timeUp = stop(2, 15, "timeout");
        timeUp.put("RuntimeMaxUSec", 5_000_000L);
        assertInstanceOf(Shown.Ended.class, shown("failed", "failed", timeUp));
    }

    @Test
    void neverRunInThisBootIsDown() {
        assertEquals(new Shown.Ended(new ExitStatus.Unknown()), shown("inactive", "dead", Map.of()));
    }

    @Test
    void startLimitHitIsDownForGood() {
        assertEquals(new Shown.Ended(new ExitStatus.Code(1)), shown("failed", "failed", crash(1, 1, "start-limit-hit")));
    }

    @Test
    void autoRestartIsRevivingForAsLongAsSystemdMayTake() {
        var crash = crash(2, 9, "signal");
        crash.put("RestartUSec", 2_000_000L);
        crash.put("Type", "simple");
        assertEquals(
                new Shown.Reviving(
                        new ExitStatus.Signalled(9, false), 7 * SECOND, Reason.of("driver.systemd.reviving.signal", "api.service", 9)),
                shown("activating", "auto-restart", crash));

        crash.put("Type", "notify");
        crash.put("TimeoutStartUSec", 30_000_000L);
        crash.put("RestartUSecNext", 4_000_000L);
        assertEquals(
                39 * SECOND, assertInstanceOf(Shown.Reviving.class, shown("activating", "auto-restart-queued", crash)).withinNanos());
    }

    @Test
    void watchdogAndOomAreSaid() {
        assertEquals(Reason.of("driver.systemd.reviving.watchdog", "api.service"), reviving(crash(3, 6, "watchdog")));
        assertEquals(Reason.of("driver.systemd.reviving.oom-kill", "api.service"), reviving(crash(2, 9, "oom-kill")));
        assertEquals(Reason.of("driver.systemd.reviving.step", "api.service", 203, "EXEC"), reviving(crash(1, 203, "exit-code")));
    }

    @Test
    void unitThatStartsAnotherKeeperIsSaidToHaveTwoOwners() {
        var crash = crash(1, 1, "exit-code");
        crash.put("ExecStart", List.of(List.of("/usr/bin/env", List.of("/usr/bin/env", "node", "/usr/lib/node_modules/pm2/bin/pm2", "resurrect"))));
        assertEquals(Reason.of("driver.systemd.reviving.two-owners", "api.service", "pm2"), reviving(crash));
    }

    @Test
    void whatCannotBeStartedIsAbsent() {
        assertEquals(
                new Shown.Absent(Reason.of("driver.systemd.masked", "api.service")),
                shown("inactive", "dead", Map.of("LoadState", "masked")));
        assertEquals(
                new Shown.Absent(Reason.of("driver.systemd.not-found", "api.service")),
                shown("inactive", "dead", Map.of("LoadState", "not-found")));
        assertEquals(
                new Shown.Absent(Reason.of("driver.systemd.broken", "api.service")),
                shown("inactive", "dead", Map.of("LoadState", "bad-setting")));
    }

    @Test
    void unitFileDeletedUnderARunningServiceChangesNothing() {
        assertEquals(new Shown.Active(7), shown("active", "running", Map.of("MainPID", 7L, "LoadState", "not-found")));
    }

    @Test
    void whatIsOnItsWayIsNotJudged() {
        assertInstanceOf(Shown.Passing.class, shown("deactivating", "stop-sigterm", Map.of("MainPID", 7L)));
        // About to be started.
        assertInstanceOf(
                Shown.Passing.class, shown("inactive", "dead", Map.of("Job", List.of(812L, "/org/freedesktop/systemd1/job/812"))));
        assertInstanceOf(Shown.Passing.class, shown("of-the-future", "dead", Map.of()));
    }

    @Test
    void whatSomebodyIsStoppingIsTheirs() {
        List<Object> job = List.of(812L, "/org/freedesktop/systemd1/job/812");
        assertInstanceOf(
                Shown.Rested.class, shown("deactivating", "stop-sigterm", Map.of("MainPID", 7L, "Job", job, "Result", "success")));
        assertInstanceOf(
                Shown.Passing.class, shown("deactivating", "stop-watchdog", Map.of("MainPID", 7L, "Job", job, "Result", "watchdog")));
        var restarting = stop(2, 15, "success");
        restarting.put("Job", job);
        assertRested(shown("inactive", "dead", restarting));
    }

    @Test
    void nothingAtAllIsNotJudged() {
        assertInstanceOf(Shown.Passing.class, Translation.of(new UnitState(Map.of())));
    }

    private static Reason reviving(Map<String, Object> properties) {
        return assertInstanceOf(Shown.Reviving.class, shown("activating", "auto-restart", properties)).reason();
    }

    private static void assertRested(Shown shown) {
        assertEquals(new Shown.Rested(Reason.of("driver.systemd.stopped", "api.service")), shown);
    }

    /// The main process ended first, then the unit left the active state.
    private static Map<String, Object> crash(long code, int status, String result) {
        return ended(code, status, result, 20_000L, 20_001L);
    }

    /// The unit left the active state, then the main process ended.
    private static Map<String, Object> stop(long code, int status, String result) {
        return ended(code, status, result, 20_001L, 20_000L);
    }

    private static Map<String, Object> ended(long code, int status, String result, long ended, long left) {
        var properties = new HashMap<String, Object>();
        properties.put("ExecMainStartTimestampMonotonic", 10_000L);
        properties.put("ActiveEnterTimestampMonotonic", 10_000L);
        properties.put("ExecMainExitTimestampMonotonic", ended);
        properties.put("ActiveExitTimestampMonotonic", left);
        properties.put("ExecMainCode", (int) code);
        properties.put("ExecMainStatus", status);
        properties.put("Result", result);
        return properties;
    }

    private static Shown shown(String active, String sub, Map<String, Object> more) {
        var properties = new HashMap<String, Object>();
        properties.put("Id", "api.service");
        properties.put("LoadState", "loaded");
        properties.put("ActiveState", active);
        properties.put("SubState", sub);
        properties.put("Job", List.of(0L, "/"));
        properties.put("RuntimeMaxUSec", UnitState.INFINITE);
        properties.putAll(more);
        return Translation.of(UnitState.of(properties));
    }
}
