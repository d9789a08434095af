package holdfast.model;

/// A value that must never be printed: not in logs, not in `status`, not in an exception.
public record Secret(String value) {
    @Override
    public String toString() {
        return "•••";
    }
}
