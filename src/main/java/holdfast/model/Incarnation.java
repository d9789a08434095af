package holdfast.model;

/// One run of one service: 1 for its first start, then counting up for as long as the journal lives. An answer that carries
/// another number than the current one speaks of a process that is history, and is ignored.
public record Incarnation(long number) implements Comparable<Incarnation> {
    public Incarnation {
        if (number < 1) {
            throw new IllegalArgumentException("incarnations count from 1, not " + number);
        }
    }

    @Override
    public int compareTo(Incarnation other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "#" + number;
    }
}
