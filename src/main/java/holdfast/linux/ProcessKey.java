package holdfast.linux;

/// Tells a process from every other one of this boot: a pid is given out again, a pid with its start time is not.
///
/// @param startTicks field 22 of `/proc/PID/stat`, clock ticks since boot
public record ProcessKey(long pid, long startTicks) implements Comparable<ProcessKey> {
    @Override
    public int compareTo(ProcessKey other) {
        int byStart = Long.compare(startTicks, other.startTicks);
        return byStart != 0 ? byStart : Long.compare(pid, other.pid);
    }
}
