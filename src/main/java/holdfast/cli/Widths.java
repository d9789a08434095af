package holdfast.cli;

/// How many columns a text takes in a terminal, as wcwidth(3) counts: combining marks none, East Asian wide characters and
/// emoji two.
final class Widths {
    private Widths() {}

    static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            width += of(point);
            i += Character.charCount(point);
        }
        return width;
    }

    /// At most `columns` wide; what is cut off is shown by an ellipsis.
    static String fit(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        var kept = new StringBuilder();
        int left = columns - 1;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            left -= of(point);
            if (left < 0) {
                break;
            }
            kept.appendCodePoint(point);
            i += Character.charCount(point);
        }
        return columns < 1 ? "" : kept.append('…').toString();
    }

    private static int of(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT, Character.CONTROL -> 0;
            default -> isWide(point) ? 2 : 1;
        };
    }

    /// Blocks with the property East_Asian_Width W or F (Unicode TR 11), and the emoji planes. Ranges in order.
    private static boolean isWide(int point) {
        return (point >= 0x1100 && point <= 0x115F)
                || (point >= 0x231A && point <= 0x231B)
                || (point >= 0x23E9 && point <= 0x23F3)
                || (point >= 0x2614 && point <= 0x2615)
                || point == 0x26A1
                || point == 0x2705
                || (point >= 0x274C && point <= 0x274E)
                || (point >= 0x2753 && point <= 0x2757)
                || (point >= 0x2E80 && point <= 0x303E)
                || (point >= 0x3041 && point <= 0xA4CF)
                || (point >= 0xA960 && point <= 0xA97F)
                || (point >= 0xAC00 && point <= 0xD7A3)
                || (point >= 0xF900 && point <= 0xFAFF)
                || (point >= 0xFE30 && point <= 0xFE6F)
                || (point >= 0xFF00 && point <= 0xFF60)
                || (point >= 0xFFE0 && point <= 0xFFE6)
                || (point >= 0x1F300 && point <= 0x1F64F)
                || (point >= 0x1F680 && point <= 0x1F6FF)
                || (point >= 0x1F900 && point <= 0x1FAFF)
                || (point >= 0x20000 && point <= 0x3FFFD);
    }
}
