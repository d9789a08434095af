package holdfast.model;

/// A measure that recovery may take, cheapest first. The ladder of a service lists those it may take, in this order.
public enum Rung {
    /// Mend the cause where it lies, without touching the process: the [Remedy] that the diagnosis names.
    REPAIR,
    /// Stop, prove the end, start.
    RESTART,
    /// As RESTART, and before the start: strays reaped, port proven free, declared caches cleared.
    CLEAN_RESTART,
    /// A new container or unit from the same definition. A driver that has nothing to create anew does a clean restart.
    RECREATE
}
