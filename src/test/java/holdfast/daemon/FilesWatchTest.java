package holdfast.daemon;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.FileMode;
import holdfast.model.FileRules;
import holdfast.model.Fleet;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A check of files is asked when something changes there, wherever in the tree, and however the tree came to be.
final class FilesWatchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final ServiceId WEB = new ServiceId("web");
    private static final Optional<Question.Range> NO_RANGE = Optional.empty();

    @TempDir
    private Path folder;

    private final LinkedBlockingQueue<Event> asked = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Reason> warnings = new LinkedBlockingQueue<>();
    private Path build;
    private FilesWatch watch;

    @BeforeEach
    void begin() throws IOException {
        build = folder.resolve("build");
        Files.createDirectories(build.resolve("static"));
        Files.createFile(build.resolve("static/app.js"));
        watch = FilesWatch.begin(asked::offer, warnings::add).orElseThrow();
    }

    @AfterEach
    void end() {
        watch.close();
        assertEquals(List.of(), List.copyOf(warnings));
    }

    private static Question tree(Path path) {
        var rules = new FileRules(Optional.empty(), Optional.empty(), FileMode.parse("u=rwX,go=rX"));
        return new Question.Files(path.toString(), true, true, rules, NO_RANGE, NO_RANGE, Optional.empty(), Optional.empty());
    }

    private static Question absent(Path path) {
        return new Question.Files(
                path.toString(), false, true, FileRules.NONE, NO_RANGE, NO_RANGE, Optional.empty(), Optional.empty());
    }

    private static CheckId id(String name) {
        return new CheckId(WEB, name);
    }

    private static Fleet fleet(CheckSpec... checks) {
        return new Fleet(List.of(new ServiceSpec(
                WEB, new DriverSpec.Watch(), Optional.empty(), List.of(), List.of(checks), SECOND, SECOND, RecoverPolicy.DEFAULT,
                SECOND, true)));
    }

    private static CheckSpec check(String name, Question question) {
        return new CheckSpec(id(name), question, CheckSpec.Role.READY, SECOND, SECOND, SECOND, 1, 1);
    }

    /// Follows a fleet, and waits until a change of a file made for that is seen: then all watches are there.
    private void follow(Path sentinel, CheckSpec... checks) throws IOException, InterruptedException {
        var all = Stream.concat(
                Stream.of(checks), Stream.of(check("sentinel", absent(sentinel))));
        watch.follow(fleet(all.toArray(CheckSpec[]::new)));
        long deadline = System.nanoTime() + 20 * SECOND;
        @Nullable Event seen = null;
        while (seen == null) {
            assertTrue(System.nanoTime() < deadline, "nothing is watched");
            Files.deleteIfExists(sentinel);
            Files.createFile(sentinel);
            seen = asked.poll(50, TimeUnit.MILLISECONDS);
        }
        quiet();
    }

    private void quiet() throws InterruptedException {
        while (asked.poll(400, TimeUnit.MILLISECONDS) != null) {
            // What is still on its way.
        }
    }

    private void isAsked(String name) throws InterruptedException {
        assertEquals(new Event.CheckDue(id(name)), asked.poll(20, TimeUnit.SECONDS));
    }

    private static void chmod(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void aModeChangedDeepInTheTreeIsAskedAboutAtOnce() throws IOException, InterruptedException {
        follow(folder.resolve("sentinel"), check("build", tree(build)));

        long begin = System.nanoTime();
        chmod(build.resolve("static/app.js"), "---------");
        isAsked("build");
        assertTrue(System.nanoTime() - begin < 2 * SECOND);
        chmod(build, "rwx------");
        isAsked("build");
    }

    @Test
    void directoriesThatAreMadeLaterAreWatchedToo() throws IOException, InterruptedException {
        follow(folder.resolve("sentinel"), check("build", tree(build)));

        Path late = Files.createDirectories(build.resolve("a/b")).resolve("late.js");
        isAsked("build");
        quiet();
        Files.createFile(late);
        isAsked("build");
        quiet();
        chmod(late, "---------");
        isAsked("build");
    }

    @Test
    void aTreeThatIsMovedIntoPlaceIsWatched() throws IOException, InterruptedException {
        follow(folder.resolve("sentinel"), check("build", tree(build)));

        Path next = Files.createDirectory(folder.resolve("next"));
        Path file = Files.createFile(next.resolve("index.html"));
        Files.move(build, folder.resolve("old"));
        Files.move(next, build);
        isAsked("build");
        quiet();
        chmod(build.resolve(file.getFileName()), "---------");
        isAsked("build");
        quiet();
        chmod(folder.resolve("old/static/app.js"), "---------");
        assertNull(asked.poll(400, TimeUnit.MILLISECONDS), "the old tree is still watched");
    }

    @Test
    void aLinkThatIsTurnedToAnotherReleaseIsFollowed() throws IOException, InterruptedException {
        Path releases = folder.resolve("releases");
        Files.createDirectories(releases.resolve("2/static"));
        Files.createFile(releases.resolve("2/static/app.js"));
        Path current = Files.createSymbolicLink(folder.resolve("current"), build);
        follow(folder.resolve("sentinel"), check("current", tree(current)));

        Files.createSymbolicLink(folder.resolve("current.new"), releases.resolve("2"));
        Files.move(folder.resolve("current.new"), current, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        isAsked("current");
        quiet();
        chmod(releases.resolve("2/static/app.js"), "---------");
        isAsked("current");
    }

    @Test
    void aStormOfChangesIsAskedAboutFiveTimesASecondAtMost() throws IOException, InterruptedException {
        follow(folder.resolve("sentinel"), check("build", tree(build)));

        long begin = System.nanoTime();
        for (int i = 0; System.nanoTime() - begin < SECOND; i++) {
            Files.createFile(build.resolve("chunk-" + i));
        }
        int count = 0;
        while (asked.poll(400, TimeUnit.MILLISECONDS) != null) {
            count++;
        }
        long elapsed = System.nanoTime() - begin;
        assertTrue(count >= 1 && count <= 2 + elapsed / (SECOND / 5), count + " questions in " + elapsed / 1_000_000 + " ms");
    }

    @Test
    void aFileIsSeenToComeAndGoAndItsNeighboursDoNotMatter() throws IOException, InterruptedException {
        Path flag = folder.resolve("maintenance");
        Path env = Files.writeString(folder.resolve(".env"), "A=1");
        follow(folder.resolve("sentinel"), check("flag", absent(flag)), check("env", new Question.EnvFile(env.toString(), List.of("A"))));

        Files.createFile(flag);
        isAsked("flag");
        Files.writeString(env, "A=");
        isAsked("env");
        quiet();
        Files.createFile(folder.resolve("neighbour"));
        assertNull(asked.poll(400, TimeUnit.MILLISECONDS));
    }

    @Test
    void aCheckThatLeavesTheConfigurationIsNotAskedAnyMore() throws IOException, InterruptedException {
        follow(folder.resolve("sentinel"), check("build", tree(build)));
        follow(folder.resolve("sentinel"));

        chmod(build.resolve("static/app.js"), "---------");
        assertNull(asked.poll(400, TimeUnit.MILLISECONDS));
    }
}
