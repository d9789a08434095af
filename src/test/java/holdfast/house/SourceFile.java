package holdfast.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// One source file, parsed by the compiler's own parser, so that comments and strings are never taken for code.
record SourceFile(String path, String text, CompilationUnitTree unit, SourcePositions positions) {
    /// Parses sources given as path → text.
    static List<SourceFile> parse(Map<String, String> texts) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> objects = objects(texts);
        var task = (JavacTask) compiler.getTask(null, null, null, List.of("--release", "25"), null, objects);
        try {
            var parsed = new ArrayList<SourceFile>();
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                // The path within its URI begins with a slash that is none of ours.
                String path = unit.getSourceFile().getName().substring(1);
                parsed.add(new SourceFile(path, unit.getSourceFile().getCharContent(false).toString(), unit, positions));
            }
            return List.copyOf(parsed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sources as the compiler takes them.
    static List<JavaFileObject> objects(Map<String, String> texts) {
        List<JavaFileObject> objects = new ArrayList<>();
        texts.forEach((path, text) -> objects.add(SimpleJavaFileObject.forSource(URI.create("string:///" + path), text)));
        return objects;
    }

    /// Parses every source file under the folders that exist.
    static List<SourceFile> parseAll(Path... folders) {
        var texts = new TreeMap<String, String>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    texts.put(file.toString(), Files.readString(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return parse(texts);
    }

    String packageName() {
        return unit.getPackage() == null ? "" : unit.getPackage().getPackageName().toString();
    }

    int lines() {
        return (int) text.lines().count();
    }

    /// The line, counted from 1, on which a piece of this file begins.
    int line(Tree piece) {
        return (int) unit.getLineMap().getLineNumber(positions.getStartPosition(unit, piece));
    }

    /// The line on which it ends.
    int lastLine(Tree piece) {
        return (int) unit.getLineMap().getLineNumber(positions.getEndPosition(unit, piece));
    }

    String place(Tree piece) {
        return path + ":" + line(piece);
    }
}
