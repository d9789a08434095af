package holdfast.linux;

/// What several processes use together.
///
/// @param processes how many were there to be counted, zombies not included
/// @param memoryBytes proportional share where readable, else resident set
/// @param cpuTicks user and system time since each started, in clock ticks
/// @param handles open file descriptors, of those that let themselves be looked at
/// @param unreadable processes of which memory or handles could not be read: with any, the sums are lower bounds
public record TreeUsage(int processes, long memoryBytes, long cpuTicks, int handles, int threads, int unreadable) {}
