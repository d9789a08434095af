package holdfast.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What can still be read of a file that is no YAML in places: the entry around each mistake is left out and the rest read on, line
/// by line where it stood, so that positions stay true. It also knows what may only look wrong because something was left out.
final class Salvage {
    /// Found at some later line because something was never closed: told only if nothing in between was left out.
    private static final Set<String> UNCLOSED = Set.of("yaml.quote", "yaml.quote.late", "yaml.bracket", "yaml.comma");

    private static final Pattern ALIAS = Pattern.compile("\\*([^ ,\\[\\]{}]+)");

    /// Problems of one key or one value alone: they are true whatever is missing beside them.
    private static final List<String> ALONE = List.of(
            "key.", "later.", "kind", "duration", "size", "number", "truth", "percent", "variable.", "signal", "regex", "service.name");

    /// Problems between a value and one that it may have from `defaults`.
    private static final Set<String> OF_DEFAULTS =
            Set.of("timing.long", "recover.window", "recover.fewer", "recover.max", "expect.within");

    private static final Set<String> OF_NAMES = Set.of("needs.unknown", "needs.guess", "blame.watched");

    private static final Set<String> OF_THE_WHOLE = Set.of("yaml.empty", "yaml.mapping", "services.none");

    private final Lines lines;
    private final boolean[] isDoubtful;
    private final Set<String> names = new HashSet<>();
    private final Set<String> blocks = new HashSet<>();

    Salvage(String text) {
        lines = new Lines(text);
        isDoubtful = new boolean[lines.count()];
    }

    String left() {
        return lines.left();
    }

    /// The same mistake, told where it was made: a quote that swallowed lines until it met another one.
    Fault traced(Fault fault) {
        if (fault.spoils() != Fault.Spoils.ENTRY || fault.problem().equals("yaml.tab") || UNCLOSED.contains(fault.problem())) {
            return fault;
        }
        Optional<int[]> quote = lines.quoteClosedIn(fault.to(), fault.at().column());
        return quote.map(place -> fault.ofQuote(new Position(fault.at().file(), place[0] + 1, place[1] + 1)))
                .orElse(fault);
    }

    /// Whether it may be there only because of what was left out.
    boolean isFollowUp(Fault fault) {
        if (fault.problem().equals("yaml.alias")) {
            Matcher alias = ALIAS.matcher(lines.written(fault.from()));
            return alias.find(Math.min(fault.at().column() - 1, lines.written(fault.from()).length()))
                    && isGone("&" + alias.group(1));
        }
        if (UNCLOSED.contains(fault.problem())) {
            for (int i = fault.from(); i <= Math.min(fault.to(), lines.count() - 1); i++) {
                if (lines.isGone(i)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isGone(String text) {
        for (int i = 0; i < lines.count(); i++) {
            if (lines.isGone(i) && lines.written(i).contains(text)) {
                return true;
            }
        }
        return false;
    }

    /// Leaves out what the mistake spoils: its entry, else its service, else its part of the file.
    ///
    /// @return false when nothing is left to leave out
    boolean leaveOut(Fault fault) {
        int line = Math.min(fault.from(), lines.count() - 1);
        if (fault.spoils() == Fault.Spoils.REST) {
            return leaveOutFrom(fault.problem().equals("yaml.documents") ? line : lines.head(line));
        }
        boolean isBare = fault.problem().equals("yaml.no-colon");
        int head = isBare ? line : lines.head(line);
        int[] entry = {head, Math.max(lines.past(head), line + 1)};
        int[] service = service(head);
        int[] block = block(head);
        for (int[] range : new int[][] {entry, service, block}) {
            doubt(range);
            if (lines.take(range[0], range[1])) {
                return true;
            }
        }
        return false;
    }

    private boolean leaveOutFrom(int first) {
        for (int i = first; i < lines.count(); i++) {
            isDoubtful[i] = true;
            lines.key(i).ifPresent(names::add);
            if (begins(i, 0)) {
                lines.key(i).ifPresent(blocks::add);
            }
        }
        return lines.take(first, lines.count());
    }

    /// Everything in the same service, or in the same part of the file, is in doubt from now on.
    private void doubt(int[] range) {
        int[] block = block(range[0]);
        String part = lines.key(block[0]).orElse("");
        boolean isWhole = range[0] == block[0];
        boolean isService = part.equals("services") && !isWhole;
        if (!isService) {
            blocks.add(part);
        }
        int[] around = isService ? service(range[0]) : block;
        for (int i = around[0]; i < Math.min(around[1], lines.count()); i++) {
            isDoubtful[i] = true;
        }
        lines.key(around[0]).ifPresent(names::add);
        for (int i = range[0]; i < Math.min(range[1], lines.count()); i++) {
            lines.key(i).ifPresent(names::add);
        }
    }

    /// From a line without indentation to the next one.
    private int[] block(int line) {
        int first = line;
        while (first > 0 && !begins(first, 0)) {
            first--;
        }
        int past = Math.max(first + 1, line + 1);
        while (past < lines.count() && !begins(past, 0)) {
            past++;
        }
        return new int[] {first, past};
    }

    /// The service around a line; the whole part of the file where there are no services.
    private int[] service(int line) {
        int[] block = block(line);
        if (!lines.key(block[0]).equals(Optional.of("services")) || line == block[0]) {
            return block;
        }
        int width = width(block);
        int first = line;
        while (first > block[0] + 1 && !begins(first, width)) {
            first--;
        }
        return new int[] {first, Math.min(block[1], lines.pastDeeper(first, width))};
    }

    /// How far the first service is indented.
    private int width(int[] block) {
        for (int i = block[0] + 1; i < block[1]; i++) {
            boolean isText = !lines.written(i).isBlank() && !lines.written(i).strip().startsWith("#");
            if (isText && !lines.hasTab(i)) {
                return lines.indent(i);
            }
        }
        return 0;
    }

    private boolean begins(int line, int width) {
        String text = lines.written(line);
        return !text.isBlank()
                && !text.strip().startsWith("#")
                && !lines.hasTab(line)
                && lines.indent(line) <= width
                && !(width == 0 && lines.isItem(line));
    }

    /// Whether a problem may be there only because of what was left out.
    boolean isDoubtful(Position at, String name, List<Object> values) {
        boolean isAboutNames = OF_NAMES.contains(name);
        if (isAboutNames && (blocks.contains("services") || names.contains(String.valueOf(values.getFirst())))) {
            return true;
        }
        boolean lacksDefaults = blocks.contains("defaults") && OF_DEFAULTS.contains(name);
        boolean lacksValue = name.equals("value.none") && lines.isLeftOutAfter(at.line() - 1);
        if (OF_THE_WHOLE.contains(name) || lacksDefaults || lacksValue) {
            return true;
        }
        boolean isInside = at.line() > 0 && at.line() <= isDoubtful.length && isDoubtful[at.line() - 1];
        return isInside && ALONE.stream().noneMatch(name::startsWith);
    }
}
