package holdfast.driver.pm2;

import holdfast.driver.pm2.App.Status;
import holdfast.driver.pm2.Instance.End;
import holdfast.linux.ProcessKey;
import holdfast.text.Texts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// From PM2's list to what it means: the pure half of looking.
final class ViewTest {
    private static final int LAST_PID = 4711;

    @Test
    void whatIsNotInTheListIsAbsent() {
        assertInstanceOf(Sight.Absent.class, View.of(List.of()));
    }

    @Test
    void anAppThatPm2DoesNotKnowIsToldWithThoseThatItKnows() {
        List<App> apps = List.of(app(2, "worker", Status.ONLINE, 2), app(1, "api", Status.ONLINE, 1), app(3, "api", Status.ONLINE, 3));

        assertEquals(
                "PM2 knows no app called ap (it knows: api, worker). Correct \"pm2\" in the configuration, or start the app with \"pm2 start\".",
                Texts.english().say(View.absent("ap", apps)));
        assertEquals("driver.pm2.absent-all", View.absent("ap", List.of()).key());
    }

    @Test
    void onlineIsUpOnlyWithAProcess() {
        assertEquals(new Sight.Up(key(1), List.of()), seen(up(1)));
        assertInstanceOf(Sight.Passing.class, seen(with(1, Status.ONLINE, LAST_PID, End.UNKNOWN)));
        assertInstanceOf(Sight.Passing.class, seen(with(1, Status.STOPPING, LAST_PID, End.UNKNOWN)));
    }

    @Test
    void waitingIsComingOnlyWhilePm2RemembersThePid() {
        var coming = assertInstanceOf(Sight.Coming.class, seen(with(1, Status.WAITING, LAST_PID, End.BY_ITSELF)));
        assertEquals(5_250_000_000L, coming.withinNanos());
        assertInstanceOf(Sight.GivenUp.class, seen(with(1, Status.WAITING, 0, End.BY_ITSELF)));
        assertInstanceOf(Sight.Coming.class, seen(with(1, Status.STOPPED, LAST_PID, End.BY_ITSELF)));
    }

    @Test
    void stoppedIsRestAfterACommandAndGivenUpAfterAnEndOfItsOwn() {
        assertTrue(rested(with(1, Status.STOPPED, 0, End.BY_HAND)).isCertain());
        assertFalse(rested(with(1, Status.STOPPED, 0, End.COMMANDED)).isCertain());
        assertInstanceOf(Sight.GivenUp.class, seen(with(1, Status.STOPPED, 0, End.BY_ITSELF)));
    }

    @Test
    void erroredIsGivenUpUnlessItLives() {
        assertInstanceOf(Sight.GivenUp.class, seen(with(1, Status.ERRORED, 0, End.UNKNOWN)));
        assertInstanceOf(
                Sight.Up.class, seen(new Instance(app(1, "api", Status.ERRORED, 1), Optional.of(key(1)), End.UNKNOWN)));
    }

    @Test
    void aStatusNobodyKnowsMeansNothing() {
        assertInstanceOf(Sight.Unclear.class, seen(with(1, Status.OTHER, 0, End.UNKNOWN)));
    }

    @Test
    void theFirstInstanceThatIsUpStandsForTheServiceAndTheOthersAreMissing() {
        assertEquals(
                new Sight.Up(key(2), List.of(1L)),
                View.of(List.of(with(1, Status.ERRORED, 0, End.BY_ITSELF), up(2))));
        assertEquals(
                new Sight.Up(key(1), List.of(2L)),
                View.of(List.of(up(1), with(2, Status.WAITING, LAST_PID, End.BY_ITSELF))));
        // Back within a moment: no change of process twice.
        assertInstanceOf(
                Sight.Coming.class,
                View.of(List.of(with(1, Status.WAITING, LAST_PID, End.BY_ITSELF), up(2))));
    }

    @Test
    void appsOfANamespaceDoNotStandInForOneAnother() {
        var api = new Instance(app(1, "api", Status.ONLINE, 1), Optional.of(key(1)), End.UNKNOWN);
        var failed = new Instance(app(2, "worker", Status.ERRORED, 0), Optional.empty(), End.UNKNOWN);
        var stopped = new Instance(app(2, "worker", Status.STOPPED, 0), Optional.empty(), End.BY_HAND);

        assertInstanceOf(Sight.GivenUp.class, View.of(List.of(api, failed)));
        assertEquals(new Sight.Up(key(1), List.of()), View.of(List.of(api, stopped)));
        assertInstanceOf(Sight.Rested.class, View.of(List.of(stopped)));
    }

    private static Sight seen(Instance instance) {
        return View.of(List.of(instance));
    }

    private static Sight.Rested rested(Instance instance) {
        return assertInstanceOf(Sight.Rested.class, seen(instance));
    }

    private static Instance up(long id) {
        return new Instance(app(id, "api", Status.ONLINE, id), Optional.of(key(id)), End.UNKNOWN);
    }

    private static Instance with(long id, Status status, long pid, End end) {
        return new Instance(app(id, "api", status, pid), Optional.empty(), end);
    }

    private static ProcessKey key(long id) {
        return new ProcessKey(id, 100 + id);
    }

    private static App app(long id, String name, Status status, long pid) {
        return new App(
                id, name, "default", status, pid, 1, Optional.of(0), true, true, List.of(), 250, "u", false, false, 16, new App.Files("", "", ""));
    }
}
