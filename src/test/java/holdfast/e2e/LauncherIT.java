package holdfast.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The launcher, in a copy of the project that has only what was built.
class LauncherIT {
    private Path root;
    private Path launcher;

    @BeforeEach
    void copy() throws IOException {
        root = Files.createTempDirectory("holdfast launcher"); // with a blank, as in many a home directory
        Files.createDirectories(root.resolve("target/lib"));
        launcher = Files.copy(Path.of("holdfast"), root.resolve("holdfast"));
        Files.copy(Path.of("target/holdfast.jar"), root.resolve("target/holdfast.jar"));
        try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
            for (Path library : libraries.toList()) {
                Files.createLink(root.resolve("target/lib").resolve(library.getFileName()), library);
            }
        }
    }

    @AfterEach
    void remove() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void worksThroughLinksFromAnywhereAndUnderDash() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("link"), Path.of("holdfast"));
        Path linkToLink = Files.createSymbolicLink(root.resolve("target/second link"), Path.of("../link"));

        assertEquals("Holdfast", firstWord(run(linkToLink.toString(), "--version")));
        assertEquals("Holdfast", firstWord(run("dash", link.toString(), "--version")));
    }

    @Test
    void aBrokenCacheIsNoReasonToFail() throws Exception {
        run(launcher.toString(), "--version");
        List<Path> caches = caches();
        assertEquals(1, caches.size());
        Files.writeString(caches.getFirst(), "no cache at all");

        assertEquals("Holdfast", firstWord(run(launcher.toString(), "--version")));
    }

    @Test
    void manyFirstStartsAtOnceDoNotDisturbOneAnother() throws Exception {
        var starts = new ArrayList<Process>();
        for (int i = 0; i < 4; i++) {
            starts.add(start(launcher.toString(), "--version"));
        }
        for (Process start : starts) {
            assertEquals("Holdfast", firstWord(outcome(start)));
        }
        assertEquals(1, caches().size());
    }

    @Test
    void runsACopyThatTheNextBuildLeavesAlone() throws Exception {
        run(launcher.toString(), "--version");
        Files.writeString(root.resolve("target/holdfast.jar"), "half a jar");
        Files.setLastModifiedTime(root.resolve("target/holdfast.jar"), FileTime.fromMillis(0));

        assertEquals("Holdfast", firstWord(run(launcher.toString(), "--version")));
    }

    @Test
    void saysHowToGetJavaWhenThereIsNone() throws Exception {
        String said = refused();

        assertTrue(said.contains("needs Java 25 or newer, and found none.") && said.contains("apt-get install"), said);
        assertFalse(said.contains("too old"), said);
    }

    @Test
    void namesTheJavasThatAreTooOld() throws Exception {
        Path old = jdk("17.0.15");

        String said = refused("JAVA_HOME=" + old);

        assertTrue(said.contains("Java 17 in " + old), said);
        assertEquals(said.indexOf("too old"), said.lastIndexOf("too old"), "once, however many links lead there: " + said);
    }

    @Test
    void doesNotTakeAnotherJavaThanTheOneThatIsNamed() throws Exception {
        Path old = jdk("21.0.1");
        Process process = start("env", "HOLDFAST_JAVA=" + old, "JAVA_HOME=" + System.getProperty("java.home"), launcher.toString(), "--version");

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(2, process.waitFor());
        assertTrue(said.contains("HOLDFAST_JAVA names " + old + ", which is no Java 25 or newer."), said);
    }

    /// What looks like a JDK of this version, with a second way to it.
    private Path jdk(String version) throws IOException {
        Path jdk = root.resolve("old");
        Files.createDirectories(jdk.resolve("bin"));
        Files.createSymbolicLink(jdk.resolve("bin/java"), Path.of("/bin/true"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Files.createDirectories(root.resolve("home/.jdks"));
        Files.createSymbolicLink(root.resolve("home/.jdks/link"), jdk);
        return jdk;
    }

    /// What it says where no Java is installed.
    private String refused(String... environment) throws IOException, InterruptedException {
        String script = Files.readString(launcher).replaceAll("/usr/lib/jvm/\\*|/opt/java/\\*|/usr/local/lib/jvm/\\*", "/nowhere");
        Files.writeString(launcher, script);
        Path tools = Files.createDirectory(root.resolve("tools"));
        for (String tool : List.of("readlink", "dirname", "cksum", "stty")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        var words = new ArrayList<>(List.of("/usr/bin/env", "-i", "HOME=" + root.resolve("home"), "PATH=" + tools));
        words.addAll(List.of(environment));
        words.addAll(List.of(launcher.toString(), "status"));
        Process process = start(words.toArray(String[]::new));

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(2, process.waitFor());
        return said;
    }

    @Test
    void runsOnALightJavaThatItMakesOnce() throws Exception {
        run(launcher.toString(), "--version");
        run(launcher.toString(), "--version");

        try (Stream<Path> made = Files.list(root.resolve("target/java"))) {
            List<Path> javas = made.toList();
            assertEquals(1, javas.size(), javas.toString());
            assertTrue(Files.isExecutable(javas.getFirst().resolve("bin/java")), javas.toString());
        }
    }

    @Test
    void runsOnTheJdkAsItIsWhereNoLightOneCanBeMade() throws Exception {
        Path jdk = Files.createDirectory(root.resolve("jdk"));
        Files.createDirectory(jdk.resolve("bin"));
        Path real = Path.of(System.getProperty("java.home"));
        Files.createSymbolicLink(jdk.resolve("bin/java"), real.resolve("bin/java"));
        Files.copy(real.resolve("release"), jdk.resolve("release"));

        assertEquals("Holdfast", firstWord(run("env", "HOLDFAST_JAVA=" + jdk, launcher.toString(), "--version")));
        assertFalse(Files.exists(root.resolve("target/java")));
    }

    private List<Path> caches() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("target/run"))) {
            return files.filter(file -> file.toString().endsWith(".aot")).toList();
        }
    }

    private static String firstWord(String said) {
        return said.split(" ", 2)[0];
    }

    private String run(String... words) throws IOException, InterruptedException {
        return outcome(start(words));
    }

    private Process start(String... words) throws IOException {
        return new ProcessBuilder(words).directory(Path.of("/").toFile()).redirectErrorStream(true).start();
    }

    private static String outcome(Process process) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "still running");
        assertEquals(0, process.exitValue(), said);
        return said;
    }
}
