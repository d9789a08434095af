package holdfast.probe;

/// Text that ends a regular expression at the deadline: some expressions take exponential time on an unlucky body, and the
/// matcher looks at nothing but the characters.
///
/// Threading: one probe.
final class DeadlineText implements CharSequence {
    /// Characters between two looks at the clock: a look costs some 25 ns, as much as ten characters.
    private static final int LOOK_EVERY = 1024;

    private final CharSequence text;
    private final Deadline deadline;
    private int untilLook = LOOK_EVERY;

    DeadlineText(CharSequence text, Deadline deadline) {
        this.text = text;
        this.deadline = deadline;
    }

    /// The deadline came during a match.
    static final class Passed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Passed() {
            super("deadline", null, false, false);
        }
    }

    @Override
    public char charAt(int index) {
        if (--untilLook < 0) {
            untilLook = LOOK_EVERY;
            if (deadline.hasPassed()) {
                throw new Passed();
            }
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
