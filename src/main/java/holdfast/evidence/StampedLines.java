package holdfast.evidence;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lines that begin with the time at which they were written, as journalctl and container engines print them. Pure.
final class StampedLines {
    private static final Pattern STAMP =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)(?:(Z)|([+-]\\d\\d):?(\\d\\d)) (.*)", Pattern.DOTALL);

    private StampedLines() {}

    private record Line(Instant at, String text) {}

    /// What was written since, without the times. A line without one goes on where the one before it ended.
    static String since(List<String> lines, Instant since) {
        var kept = new ArrayList<String>();
        boolean isKept = true;
        for (String each : lines) {
            Optional<Line> line = line(each);
            isKept = line.map(stamped -> !stamped.at().isBefore(since)).orElse(isKept);
            if (isKept) {
                kept.add(line.map(Line::text).orElse(each));
            }
        }
        return String.join("\n", kept);
    }

    private static Optional<Line> line(String text) {
        Matcher found = STAMP.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        String zone = found.group(2) != null ? "Z" : found.group(3) + ":" + found.group(4);
        try {
            return Optional.of(new Line(OffsetDateTime.parse(found.group(1) + zone).toInstant(), found.group(5)));
        } catch (DateTimeException odd) {
            // It only looks like a time.
            return Optional.empty();
        }
    }
}
