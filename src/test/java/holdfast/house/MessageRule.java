package holdfast.house;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every sentence that the code can say is in its room's bundle, every sentence of a bundle can be said, and each is given the
/// values it has places for.
final class MessageRule {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d+)}");
    private static final Pattern LONE_APOSTROPHE = Pattern.compile("(?<!')'(?!')");

    private MessageRule() {}

    /// @param bundles room → key → pattern
    static List<String> violations(List<SourceFile> sources, Map<String, Map<String, String>> bundles) {
        var patterns = new TreeMap<String, String>();
        var found = new ArrayList<String>();
        bundles.forEach((room, messages) -> messages.forEach((key, pattern) -> {
            patterns.put(key, pattern);
            if (!key.startsWith(room + ".")) {
                found.add("bundle of " + room + ": key " + key + " does not begin with the room's name");
            }
            found.addAll(malformed(key, pattern));
        }));
        var uses = new Uses(bundles.keySet(), patterns, found);
        for (SourceFile source : sources) {
            uses.scan(source.unit(), source);
        }
        for (String key : patterns.keySet()) {
            if (!uses.isUsed(key)) {
                found.add("message " + key + " is never said");
            }
        }
        return found;
    }

    private static List<String> malformed(String key, String pattern) {
        var found = new ArrayList<String>();
        if (LONE_APOSTROPHE.matcher(pattern).find()) {
            found.add("message " + key + " has a single apostrophe; MessageFormat wants it doubled");
        }
        String rest = PLACE.matcher(pattern).replaceAll("");
        if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
            found.add("message " + key + " has a brace that is not a plain place such as {0}");
        }
        return found;
    }

    private static int places(String pattern) {
        int places = 0;
        for (Matcher matcher = PLACE.matcher(pattern); matcher.find(); ) {
            places = Math.max(places, Integer.parseInt(matcher.group(1)) + 1);
        }
        return places;
    }

    /// Collects the keys that sources mention. A literal that something is added to (`"cli.state." + name`)
    /// uses all keys that it begins.
    private static final class Uses extends TreeScanner<Void, SourceFile> {
        /// `probe.http.timeout`, but not `journal.db`: a message key is never named like a file.
        private static final Pattern KEY = Pattern.compile("([a-z]+)(\\.[a-z0-9-]+)*\\.(?!db|sock|log|lock|pid|json|yaml|jar)[a-z0-9-]+");

        private final Map<String, String> patterns;
        private final Set<String> rooms;
        private final List<String> found;
        private final Set<String> exact = new TreeSet<>();
        private final Set<String> prefixes = new TreeSet<>();

        Uses(Set<String> rooms, Map<String, String> patterns, List<String> found) {
            this.rooms = rooms;
            this.patterns = patterns;
            this.found = found;
        }

        boolean isUsed(String key) {
            return exact.contains(key) || prefixes.stream().anyMatch(key::startsWith);
        }

        @Override
        public Void visitBinary(BinaryTree sum, SourceFile source) {
            if (sum.getLeftOperand() instanceof LiteralTree left
                    && left.getValue() instanceof String text
                    && rooms.contains(text.split("\\.", 2)[0])) {
                prefixes.add(text);
                return scan(sum.getRightOperand(), source);
            }
            return super.visitBinary(sum, source);
        }

        @Override
        public Void visitLiteral(LiteralTree literal, SourceFile source) {
            if (literal.getValue() instanceof String text) {
                exact.add(text);
                Matcher key = KEY.matcher(text);
                if (key.matches() && rooms.contains(key.group(1)) && !isKeyOrEndOfOne(text)) {
                    found.add(source.place(literal) + " says " + text + ", which is in no bundle");
                }
            }
            return super.visitLiteral(literal, source);
        }

        /// `driver.two` is a key, or what `config.problem.` is put before.
        private boolean isKeyOrEndOfOne(String text) {
            return patterns.containsKey(text) || patterns.keySet().stream().anyMatch(key -> key.endsWith("." + text));
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, SourceFile source) {
            if (call.getMethodSelect().toString().equals("Reason.of")
                    && call.getArguments().getFirst() instanceof LiteralTree literal
                    && literal.getValue() instanceof String key) {
                int values = call.getArguments().size() - 1;
                int places = places(patterns.getOrDefault(key, ""));
                if (places > values) {
                    found.add(source.place(call) + " gives " + values + " values to " + key + ", which has places for " + places);
                }
            }
            return super.visitMethodInvocation(call, source);
        }
    }
}
