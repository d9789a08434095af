package holdfast.repair;

import holdfast.model.FileMode;
import holdfast.model.FileRules;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class OwnershipTest {
    /// An account that every Debian and most other Linuxes have.
    private static final String NOBODY = "nobody";

    private static final Remedy REMEDY = new Remedy.SetOwnership(Bench.check(0));

    @TempDir
    Path directory;

    private Bench bench;
    private Path site;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench(directory);
        site = Files.createDirectory(directory.resolve("site"));
        Files.createDirectory(site.resolve("css"));
        Files.writeString(site.resolve("index.html"), "hello");
        Files.writeString(site.resolve("css/a.css"), "a");
        chmod(site, 0700);
        chmod(site.resolve("css"), 0700);
        chmod(site.resolve("index.html"), 0000);
        chmod(site.resolve("css/a.css"), 0600);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void setsTheModeOfAllThatIsWrongAndOfNothingElse() throws Exception {
        Path outside = Files.writeString(directory.resolve("outside"), "x");
        chmod(outside, 0600);
        Files.createSymbolicLink(site.resolve("link"), outside);
        Files.createSymbolicLink(site.resolve("tree"), directory);
        ServiceSpec service = service(site, rules("u=rwX,go=rX"), true);

        Reason done = Bench.applied(bench.apply(REMEDY, service));

        assertEquals("repair.files.done", done.key());
        assertEquals(List.of(site.toString(), "4", "6"), done.values());
        assertEquals("755 755 644 644", modes(site, site.resolve("css"), site.resolve("index.html"), site.resolve("css/a.css")));
        assertEquals("600", modes(outside));
        Bench.finds("repair.files.right", bench.apply(REMEDY, service));
    }

    @Test
    void goesNoDeeperThanTheCheck() throws Exception {
        Bench.applied(bench.apply(REMEDY, service(site, rules("0755"), false)));

        assertEquals("755 700 0", modes(site, site.resolve("css"), site.resolve("index.html")));
    }

    @Test
    void leavesHardLinkedAndSetUserIdFilesAloneAndNamesThem() throws Exception {
        Path outside = Files.writeString(directory.resolve("outside"), "x");
        chmod(outside, 0600);
        Files.createLink(site.resolve("twin"), outside);
        Path program = Files.writeString(site.resolve("program"), "x");
        chmod(program, 04700);

        Reason done = Bench.applied(bench.apply(REMEDY, service(site, rules("u=rwX,go=rX"), true)));

        assertEquals("repair.files.done-but", done.key());
        assertTrue(done.values().getLast().contains("twin") && done.values().getLast().contains("program"), done.toString());
        assertEquals("600 4700", modes(outside, program));
        Bench.refuses("repair.files.left-alone", bench.apply(REMEDY, service(site, rules("u=rwX,go=rX"), true)));
    }

    @Test
    void givesFilesToTheOwnerAndGroupThatAreAskedFor() throws Exception {
        assumeTrue(bench.machine.kernel().userId() == 0, "only root may give files away");
        String group = Files.getAttribute(Path.of("/"), "unix:gid").toString();
        var rules = new FileRules(Optional.of(NOBODY), Optional.of(group), Optional.empty());

        Bench.applied(bench.apply(REMEDY, service(site, rules, true)));

        for (Path file : List.of(site, site.resolve("css/a.css"), site.resolve("index.html"))) {
            assertEquals(NOBODY, Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName());
        }
    }

    @Test
    void followsALinkAtTheEndOnlyIfItCannotBeATrap() throws Exception {
        assumeTrue(bench.machine.kernel().userId() == 0, "only root may give files away");
        Path link = Files.createSymbolicLink(directory.resolve("current"), site);

        Bench.applied(bench.apply(REMEDY, service(link, rules("u=rwX,go=rX"), true)));

        chmod(site, 0700);
        Files.setAttribute(link, "unix:uid", id(NOBODY), LinkOption.NOFOLLOW_LINKS);
        Bench.refuses("repair.link", bench.apply(REMEDY, service(link, rules("u=rwX,go=rX"), true)));
        Bench.refuses("repair.link", bench.apply(REMEDY, service(link.resolve("css"), rules("u=rwX,go=rX"), true)));
        assertEquals("700", modes(site));

        Files.setAttribute(site, "unix:uid", id(NOBODY));
        Bench.applied(bench.apply(REMEDY, service(link, rules("u=rwX,go=rX"), true)));
    }

    @Test
    void refusesWhatIsNotDeclaredOrNotThere() throws Exception {
        Bench.refuses("repair.files.not-declared", bench.apply(REMEDY, bench.service(site, Optional.empty())));
        Bench.refuses("repair.files.not-declared", bench.apply(REMEDY, service(site, FileRules.NONE, true)));
        Bench.refuses("repair.files.missing", bench.apply(REMEDY, service(site.resolve("none"), rules("0644"), true)));
        var misspelt = new FileRules(Optional.of("no-such-user-here"), Optional.empty(), Optional.empty());
        Bench.refuses("repair.files.no-account", bench.apply(REMEDY, service(site, misspelt, true)));
    }

    @Test
    void doesNotCrossIntoAnotherMount() throws Exception {
        try (var disk = SmallDisk.mount(site.resolve("mounted"), 1)) {
            Path inside = Files.writeString(disk.path().resolve("file"), "x");
            chmod(inside, 0600);

            Bench.applied(bench.apply(REMEDY, service(site, rules("u=rwX,go=rX"), true)));

            assertEquals("600", modes(inside));
        }
    }

    private ServiceSpec service(Path path, FileRules rules, boolean isRecursive) {
        return bench.service(
                directory,
                Optional.empty(),
                new Question.Files(
                        path.toString(), true, isRecursive, rules, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static FileRules rules(String mode) {
        return new FileRules(Optional.empty(), Optional.empty(), FileMode.parse(mode));
    }

    private static int id(String user) throws IOException {
        return Integer.parseInt(Files.readAllLines(Path.of("/etc/passwd")).stream()
                .filter(line -> line.startsWith(user + ":"))
                .map(line -> line.split(":", 4)[2])
                .findFirst()
                .orElseThrow());
    }

    private static void chmod(Path file, int mode) throws IOException {
        Files.setAttribute(file, "unix:mode", mode);
    }

    private static String modes(Path... files) throws IOException {
        var modes = new StringBuilder();
        for (Path file : files) {
            int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
            modes.append(modes.isEmpty() ? "" : " ").append(Integer.toOctalString(mode));
        }
        return modes.toString();
    }
}
