package holdfast.driver.dbus;

/// Type signatures, as in the D-Bus specification, "Type system".
final class Signatures {
    /// Depth of arrays and structs within one another that the specification allows, for each of the two.
    private static final int DEPTH = 64;

    private Signatures() {}

    /// Where the complete type ends that begins at `at`.
    static int end(String signature, int at) throws Malformed {
        return end(signature, at, 0);
    }

    private static int end(String signature, int at, int depth) throws Malformed {
        if (at >= signature.length() || depth > DEPTH) {
            throw new Malformed("signature " + signature + " ends too early or is too deep");
        }
        return switch (signature.charAt(at)) {
            case 'a' -> end(signature, at + 1, depth + 1);
            case '(' -> closing(signature, at, ')', depth);
            case '{' -> closing(signature, at, '}', depth);
            case 'y', 'b', 'n', 'q', 'i', 'u', 'x', 't', 'd', 's', 'o', 'g', 'v', 'h' -> at + 1;
            default -> throw new Malformed("signature " + signature + " has an unknown type at " + at);
        };
    }

    private static int closing(String signature, int at, char bracket, int depth) throws Malformed {
        int next = at + 1;
        while (next < signature.length() && signature.charAt(next) != bracket) {
            next = end(signature, next, depth + 1);
        }
        if (next >= signature.length()) {
            throw new Malformed("signature " + signature + " lacks a " + bracket);
        }
        return next + 1;
    }

    /// To what multiple of bytes a value of this type is aligned.
    static int alignment(char type) {
        return switch (type) {
            case 'n', 'q' -> 2;
            case 'b', 'i', 'u', 's', 'o', 'a', 'h' -> 4;
            case 'x', 't', 'd', '(', '{' -> 8;
            default -> 1;
        };
    }
}
