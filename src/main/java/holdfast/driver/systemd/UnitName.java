package holdfast.driver.systemd;

import java.nio.charset.StandardCharsets;

/// Names of units and what D-Bus calls them.
final class UnitName {
    private static final String UNITS = "/org/freedesktop/systemd1/unit/";

    private UnitName() {}

    /// The object of a unit. Whatever is no letter or digit becomes `_` and two hexadecimal digits, a digit in front as well:
    /// sd_bus_path_encode(3).
    static String path(String unit) {
        var path = new StringBuilder(UNITS);
        byte[] bytes = unit.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int c = bytes[i] & 0xff;
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean isDigit = c >= '0' && c <= '9';
            if (isLetter || (isDigit && i > 0)) {
                path.append((char) c);
            } else {
                path.append('_').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return path.toString();
    }

    static boolean isUnit(String path) {
        return path.startsWith(UNITS);
    }
}
