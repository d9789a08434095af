package holdfast.house;

import holdfast.house.CompiledClass.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The rooms that decide are pure: the same facts give the same decision, on any day and in any process. So they know no clock,
/// no chance, no thread, no input or output and no log, and never walk a collection whose order depends on hashes.
final class QuietWingRule {
    /// A name ending in a dot bans a whole package.
    private static final List<String> BANNED_TYPES = List.of(
            "java.io.",
            "java.nio.",
            "java.net.",
            "java.sql.",
            "javax.",
            "java.time.Clock",
            "java.util.Date",
            "java.util.Calendar",
            "java.util.GregorianCalendar",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.random.",
            "java.security.",
            "java.util.Timer",
            "java.util.logging.",
            "java.util.concurrent.",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.lang.ScopedValue",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.ProcessHandle",
            "java.lang.Runtime",
            "java.lang.System$Logger",
            "java.lang.foreign.",
            "org.slf4j.",
            "org.tinylog.");

    /// Plain values without effects, in packages banned otherwise.
    private static final Set<String> ALLOWED_TYPES =
            Set.of("java.net.URI", "java.net.URISyntaxException", "java.util.concurrent.TimeUnit");

    /// Of `System` only this copies memory and asks nobody.
    private static final Set<String> ALLOWED_OF_SYSTEM = Set.of("arraycopy");

    private static final Set<String> HASHED = Set.of("java.util.HashMap", "java.util.HashSet");
    private static final Set<String> WALKS = Set.of("keySet", "values", "entrySet", "forEach", "iterator", "stream");

    private QuietWingRule() {}

    static List<String> violations(List<CompiledClass> classes) {
        var found = new ArrayList<String>();
        for (CompiledClass type : classes) {
            String room = Rooms.of(type.name()).orElse("");
            if (!Rooms.QUIET.contains(room)) {
                continue;
            }
            for (String used : type.types()) {
                if (isBanned(used)) {
                    found.add(type.name() + " uses " + used + "; what " + room + " needs to know must arrive in an event");
                }
            }
            for (Member member : type.members()) {
                if (reachesOut(member)) {
                    found.add(type.name() + " uses " + member + "; time and chance arrive as arguments in " + room);
                }
                // The model is only data: it is walked by others.
                if (!room.equals("model") && walksHashOrder(member)) {
                    found.add(type.name() + " uses " + member + ", whose order depends on hashes; use a list or LinkedHashMap");
                }
            }
        }
        return found;
    }

    private static boolean isBanned(String used) {
        if (ALLOWED_TYPES.contains(used)) {
            return false;
        }
        return BANNED_TYPES.stream().anyMatch(banned -> banned.endsWith(".")
                ? used.startsWith(banned)
                : used.equals(banned) || used.startsWith(banned + "$"));
    }

    private static boolean reachesOut(Member member) {
        return switch (member.owner()) {
            case "java.lang.System" -> !ALLOWED_OF_SYSTEM.contains(member.name());
            case "java.lang.Math", "java.lang.StrictMath" -> member.name().equals("random");
            case "java.util.UUID" -> member.name().equals("randomUUID");
            case "java.util.Collections" -> member.name().equals("shuffle");
            default -> member.owner().startsWith("java.time.") && member.name().equals("now");
        };
    }

    /// `Set.of` and `Map.of` with two elements or more walk in an order that changes from one JVM to the next.
    private static boolean walksHashOrder(Member member) {
        boolean isHashed = HASHED.contains(member.owner()) && WALKS.contains(member.name());
        boolean isImmutable = (member.owner().equals("java.util.Set") || member.owner().equals("java.util.Map"))
                && (member.name().equals("ofEntries") || isOfMany(member));
        return isHashed || isImmutable;
    }

    private static boolean isOfMany(Member member) {
        int parameters = member.descriptor().substring(0, member.descriptor().indexOf(')')).split(";", -1).length - 1;
        int single = member.owner().equals("java.util.Set") ? 1 : 2;
        return member.name().equals("of") && (parameters > single || member.descriptor().startsWith("(["));
    }
}
