package holdfast.cli;

/// Colours of ECMA-48 (SGR), the eight that every terminal has.
enum Colour {
    RED("\u001b[31m"),
    GREEN("\u001b[32m"),
    YELLOW("\u001b[33m"),
    CYAN("\u001b[36m"),
    DIM("\u001b[2m"),
    BOLD("\u001b[1m");

    static final String END = "\u001b[0m";

    private final String begin;

    Colour(String begin) {
        this.begin = begin;
    }

    String begin() {
        return begin;
    }
}
