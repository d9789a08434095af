package holdfast.probe;

/// Spans and sizes as they stand in a sentence. The same in every language, so they are no matter of the message bundle.
final class Amounts {
    private static final double MILLI = 1e6;
    private static final double SECOND = 1e9;
    private static final int SHOWN = 120;

    private Amounts() {}

    /// `0.4 ms`, `12 ms`, `5.0 s`.
    static String span(long nanos) {
        if (nanos < 10 * MILLI) {
            return tenths(nanos / MILLI) + " ms";
        }
        if (nanos < SECOND) {
            return Math.round(nanos / MILLI) + " ms";
        }
        return tenths(nanos / SECOND) + " s";
    }

    /// `40 s`, `12 min`, `3 h 5 min`, `2 d 4 h`: rounded down, in the two largest units.
    static String age(long nanos) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return minutes + " min";
        }
        long hours = minutes / 60;
        return hours < 24 ? two(hours, "h", minutes % 60, "min") : two(hours / 24, "d", hours % 24, "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    // Every answer carries a span, so this does without the price of a format string.
    private static String tenths(double value) {
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10;
    }

    /// `17 B`, `4.0 MB`; powers of 1024.
    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < 3) {
            value /= 1024;
            unit++;
        }
        return tenths(value) + " " + "KMGT".charAt(unit) + "B";
    }

    /// Full days, rounded down, so that "valid for 14 days" is never less than that.
    static long days(long nanos) {
        return Math.floorDiv(nanos, 86_400_000_000_000L);
    }

    /// One line, printable, of bounded length.
    static String shortened(String text) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), SHOWN) + 1);
        int at = 0;
        while (at < text.length() && line.length() < SHOWN) {
            int point = text.codePointAt(at);
            line.appendCodePoint(Character.isISOControl(point) ? ' ' : point);
            at += Character.charCount(point);
        }
        if (at < text.length()) {
            line.append('…');
        }
        return line.toString();
    }
}
