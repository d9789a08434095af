package holdfast.driver.pm2;

import holdfast.driver.pm2.App.Status;
import holdfast.driver.pm2.Backend.Look;
import holdfast.driver.pm2.Replies.News;
import holdfast.linux.ProcessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class RollTest {
    private static final ProcessKey GOD = new ProcessKey(7, 70);

    @TempDir
    private Path directory;

    private final Roll roll = new Roll();

    @Test
    void anAppIsFollowedThroughACrashWithoutTheList() throws IOException {
        roll.saw(list(app(1, Status.ONLINE, 100), app(2, Status.ONLINE, 200)), roll.mark());

        assertTrue(roll.heard(news("exit", app(2, Status.STOPPED, 0))));
        assertEquals(200, shown(2).pid(), "PM2 means to bring it back");

        Files.writeString(directory.resolve("2.pid"), "201");
        assertTrue(roll.heard(news("online", app(2, Status.LAUNCHING, 0))));
        assertEquals(201, shown(2).pid());
        assertEquals(100, shown(1).pid());
    }

    @Test
    void whatPm2WillNotBringBackHasNoProcess() {
        roll.saw(list(app(1, Status.ONLINE, 100), app(2, Status.ONLINE, 200)), roll.mark());

        roll.heard(news("restart overlimit", app(1, Status.ERRORED, 0)));
        assertEquals(Status.ONLINE, shown(1).status(), "its exit code is still that of the end before");
        roll.heard(news("exit", app(1, Status.ERRORED, 0)));
        assertEquals(0, shown(1).pid());
        roll.heard(news("stop", app(2, Status.STOPPED, 0)));
        assertEquals(0, shown(2).pid());
    }

    @Test
    void newsThatCameWhileTheListWasAskedForCountOnTopOfIt() {
        roll.saw(list(app(1, Status.ONLINE, 100)), roll.mark());
        long mark = roll.mark();
        roll.heard(news("exit", app(1, Status.ERRORED, 0)));

        roll.saw(list(app(1, Status.ONLINE, 100)), mark);

        assertEquals(Status.ERRORED, shown(1).status());
    }

    @Test
    void anOlderAnswerIsNotTakenForANewerOne() {
        long early = roll.mark();
        roll.heard(news("stop", app(1, Status.STOPPED, 0)));
        roll.saw(list(app(1, Status.STOPPED, 0)), roll.mark());

        roll.saw(list(app(1, Status.ONLINE, 100)), early);

        assertEquals(Status.STOPPED, shown(1).status());
    }

    @Test
    void whatItCannotFollowIsAskedFor() {
        long mark = roll.mark();
        assertFalse(roll.heard(news("exit", app(1, Status.STOPPED, 0))), "no list was seen yet");

        roll.saw(list(app(1, Status.ONLINE, 100)), roll.mark());
        assertFalse(roll.heard(news("delete", app(1, Status.STOPPED, 0))));
        assertEquals(Optional.empty(), roll.now());

        roll.saw(list(app(1, Status.ONLINE, 100)), roll.mark());
        assertFalse(roll.heard(news("online", app(1, Status.LAUNCHING, 0))), "there is no file with its pid");

        roll.saw(list(app(1, Status.ONLINE, 100)), roll.mark());
        assertFalse(roll.heard(news("exit", app(3, Status.STOPPED, 0))), "an app that is not in the list");

        roll.forget();
        roll.saw(list(app(1, Status.ONLINE, 100)), mark);
        assertEquals(Optional.empty(), roll.now(), "asked for before the gap");
    }

    @Test
    void tooManyNewsDuringOneAnswerMakeItWorthless() {
        roll.saw(list(app(1, Status.ONLINE, 100)), roll.mark());
        long mark = roll.mark();
        for (int i = 0; i < 300; i++) {
            roll.heard(news("restart", app(1, Status.ONLINE, 0)));
        }

        roll.saw(list(app(1, Status.ONLINE, 100)), mark);

        assertEquals(Optional.empty(), roll.now());
    }

    private App shown(long id) {
        return ((Look.Apps) roll.now().orElseThrow())
                .apps().stream().filter(one -> one.id() == id).findFirst().orElseThrow();
    }

    private static Look list(App... apps) {
        return new Look.Apps(GOD, List.of(apps));
    }

    private static News news(String kind, App app) {
        return new News(kind, false, app);
    }

    private App app(long id, Status status, long pid) {
        return new App(
                id,
                "app " + id,
                "default",
                status,
                pid,
                0,
                Optional.of(0),
                true,
                true,
                List.of(),
                0,
                "mark-" + id,
                false,
                false,
                16,
                new App.Files("", "", directory.resolve(id + ".pid").toString()));
    }
}
