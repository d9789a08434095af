package holdfast.house;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// Every package says in its `package-info.java` what it is about and what it may import, and says no more than the table of
/// rooms allows.
final class PackageRule {
    private static final String PROMISE = "May import:";

    /// The model holds words that both wings need, and is not the room for what fits nowhere else.
    static final int MODEL_TYPES = 40;

    private PackageRule() {}

    static List<String> violations(List<SourceFile> sources) {
        var infos = new TreeMap<String, String>();
        for (SourceFile source : sources) {
            infos.putIfAbsent(source.packageName(), "");
            if (source.path().endsWith("package-info.java")) {
                infos.put(source.packageName(), source.text());
            }
        }
        var found = new ArrayList<String>();
        infos.forEach((name, text) -> {
            if (text.isEmpty()) {
                found.add(name + " has no package-info.java");
            } else if (!text.contains(PROMISE)) {
                found.add(name + ": package-info.java has no line '/// " + PROMISE + " …'");
            } else {
                found.addAll(overstated(name, text));
            }
        });
        return found;
    }

    static List<String> crowding(List<SourceFile> sources) {
        long types = sources.stream()
                .filter(source -> source.packageName().equals("holdfast.model"))
                .flatMap(source -> source.unit().getTypeDecls().stream())
                .count();
        return types <= MODEL_TYPES
                ? List.of()
                : List.of("holdfast.model has " + types + " top-level types; at most " + MODEL_TYPES
                        + ": a type lives there only if the quiet and the working wing need it");
    }

    private static List<String> overstated(String packageName, String text) {
        String room = Rooms.of(packageName).orElse("");
        String promise = text.substring(text.indexOf(PROMISE) + PROMISE.length()).split("\\.|@NullMarked", 2)[0];
        return Arrays.stream(promise.split("[^a-z]+", -1))
                .filter(word -> Rooms.isKnown(word) && !Rooms.mayImport(room, word))
                .map(word -> packageName + ": package-info.java says it may import " + word + "; the table of rooms says no")
                .toList();
    }
}
