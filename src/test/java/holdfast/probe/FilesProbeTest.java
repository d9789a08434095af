package holdfast.probe;

import holdfast.linux.FileLook;
import holdfast.model.DriverSpec;
import holdfast.model.FileMode;
import holdfast.model.FileRules;
import holdfast.model.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.probe.Assert.errs;
import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Files and directories: there, whose, for whom, how old, how large, with what in them.
final class FilesProbeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final FileRules SERVED = mode("u=rwX,go=rX");

    @TempDir
    private Path folder;

    private Path build;

    /// What a web server serves, as it should be.
    @BeforeEach
    void build() throws IOException {
        build = folder.resolve("build");
        Files.createDirectories(build.resolve("static/js"));
        for (String name : new String[] {"index.html", "static/app.css", "static/js/app.js", "static/js/b.js"}) {
            chmod(Files.writeString(build.resolve(name), "content of " + name), "rw-r--r--");
        }
        for (String name : new String[] {"", "static", "static/js"}) {
            chmod(build.resolve(name), "rwxr-xr-x");
        }
    }

    private static FileRules mode(String written) {
        return new FileRules(Optional.empty(), Optional.empty(), FileMode.parse(written));
    }

    private static void chmod(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static Question.Files question(Path path, FileRules rules) {
        return new Question.Files(
                path.toString(), true, true, rules, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Question.Files only(Path path, FileRules rules) {
        return new Question.Files(
                path.toString(), true, false, rules, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Question.Files aged(Path path, long least, long most) {
        Optional<Question.Range> range = Optional.of(new Question.Range(least, most));
        return new Question.Files(
                path.toString(), true, true, FileRules.NONE, range, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Question.Files sized(Path path, long least, long most) {
        Optional<Question.Range> range = Optional.of(new Question.Range(least, most));
        return new Question.Files(
                path.toString(), true, true, FileRules.NONE, Optional.empty(), range, Optional.empty(), Optional.empty());
    }

    private static Question.Files content(Path path, Optional<String> text, Optional<String> sha256) {
        return new Question.Files(
                path.toString(), true, true, FileRules.NONE, Optional.empty(), Optional.empty(), text, sha256);
    }

    private static Ask.Said ask(Question question) {
        return Ask.ask(question, new DriverSpec.Watch(), Optional.empty());
    }

    @Test
    void aTreeThatIsAsItMustBePassesAndIsCounted() {
        var said = ask(question(build, SERVED));

        passes(said, build + " is as it must be", "7 files and directories");
        assertEquals("0/7", said.value());
    }

    @Test
    void theFirstWrongFileIsNamedWithWhatItHasAndMustHaveAndHowManyMore() throws IOException {
        chmod(build.resolve("index.html"), "---------");
        fails(ask(question(build, SERVED)), build + "/index.html has the mode 0000, expected 0644.");

        chmod(build.resolve("static/app.css"), "rw-------");
        chmod(build.resolve("static/js/b.js"), "rw-rw-rw-");
        var said = ask(question(build, SERVED));
        fails(said, build + "/index.html has the mode 0000, expected 0644. More files that are wrong: 2.");
        assertEquals("3/7", said.value());
    }

    @Test
    void aDirectoryThatNobodyMayEnterIsWrongToo() throws IOException {
        chmod(build.resolve("static/js"), "rw-r--r--");

        fails(ask(question(build, SERVED)), "/static/js has the mode 0644, expected 0755.");
    }

    @Test
    void withoutRecursionOnlyTheNamedOneIsLookedAt() throws IOException {
        chmod(build.resolve("index.html"), "---------");

        passes(ask(only(build, SERVED)));
        fails(ask(only(build.resolve("index.html"), SERVED)), "0000, expected 0644");
    }

    @Test
    void ownerAndGroupAreToldByNameAndMayBeGivenByNumber() throws IOException {
        String owner = Files.getOwner(build).getName();
        int number = (int) Files.getAttribute(build, "unix:uid");
        String other = owner.equals("daemon") ? "bin" : "daemon";

        passes(ask(question(build, new FileRules(Optional.of(owner), Optional.empty(), Optional.empty()))));
        passes(ask(question(build, new FileRules(Optional.of("" + number), Optional.of("" + number), Optional.empty()))));
        fails(ask(question(build, new FileRules(Optional.of(other), Optional.empty(), Optional.empty()))),
                build + " belongs to " + owner + ", expected " + other, "More files that are wrong: 6");
        fails(ask(question(build, new FileRules(Optional.empty(), Optional.of(other), Optional.empty()))),
                "belongs to the group ", "expected " + other);
    }

    @Test
    void anAccountThatDoesNotExistIsAFaultOfTheCheck() {
        errs(ask(question(build, new FileRules(Optional.of("nobody-of-that-name"), Optional.empty(), Optional.empty()))),
                "no account or group nobody-of-that-name");
    }

    @Test
    void linksBelowAreNeitherFollowedNorJudgedAndTheOneNamedIsFollowed() throws IOException {
        Path secret = Files.createDirectory(folder.resolve("secret"));
        chmod(Files.writeString(secret.resolve("key"), "k"), "---------");
        Files.createSymbolicLink(build.resolve("out"), secret);
        Files.createSymbolicLink(build.resolve("dangling"), folder.resolve("nowhere"));
        Path current = Files.createSymbolicLink(folder.resolve("current"), build);

        passes(ask(question(build, SERVED)), "9 files");
        passes(ask(question(current, SERVED)), current + " is as it must be");
        chmod(build.resolve("index.html"), "---------");
        fails(ask(question(current, SERVED)), current + "/index.html has the mode 0000");
    }

    @Test
    void whatIsMissingOrTooMuchIsSaid() throws IOException {
        Path flag = folder.resolve("maintenance");
        var absent = new Question.Files(
                flag.toString(), false, true, FileRules.NONE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        fails(ask(question(flag, FileRules.NONE)), flag + " does not exist.");
        passes(ask(absent), "does not exist, as expected");
        Files.createFile(flag);
        fails(ask(absent), flag + " exists, and must not.");
    }

    @Test
    void theNewestFileTellsTheAge() throws IOException {
        Instant old = Instant.now().minus(Duration.ofHours(50));
        Path backups = Files.createDirectory(folder.resolve("backups"));
        fails(ask(aged(backups, 0, 86_400 * SECOND)), "There is no file in " + backups);

        Files.setLastModifiedTime(Files.createFile(backups.resolve("1.sql")), FileTime.from(old));
        fails(ask(aged(backups, 0, 86_400 * SECOND)), "last changed 2 d 2 h ago, at most 1 d is expected");
        passes(ask(aged(backups, 86_400 * SECOND, Long.MAX_VALUE)));
        Files.createFile(backups.resolve("2.sql"));
        passes(ask(aged(backups, 0, 86_400 * SECOND)));
        fails(ask(aged(backups, 3600 * SECOND, Long.MAX_VALUE)), "at least 1 h is expected");
    }

    @Test
    void allFilesTogetherTellTheSize() throws IOException {
        Files.write(build.resolve("big"), new byte[5000]);

        fails(ask(sized(build, 0, 4096)), "5.0 KB, at most 4.0 KB is expected");
        fails(ask(sized(build.resolve("big"), 8192, Long.MAX_VALUE)), "at least 8.0 KB");
        passes(ask(sized(build, 4096, 8192)));
    }

    @Test
    void contentIsComparedByTextAndBySum() throws IOException {
        Path file = Files.writeString(folder.resolve("VERSION"), "abc");
        String sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

        passes(ask(content(file, Optional.of("bc"), Optional.of(sum))));
        fails(ask(content(file, Optional.of("xyz"), Optional.empty())), file + " does not contain xyz");
        fails(ask(content(file, Optional.empty(), Optional.of("0".repeat(64)))), "SHA-256 sum " + sum, "expected 0000");
        fails(ask(content(build, Optional.of("x"), Optional.empty())), "is no regular file");
    }

    @Test
    void aPipeIsNeverOpened() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());

        fails(ask(content(pipe, Optional.of("x"), Optional.empty())), "is no regular file");
    }

    @Test
    void aTreeWithoutEndIsNotWalkedToTheEnd() throws IOException {
        for (int i = 0; i < 40; i++) {
            chmod(Files.createFile(build.resolve("chunk-" + i + ".js")), "rw-r--r--");
        }
        try (var watchdog = new Watchdog();
                var deadline = watchdog.begin(5 * SECOND)) {
            var walk = new FileWalk(SERVED, deadline, 20);
            walk.walk(build, new FileLook().status(build).found().orElseThrow(), true);

            assertTrue(walk.entries() <= 20, "looked at " + walk.entries());
            assertEquals("probe.files.many", walk.incomplete().orElseThrow().reason().key());
        }
    }

    @Test
    void whatTimeDoesNotAllowToLookAtIsNotTakenForWrong() {
        try (var watchdog = new Watchdog();
                var deadline = watchdog.begin(1)) {
            var walk = new FileWalk(SERVED, deadline);
            walk.walk(build, new FileLook().status(build).found().orElseThrow(), true);

            assertEquals("probe.files.slow", walk.incomplete().orElseThrow().reason().key());
            assertEquals(0, walk.wrong());
        }
    }
}
