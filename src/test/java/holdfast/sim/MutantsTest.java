package holdfast.sim;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Proves the tests: each seeded mistake in the core is found by the unit tests of its rooms or by the simulator. A mutant that
/// lives shows a promise that nobody checks.
///
/// The rooms are compiled anew with one line changed, and loaded by a loader of their own, so that the tests see the mutated
/// core and this one stays what it is.
final class MutantsTest {
    private static final List<String> ROOMS = List.of("health", "recovery", "diagnosis", "alert", "supervisor");
    private static final List<String> UNIT_TESTS = List.of(
            "holdfast.health.CheckStateTest",
            "holdfast.health.CoalescingTest",
            "holdfast.health.JudgementTest",
            "holdfast.recovery.GuardTest",
            "holdfast.recovery.LadderTest",
            "holdfast.alert.NoticeTest",
            "holdfast.supervisor.SupervisorTest",
            "holdfast.supervisor.FlappingTest",
            "holdfast.supervisor.LoopGuardTest",
            "holdfast.supervisor.GuardStoriesTest",
            "holdfast.supervisor.ReloadTest",
            "holdfast.supervisor.ReloadingTest",
            "holdfast.supervisor.ReloadMishapsTest",
            "holdfast.supervisor.RecoveryTest",
            "holdfast.supervisor.OwnRungTest",
            "holdfast.supervisor.HopelessTest",
            "holdfast.supervisor.StarvedStartTest",
            "holdfast.supervisor.OperatorWordsTest",
            "holdfast.supervisor.BackendTest",
            "holdfast.supervisor.TogetherTest",
            "holdfast.supervisor.OwnCauseTest");

    /// Enough for the rarest of them; most die within a few hundred.
    private static final long SCHEDULES = 20_000;

    private static final Path SOURCES = Path.of("src/main/java/holdfast");

    @TempDir
    Path scratch;

    @TestFactory
    Stream<DynamicTest> everyMutantIsKilled() {
        // One alone: -Dholdfast.mutant=a part of its name.
        String chosen = System.getProperty("holdfast.mutant", "");
        return Mutants.ALL.stream().filter(mutant -> mutant.name().contains(chosen)).map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> {
            String death = kill(mutant);
            assertTrue(!death.isEmpty(), "it lives: " + mutant);
        }));
    }

    @Test
    void theCoreAsItIsLives() {
        assertEquals("", kill(new Mutant("none", "health/Judgement.java", "BAD", "BAD")));
    }

    /// How it died; empty when it lives.
    private String kill(Mutant mutant) {
        try {
            Path classes = Files.createTempDirectory(scratch, "mutant");
            compile(mutant, classes);
            try (var loader = new URLClassLoader(classPath(classes), ClassLoader.getPlatformClassLoader())) {
                for (String test : UNIT_TESTS) {
                    String failure = failureOf(loader.loadClass(test));
                    if (!failure.isEmpty()) {
                        return failure;
                    }
                }
                Object found = loader.loadClass("holdfast.sim.Simulation")
                        .getMethod("firstFailure", long.class, long.class)
                        .invoke(null, 1L, SCHEDULES);
                return found == null ? "" : found.toString();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void compile(Mutant mutant, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var units = new ArrayList<Path>();
            for (String room : ROOMS) {
                try (Stream<Path> list = Files.list(SOURCES.resolve(room))) {
                    list.filter(file -> file.toString().endsWith(".java")).sorted().forEach(units::add);
                }
            }
            Path original = SOURCES.resolve(mutant.file());
            String source = Files.readString(original);
            if (!mutant.name().equals("none")) {
                assertEquals(2, (source + " ").split(Pattern.quote(mutant.text()), -1).length, mutant.toString());
            }
            Path changed = Files.createDirectories(classes.resolve("source")).resolve(original.getFileName());
            Files.writeString(changed, source.replace(mutant.text(), mutant.mistake()));
            units.replaceAll(file -> file.equals(original) ? changed : file);
            var words = new StringWriter();
            var options = List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(words, files, null, options, null, files.getJavaFileObjectsFromPaths(units))
                    .call();
            assertTrue(compiled, words.toString());
        }
    }

    private static URL[] classPath(Path mutated) {
        return Stream.concat(
                        Stream.of(mutated),
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(Path::of))
                .map(MutantsTest::url)
                .toArray(URL[]::new);
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String failureOf(Class<?> test) throws ReflectiveOperationException {
        for (var method : test.getDeclaredMethods()) {
            boolean isTest = Arrays.stream(method.getAnnotations())
                    .anyMatch(mark -> mark.annotationType().getName().equals("org.junit.jupiter.api.Test"));
            if (isTest) {
                var constructor = test.getDeclaredConstructor();
                constructor.setAccessible(true);
                method.setAccessible(true);
                try {
                    method.invoke(constructor.newInstance());
                } catch (InvocationTargetException failed) {
                    return method.getName() + ": " + failed.getCause();
                }
            }
        }
        return "";
    }
}
