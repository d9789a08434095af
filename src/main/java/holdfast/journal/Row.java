package holdfast.journal;

import holdfast.model.Fact;

/// A fact as it was written.
///
/// @param boot the boot whose monotonic clock `atNanos` belongs to
record Row(long sequence, String boot, long atNanos, long wallMillis, Fact fact) {}
