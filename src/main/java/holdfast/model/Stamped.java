package holdfast.model;

/// A fact as the journal gives it back.
///
/// @param sequence position in the journal, counting from 1
/// @param atNanos on this boot's monotonic clock; before its zero (negative) for facts of an earlier boot
/// @param atWallMillis wall clock at writing, milliseconds since 1970, for people only
public record Stamped(long sequence, long atNanos, long atWallMillis, Fact fact) {}
