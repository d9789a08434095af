package holdfast.config;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The small languages inside single values: durations, sizes, shares. Pure.
final class Scalars {
    /// Longest duration that can be written, 10,000 days: a nanosecond count of it, doubled, still fits a `long`.
    static final long DURATION_NANOS = 10_000L * 24 * 60 * 60 * 1_000_000_000L;

    private static final Pattern DURATION = Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final List<Long> UNIT_NANOS =
            List.of(86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L);
    private static final List<String> UNITS = List.of("d", "h", "m", "s", "ms");

    private static final Pattern SIZE = Pattern.compile("(\\d+) ?(B|[KMGT]i?B)");

    /// Powers of 1000, and powers of 1024 with an `i`, as in IEC 80000-13.
    private static final Map<String, Long> SIZE_UNITS = Map.of(
            "B", 1L,
            "KB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "TB", 1_000_000_000_000L,
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30,
            "TiB", 1L << 40);

    private Scalars() {}

    /// `250ms`, `30s`, `1m30s`, `14d`: whole numbers, largest unit first. Empty for anything else.
    static Optional<Long> durationNanos(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            return Optional.empty();
        }
        BigInteger nanos = BigInteger.ZERO;
        for (int i = 0; i < UNIT_NANOS.size(); i++) {
            String digits = matcher.group(i + 1);
            if (digits != null) {
                nanos = nanos.add(new BigInteger(digits).multiply(BigInteger.valueOf(UNIT_NANOS.get(i))));
            }
        }
        return fitting(nanos, DURATION_NANOS);
    }

    /// The shortest way to write a duration that is a whole number of milliseconds.
    static String durationText(long nanos) {
        var text = new StringBuilder();
        long rest = nanos;
        for (int i = 0; i < UNIT_NANOS.size(); i++) {
            long count = rest / UNIT_NANOS.get(i);
            if (count > 0) {
                text.append(count).append(UNITS.get(i));
                rest -= count * UNIT_NANOS.get(i);
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }

    /// `512KB`, `10MB`, `1GiB`. Empty for anything else.
    static Optional<Long> sizeBytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Long unit = SIZE_UNITS.get(matcher.group(2));
        return unit == null
                ? Optional.empty()
                : fitting(new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(unit)), Long.MAX_VALUE);
    }

    static String sizeText(long bytes) {
        for (String unit : List.of("TiB", "TB", "GiB", "GB", "MiB", "MB", "KiB", "KB")) {
            Long size = SIZE_UNITS.get(unit);
            if (size != null && bytes >= size && bytes % size == 0) {
                return bytes / size + unit;
            }
        }
        return bytes + "B";
    }

    /// `20%`, 0 to 100. Empty for anything else.
    static Optional<Integer> percent(String text) {
        return text.endsWith("%") ? integer(text.substring(0, text.length() - 1)).filter(share -> share <= 100) : Optional.empty();
    }

    /// Decimal digits only, no sign. Empty for anything else, and for what does not fit.
    static Optional<Integer> integer(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    /// `true` and `false`, as in YAML 1.2. Empty for anything else.
    static Optional<Boolean> truth(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /// Looks like a number somebody forgot the unit of.
    static boolean lacksUnit(String text) {
        return !text.isEmpty() && text.toLowerCase(Locale.ROOT).chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
    }

    private static Optional<Long> fitting(BigInteger value, long most) {
        return value.compareTo(BigInteger.valueOf(most)) > 0 ? Optional.empty() : Optional.of(value.longValue());
    }
}
