package holdfast.config;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Bytes → text. What is no UTF-8 is told line by line and replaced, so that the rest is read as well.
final class Utf8 {
    /// Lines that are told one by one; a file in another encoding has them everywhere.
    static final int LINES = 20;

    /// Stands for what could not be decoded.
    static final char REPLACED = '\uFFFD';

    private static final char ORDER_MARK = '\uFEFF';

    private final String shown;
    private final Problems problems;
    private final CharBuffer out;
    private int line = 1;
    private int begin;
    private int counted;

    private Utf8(String shown, Problems problems, int most) {
        this.shown = shown;
        this.problems = problems;
        out = CharBuffer.allocate(most);
    }

    static String decode(byte[] bytes, String shown, Problems problems) {
        if (isUtf16(bytes)) {
            problems.add(new Position(shown, 1, 1), "file.utf16");
            problems.replaced(shown);
            return new String(bytes, StandardCharsets.UTF_16);
        }
        String text = new Utf8(shown, problems, bytes.length).decoded(ByteBuffer.wrap(bytes));
        // A byte order mark that some editors write; it is no part of the text.
        return isMarked(text) ? text.substring(1) : text;
    }

    private static boolean isUtf16(byte[] bytes) {
        return bytes.length >= 2 && (bytes[0] & bytes[1] & 0xFE) == 0xFE && bytes[0] != bytes[1];
    }

    private static boolean isMarked(CharSequence text) {
        return !text.isEmpty() && text.charAt(0) == ORDER_MARK;
    }

    private String decoded(ByteBuffer in) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        int told = 0;
        int lines = 0;
        Position more = Position.whole(shown);
        for (CoderResult result = decoder.decode(in, out, true); result.isError(); result = decoder.decode(in, out, true)) {
            Position at = end();
            if (at.line() != told) {
                told = at.line();
                lines++;
                if (lines <= LINES) {
                    problems.add(at, "file.utf8", "0x%02X".formatted(in.get(in.position())));
                } else if (lines == LINES + 1) {
                    more = at;
                }
            }
            out.put(REPLACED);
            in.position(in.position() + result.length());
        }
        if (lines > 0) {
            problems.replaced(shown);
        }
        if (lines > LINES) {
            problems.add(more, "file.utf8.more", lines - LINES);
        }
        return out.flip().toString();
    }

    /// The position just after what has been decoded so far.
    private Position end() {
        for (; counted < out.position(); counted++) {
            if (out.get(counted) == '\n') {
                line++;
                begin = counted + 1;
            }
        }
        int from = begin == 0 && counted > 0 && out.get(0) == ORDER_MARK ? 1 : begin;
        return new Position(shown, line, Character.codePointCount(out.array(), from, counted - from) + 1);
    }
}
