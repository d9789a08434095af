package holdfast.evidence;

import holdfast.model.Finding;
import holdfast.model.Finding.Hint;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Finds, near the end of a service's output, the lines that name a cause: in most failures the program itself says what is wrong.
/// One line for each kind of cause, the newest. Pure.
final class LastWords {
    /// Lines from the end that count: a stack trace is seldom longer, and what stands before speaks of another time.
    static final int LINES = 50;

    /// Characters of a line that are looked at, and kept.
    private static final int LINE_LOOKED_AT = 2_000;

    static final int LINE_KEPT = 300;

    private static final Map<Hint, Pattern> PATTERNS = patterns();

    /// inotify says ENOSPC too, for want of watches (inotify_add_watch(2)): no disk is full then.
    private static final Pattern NO_DISK = Pattern.compile("(?i)inotify|file watchers");

    private LastWords() {}

    private static Map<Hint, Pattern> patterns() {
        var patterns = new EnumMap<Hint, Pattern>(Hint.class);
        add(patterns, Hint.PORT_IN_USE, "EADDRINUSE|address already in use|port (?:number )?\\d{1,5} (?:is|was) already in use");
        add(patterns, Hint.NO_SPACE, "ENOSPC|no space left on device|disk quota exceeded|EDQUOT|database or disk is full");
        add(patterns, Hint.NO_PERMISSION, "EACCES|EPERM\\b|permission denied|operation not permitted|AccessDeniedException");
        add(
                patterns,
                Hint.PART_MISSING,
                "cannot find (?:module|package)|MODULE_NOT_FOUND|ModuleNotFoundError|no module named|ClassNotFoundException"
                        + "|NoClassDefFoundError|error while loading shared libraries|could not find or load main class"
                        + "|unable to access jarfile|cannot load such file|command not found");
        add(
                patterns,
                Hint.NOT_PARSABLE,
                "\\bSyntaxError\\b|IndentationError|YAMLException|YAMLError|JSONDecodeError|ParserException|ParserError"
                        + "|unexpected token|unknown directive|invalid configuration|configuration file .{0,200} test failed");
        add(patterns, Hint.DEPENDENCY_REFUSED, "ECONNREFUSED|connection refused|could not connect to server|connect: refused");
        add(
                patterns,
                Hint.NO_MEMORY,
                "heap out of memory|OutOfMemoryError|\\bMemoryError\\b|cannot allocate memory|std::bad_alloc|ENOMEM");
        add(
                patterns,
                Hint.DATABASE_DAMAGED,
                "database disk image is malformed|file is not a database|SQLITE_CORRUPT|SQLITE_NOTADB");
        add(
                patterns,
                Hint.SETTING_MISSING,
                "(?:variable|setting|env|key|[A-Z][A-Z0-9]*_[A-Z0-9_]+)\\W.{0,80}(?:is|are|was) (?:not set|not defined|undefined|required|missing)"
                        + "|missing (?:required )?(?:environment|env|setting|config)"
                        + "|KeyError: '[A-Z][A-Z0-9_]{2,}'|ImproperlyConfigured|must be set\\b");
        return patterns;
    }

    private static void add(Map<Hint, Pattern> patterns, Hint hint, String pattern) {
        patterns.put(hint, Pattern.compile("(?i)" + pattern));
    }

    /// @param output as it was captured, secrets and all; whole lines
    static List<Finding> in(String output, Redaction redaction) {
        List<String> lines = output.lines().toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
        var found = new EnumMap<Hint, String>(Hint.class);
        for (String line : last) {
            String seen = shortened(line, LINE_LOOKED_AT);
            PATTERNS.forEach((hint, pattern) -> {
                boolean isNamed = pattern.matcher(seen).find();
                if (isNamed && !(hint == Hint.NO_SPACE && NO_DISK.matcher(seen).find())) {
                    found.put(hint, seen);
                }
            });
        }
        var words = new ArrayList<Finding>();
        found.forEach((hint, line) ->
                words.add(new Finding.LastWords(hint, shortened(redaction.clean(line.strip()), LINE_KEPT))));
        return words;
    }

    private static String shortened(String line, int characters) {
        return line.length() <= characters ? line : line.substring(0, characters) + "…";
    }
}
