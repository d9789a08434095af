package holdfast.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Files and methods fit into a head: at most 300 lines a file, 40 lines a method, 5 parameters.
///
/// A method may be excused, with a reason, up to 70 lines; nothing excuses a file.
final class SizeRule {
    static final int FILE_LINES = 300;
    static final int METHOD_LINES = 40;
    static final int METHOD_LINES_EXCUSED = 70;
    static final int PARAMETERS = 5;

    private SizeRule() {}

    /// @param excused method, as `SimpleClassName.method`, and the reason why it is longer
    static List<String> violations(List<SourceFile> sources, Map<String, String> excused) {
        var found = new ArrayList<String>();
        for (SourceFile source : sources) {
            if (source.lines() > FILE_LINES) {
                found.add(source.path() + " has " + source.lines() + " lines; at most " + FILE_LINES);
            }
            new Methods(source, excused, found).scan(source.unit(), "");
        }
        return found;
    }

    /// Walks a file; the parameter is the name of the class around.
    private static final class Methods extends TreeScanner<Void, String> {
        private final SourceFile source;
        private final Map<String, String> excused;
        private final List<String> found;

        Methods(SourceFile source, Map<String, String> excused, List<String> found) {
            this.source = source;
            this.excused = excused;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, String outer) {
            return super.visitClass(type, type.getSimpleName().toString());
        }

        @Override
        public Void visitMethod(MethodTree method, String type) {
            String name = type + "." + method.getName();
            int limit = excused.containsKey(name) ? METHOD_LINES_EXCUSED : METHOD_LINES;
            int lines = method.getBody() == null ? 0 : source.lastLine(method) - source.line(method) + 1;
            if (lines > limit) {
                found.add(source.place(method) + " " + name + " has " + lines + " lines; at most " + limit);
            }
            // Constructors wire or carry data: their parameters are a record's fields by another name.
            boolean isConstructor = method.getReturnType() == null;
            if (!isConstructor && method.getParameters().size() > PARAMETERS) {
                found.add(source.place(method) + " " + name + " takes " + method.getParameters().size() + " parameters; at most "
                        + PARAMETERS);
            }
            return super.visitMethod(method, type);
        }
    }
}
