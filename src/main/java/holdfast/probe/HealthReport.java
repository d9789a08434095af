package holdfast.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the failing parts in a health report: Spring Boot Actuator (`components`, before 2.2 `details`, nested) and MicroProfile
/// Health (`checks`, protocol-wireformat).
///
/// Threading: pure.
final class HealthReport {
    private static final int NAMES_SHOWN = 5;
    private static final int DEPTH = 8;

    private HealthReport() {}

    /// The names of the failing parts with their status, such as `db (DOWN), disk (OUT_OF_SERVICE)`.
    static Optional<String> failingParts(@Nullable Object report) {
        List<String> failing = new ArrayList<>();
        if (report instanceof Map<?, ?> root && root.get("status") instanceof String) {
            collect("", root, failing, 0);
            if (root.get("checks") instanceof List<?> checks) {
                checks.forEach(check -> collectCheck(check, failing));
            }
        }
        if (failing.isEmpty()) {
            return Optional.empty();
        }
        String shown = String.join(", ", failing.subList(0, Math.min(failing.size(), NAMES_SHOWN)));
        return Optional.of(Amounts.shortened(failing.size() > NAMES_SHOWN ? shown + ", …" : shown));
    }

    /// A part that has parts of its own is named by them: `cache/redis`.
    private static void collect(String name, Map<?, ?> part, List<String> failing, int depth) {
        int before = failing.size();
        Object parts = part.containsKey("components") ? part.get("components") : part.get("details");
        if (parts instanceof Map<?, ?> named && depth < DEPTH) {
            named.forEach((key, value) -> {
                if (value instanceof Map<?, ?> inner) {
                    collect(name.isEmpty() ? String.valueOf(key) : name + "/" + key, inner, failing, depth + 1);
                }
            });
        }
        if (failing.size() == before && !name.isEmpty()) {
            add(name, part.get("status"), failing);
        }
    }

    private static void collectCheck(@Nullable Object check, List<String> failing) {
        if (check instanceof Map<?, ?> named && named.get("name") instanceof String name) {
            add(name, named.get("status"), failing);
        }
    }

    /// UNKNOWN counts as up, as Actuator itself counts it for the status code.
    private static void add(String name, @Nullable Object status, List<String> failing) {
        if (status instanceof String word && !word.equals("UP") && !word.equals("UNKNOWN")) {
            failing.add(name + " (" + word + ")");
        }
    }
}
