package holdfast.house;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table of rooms: every package under `holdfast`, and what it may lean on. A room is added here, and in ARCHITECTURE.md,
/// before its first class.
final class Rooms {
    /// Rooms that decide: no clock, no input or output, no thread, no chance, no log.
    static final List<String> QUIET = List.of("model", "health", "recovery", "diagnosis", "alert", "supervisor");

    private static final Map<String, List<String>> MAY_IMPORT = table();

    private Rooms() {}

    private static Map<String, List<String>> table() {
        var table = new LinkedHashMap<String, List<String>>();
        table.put("model", List.of());
        table.put("health", List.of("model"));
        table.put("recovery", List.of("model"));
        table.put("alert", List.of("model"));
        table.put("diagnosis", List.of("model"));
        table.put("supervisor", List.of("model", "health", "recovery", "diagnosis", "alert"));
        table.put("repair", List.of("model", "linux"));
        table.put("evidence", List.of("model", "linux"));
        table.put("text", List.of("model"));
        table.put("config", List.of("model"));
        table.put("linux", List.of());
        table.put("probe", List.of("model", "linux"));
        table.put("driver", List.of("model", "linux"));
        table.put("journal", List.of("model"));
        table.put(
                "daemon",
                List.of(
                        "model", "health", "recovery", "diagnosis", "alert", "supervisor", "repair", "evidence", "text", "config", "linux", "probe", "driver",
                        "journal"));
        table.put("cli", List.of("model", "text", "config", "daemon"));
        return table;
    }

    /// The room of a class or package, sub-packages included: `holdfast.daemon.control.Wire` lives in `daemon`. Empty for what
    /// is not ours.
    static Optional<String> of(String name) {
        String[] parts = name.split("\\.", -1);
        boolean isOurs = parts.length > 1 && parts[0].equals("holdfast");
        return isOurs ? Optional.of(parts[1]) : Optional.empty();
    }

    static boolean isKnown(String room) {
        return MAY_IMPORT.containsKey(room);
    }

    static boolean mayImport(String room, String other) {
        return room.equals(other) || MAY_IMPORT.getOrDefault(room, List.of()).contains(other);
    }

    static List<String> names() {
        return List.copyOf(MAY_IMPORT.keySet());
    }
}
