package holdfast.house;

import java.util.List;

/// There is one door to the kernel.
final class NativeRule {
    private NativeRule() {}

    static List<String> violations(List<CompiledClass> classes) {
        return classes.stream()
                .filter(type -> !Rooms.of(type.name()).orElse("").equals("linux"))
                .filter(type -> type.types().stream().anyMatch(used -> used.startsWith("java.lang.foreign.")))
                .map(type -> type.name() + " uses java.lang.foreign; only linux may")
                .toList();
    }
}
