package holdfast.daemon.control;

/// What the process tree of a service uses.
///
/// @param memoryBytes of the whole tree
/// @param cpuPercent of one processor, since the last look or, on a first look, since the processes started
public record Use(long memoryBytes, double cpuPercent) {}
