package holdfast.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Guesses what was meant. Pure.
final class Spelling {
    /// What other tools call it.
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("cwd", "dir"),
            Map.entry("workingdirectory", "dir"),
            Map.entry("directory", "dir"),
            Map.entry("script", "run"),
            Map.entry("exec", "run"),
            Map.entry("environment", "env"),
            Map.entry("dependson", "needs"),
            Map.entry("requires", "needs"),
            Map.entry("healthcheck", "checks"),
            Map.entry("interval", "every"),
            Map.entry("retries", "fail_after"),
            Map.entry("maxrestarts", "attempts"),
            Map.entry("minuptime", "stable"),
            Map.entry("killsignal", "signal"),
            Map.entry("url", "http"));

    private Spelling() {}

    /// The known word that `word` is most likely meant to be: a third of its letters may be wrong, `-`, `_` and case do not count.
    static Optional<String> guess(String word, Collection<String> known) {
        String plain = plain(word);
        Optional<String> elsewhere = Optional.ofNullable(ELSEWHERE.get(plain)).filter(known::contains);
        return elsewhere.or(() -> known.stream()
                .filter(candidate -> distance(plain, plain(candidate)) <= Math.max(1, candidate.length() / 3))
                .min(Comparator.comparing((String candidate) -> distance(plain, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder())));
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /// Damerau–Levenshtein distance in its "optimal string alignment" form: insertions, deletions, substitutions, and swaps of
    /// neighbours, each counted once.
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + same);
                boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
            }
        }
        return cost[a.length()][b.length()];
    }
}
