package holdfast.house;

import com.sun.source.tree.ImportTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Rooms lean on other rooms only as the table of rooms says.
///
/// Both class files and import lines are read: a fully qualified name leaves no import line, and a constant that the compiler
/// copies in leaves nothing in the class file.
final class ImportRule {
    private ImportRule() {}

    static List<String> violations(List<CompiledClass> classes, List<SourceFile> sources) {
        var found = new TreeSet<String>();
        for (CompiledClass type : classes) {
            type.types().forEach(used -> check(type.name(), type.name(), used, found));
        }
        for (SourceFile source : sources) {
            for (ImportTree line : source.unit().getImports()) {
                check(source.place(line), source.packageName(), line.getQualifiedIdentifier().toString(), found);
            }
        }
        return new ArrayList<>(found);
    }

    private static void check(String place, String user, String used, Set<String> found) {
        var from = Rooms.of(user);
        var to = Rooms.of(used);
        if (from.isEmpty() || to.isEmpty()) {
            return;
        }
        if (!Rooms.isKnown(from.get())) {
            found.add(place + " lives in '" + from.get() + "', which is no room: add it to the table of rooms first");
        } else if (!Rooms.mayImport(from.get(), to.get())) {
            found.add(place + ": " + from.get() + " may not lean on " + to.get() + " (" + used + ")");
        }
    }
}
