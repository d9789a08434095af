package holdfast.driver.rival;

import java.util.List;
import java.util.Optional;

/// The lines of a crontab, crontab(5).
final class Crontab {
    /// Minute, hour, day, month, weekday.
    private static final int TIMES = 5;

    private Crontab() {}

    /// Commands that are run at least every hour. In the tables of the machine the account stands in front, which is no matter.
    static List<String> frequent(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .flatMap(line -> frequentOf(line).stream())
                .toList();
    }

    private static Optional<String> frequentOf(String line) {
        if (line.startsWith("@")) {
            return line.startsWith("@hourly") ? Optional.of(line.substring("@hourly".length()).strip()) : Optional.empty();
        }
        String[] parts = line.split("\\s+", TIMES + 1);
        boolean isEveryHour = parts.length > TIMES && (parts[1].equals("*") || parts[1].equals("*/1") || parts[1].equals("0-23"));
        return isEveryHour ? Optional.of(parts[TIMES]) : Optional.empty();
    }
}
