package holdfast.house;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A small house that breaks a rule, compiled in memory.
final class Fixture {
    private final Map<String, String> texts = new TreeMap<>();

    /// Adds one source file.
    Fixture with(String path, String text) {
        texts.put(path, text);
        return this;
    }

    List<SourceFile> sources() {
        return SourceFile.parse(texts);
    }

    List<CompiledClass> classes() {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var problems = new DiagnosticCollector<JavaFileObject>();
        try (var files = new InMemory(compiler.getStandardFileManager(problems, null, StandardCharsets.UTF_8))) {
            boolean isCompiled = compiler.getTask(null, files, problems, List.of("--release", "25"), null, SourceFile.objects(texts)).call();
            if (!isCompiled) {
                throw new IllegalStateException("the fixture itself does not compile: " + problems.getDiagnostics());
            }
            return files.outputs.stream().map(bytes -> CompiledClass.read(bytes.toByteArray())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final List<ByteArrayOutputStream> outputs = new ArrayList<>();

        InMemory(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            var bytes = new ByteArrayOutputStream();
            outputs.add(bytes);
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
