package holdfast.diagnosis;

/// Amounts of bytes as they stand in a sentence: `17 B`, `4.0 MB`; powers of 1024. The same in every language.
final class Size {
    private static final String UNITS = "KMGT";

    private Size() {}

    static String of(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        long tenths = bytes / 1024 * 10 + bytes % 1024 * 10 / 1024;
        int unit = 0;
        while (tenths >= 10_240 && unit < UNITS.length() - 1) {
            tenths /= 1024;
            unit++;
        }
        return tenths / 10 + "." + tenths % 10 + " " + UNITS.charAt(unit) + "B";
    }
}
