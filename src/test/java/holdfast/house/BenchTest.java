package holdfast.house;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The benchmarks are compiled when they are run, which is seldom: this keeps them from falling behind the code that they measure.
class BenchTest {
    private static final Path BENCH = Path.of("bench");

    /// The one file that needs JMH, a library of the benchmarks alone.
    private static final Path JMH = BENCH.resolve("decide/DecideBenchmark.java");

    /// Enough for every kind of event of that fleet.
    private static final int DECISIONS = 100_000;

    @TempDir
    private Path classes;

    @Test
    void benchmarksCompileAgainstTheCodeTheyMeasure() throws IOException {
        compile(sources());
    }

    @Test
    void decisionsThatAreMeasuredCanBeMade() throws IOException, ReflectiveOperationException {
        compile(sources().stream().filter(path -> path.startsWith(BENCH.resolve("decide"))).toList());
        try (var loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            var decisions = (Supplier<?>) loader.loadClass("bench.decide.Decisions").getConstructor(int.class).newInstance(20);
            for (int i = 0; i < DECISIONS; i++) {
                assertNotNull(decisions.get());
            }
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(BENCH)) {
            return files.filter(path -> path.toString().endsWith(".java") && !path.equals(JMH)).toList();
        }
    }

    private void compile(List<Path> sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var problems = new DiagnosticCollector<JavaFileObject>();
        try (var files = compiler.getStandardFileManager(problems, null, StandardCharsets.UTF_8)) {
            var options = new ArrayList<>(List.of("--release", "25", "-d", classes.toString(), "-classpath"));
            options.add(System.getProperty("java.class.path") + File.pathSeparator + "target/classes");
            boolean isCompiled = compiler.getTask(null, files, problems, options, null, files.getJavaFileObjectsFromPaths(sources)).call();
            assertTrue(isCompiled, () -> problems.getDiagnostics().toString());
        }
    }
}
