package holdfast.model;

/// The verdict over a service's checks.
public enum Health {
    /// Not judged: not running, in its start grace, or not enough answers yet.
    UNKNOWN,
    /// Every check is good.
    HEALTHY,
    /// The alive checks are good, a ready check is bad.
    DEGRADED,
    /// An alive check is bad.
    UNHEALTHY
}
