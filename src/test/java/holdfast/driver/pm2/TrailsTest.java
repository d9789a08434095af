package holdfast.driver.pm2;

import holdfast.driver.pm2.App.Status;
import holdfast.driver.pm2.Instance.End;
import holdfast.driver.pm2.Replies.News;
import holdfast.driver.pm2.Trails.Starter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// The news as PM2 7 was heard to send them.
final class TrailsTest {
    private static final long ID = 3;
    private static final long BEGIN = 1_000_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final Trails trails = new Trails();
    private long now = BEGIN;

    @Test
    void nothingIsKnownOfWhatWasNotSeen() {
        assertEquals(End.UNKNOWN, trails.end(ID));
        assertEquals(Starter.UNKNOWN, trails.starter(ID, now));
    }

    @Test
    void aStartAfterACrashIsPm2s() {
        hear("exit", Status.STOPPED, false);
        assertEquals(End.BY_ITSELF, trails.end(ID));
        hear("online", Status.LAUNCHING, false);

        assertEquals(Starter.BACKEND, trails.starter(ID, now));
    }

    @Test
    void aRestartByHandIsOpenUntilThePersonsWordComes() {
        hear("exit", Status.STOPPING, false);
        hear("exit", Status.STOPPED, false);
        assertEquals(End.COMMANDED, trails.end(ID));
        hear("online", Status.LAUNCHING, false);
        assertEquals(Starter.OPEN, trails.starter(ID, now));

        hear("restart", Status.ONLINE, true);

        assertEquals(Starter.PERSON, trails.starter(ID, now));
    }

    @Test
    void aRestartByARuleOfPm2sIsItsOwnOnceNoWordHasCome() {
        hear("exit", Status.STOPPING, false);
        hear("exit", Status.STOPPED, false);
        hear("online", Status.LAUNCHING, false);

        assertEquals(Starter.BACKEND, trails.starter(ID, now + Trails.HAND_NANOS));
    }

    @Test
    void aStopByHandIsKnownByItsWord() {
        hear("exit", Status.STOPPING, false);
        hear("exit", Status.STOPPED, false);
        hear("stop", Status.STOPPED, true);
        assertEquals(End.BY_HAND, trails.end(ID));

        hear("online", Status.LAUNCHING, false);
        assertEquals(End.UNKNOWN, trails.end(ID));
    }

    @Test
    void aGapInTheNewsForgetsAll() {
        hear("exit", Status.STOPPED, false);
        trails.forget();

        assertEquals(End.UNKNOWN, trails.end(ID));
    }

    private void hear(String kind, Status status, boolean isByHand) {
        now += MILLI;
        var app = new App(
                ID, "api", "default", status, 0, 0, Optional.of(0), true, true, List.of(), 0, "u", false, false, 16, new App.Files("", "", ""));
        trails.add(new News(kind, isByHand, app), now);
    }
}
