package holdfast.config;

import holdfast.model.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Collects everything that is wrong, so that one run shows all of it, and which files were looked into for that.
final class Problems {
    /// Problems kept. A file with more is not the file that was meant, and nobody reads on.
    static final int MOST = 1000;

    private final Map<String, Integer> files = new LinkedHashMap<>();
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Set<Path> looked = new LinkedHashSet<>();
    private final Set<String> replaced = new HashSet<>();
    private boolean isFull;
    private Doubts doubts = (_, _, _) -> false;

    /// @param main the file whose problems come first
    Problems(String main) {
        files.put(main, 0);
    }

    /// What may only look like a problem.
    @FunctionalInterface
    private interface Doubts {
        boolean isDoubtful(Position at, String name, Object[] values);
    }

    /// From now on, what may be a consequence of what was left out of a file is no problem.
    void doubt(String file, Salvage salvage) {
        doubts = (at, name, values) -> at.file().equals(file) && salvage.isDoubtful(at, name, List.of(values));
    }

    /// From now on, what is about a text with something in it that could not be decoded is no problem of its own.
    void replaced(String file) {
        replaced.add(file);
    }

    private boolean isAboutReplaced(Position at, Object[] values) {
        return replaced.contains(at.file()) && Stream.of(values).anyMatch(value -> String.valueOf(value).indexOf(Utf8.REPLACED) >= 0);
    }

    /// The problem is `config.problem.NAME`, what to do about it `config.fix.NAME`; both are about the same values.
    void add(Position at, String name, Object... values) {
        files.putIfAbsent(at.file(), files.size());
        if (doubts.isDoubtful(at, name, values) || isAboutReplaced(at, values)) {
            return;
        }
        if (problems.size() == MOST) {
            isFull = true;
            return;
        }
        problems.add(problem(at, name, values));
    }

    static Problem problem(Position at, String name, Object... values) {
        Reason problem = Reason.of("config.problem." + name, values);
        return new Problem(at.file(), at.line(), at.column(), problem, Reason.of("config.fix." + name, values));
    }

    /// Says that the content of a file, or its absence, matters.
    void look(Path file) {
        looked.add(file.toAbsolutePath());
    }

    Set<Path> looked() {
        return Set.copyOf(looked);
    }

    Reading refusal() {
        return new Reading.Refused(inOrder(), looked);
    }

    /// How many there are; grows by one with every problem that is new.
    int count() {
        return problems.size();
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /// By position; the main file first, then others in the order in which they were first complained about.
    List<Problem> inOrder() {
        var sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparing((Problem problem) -> files.getOrDefault(problem.file(), 0))
                .thenComparing(Problem::line)
                .thenComparing(Problem::column));
        if (isFull) {
            sorted.add(problem(Position.whole(sorted.getLast().file()), "more", MOST));
        }
        return List.copyOf(sorted);
    }
}
