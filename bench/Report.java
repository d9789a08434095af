package bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What was measured, as a table for people and as JSON for programs.
final class Report {
    /// One line.
    ///
    /// @param what what was measured; lines of the same `what` are compared with each other
    /// @param who whose figure it is, with its settings
    record Row(String what, String who, String unit, double[] sorted) {
        double median() {
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        double least() {
            return sorted[0];
        }

        double most() {
            return sorted[sorted.length - 1];
        }

        boolean isOurs() {
            return who.startsWith(Holdfast.NAME);
        }
    }

    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    void add(String what, String who, String unit, List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured: " + what + ", " + who);
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        rows.add(new Row(what, who, unit, sorted));
    }

    void note(String note) {
        notes.add(note);
    }

    /// Each figure beside its ratio to the first figure of ours for the same thing: 2.0 means twice of what Holdfast takes.
    String table() {
        var text = new StringBuilder();
        String last = "";
        for (Row row : rows) {
            if (!row.what().equals(last)) {
                last = row.what();
                text.append('\n').append(last).append('\n');
            }
            String spread = row.sorted().length == 1
                    ? ""
                    : "(%s - %s, n=%d)".formatted(figure(row.least()), figure(row.most()), row.sorted().length);
            String ratio = ours(row)
                    .filter(our -> our != row && our.median() > 0)
                    .map(our -> "x" + figure(row.median() / our.median()))
                    .orElse("");
            text.append("  %-62s %10s %-8s %-30s %s".formatted(row.who(), figure(row.median()), row.unit(), spread, ratio).stripTrailing())
                    .append('\n');
        }
        notes.forEach(note -> text.append("\nnote: ").append(note));
        return text.append('\n').toString();
    }

    String json() {
        var text = new StringBuilder("{\"rows\": [");
        String comma = "\n  ";
        for (Row row : rows) {
            text.append(comma).append("{\"what\": %s, \"who\": %s, \"unit\": %s, \"median\": %s, \"min\": %s, \"max\": %s, \"n\": %d}"
                    .formatted(quoted(row.what()), quoted(row.who()), quoted(row.unit()), row.median(), row.least(), row.most(), row.sorted().length));
            comma = ",\n  ";
        }
        text.append("\n], \"notes\": [");
        text.append(String.join(", ", notes.stream().map(Report::quoted).toList()));
        return text.append("]}\n").toString();
    }

    private Optional<Row> ours(Row row) {
        return rows.stream().filter(other -> other.what().equals(row.what()) && other.isOurs()).findFirst();
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
