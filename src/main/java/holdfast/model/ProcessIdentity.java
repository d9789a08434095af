package holdfast.model;

/// What tells one process from every other that ever had its pid: the pid, the start time in clock ticks since boot (field 22
/// of `/proc/PID/stat`, proc(5)), and the boot it belongs to (`/proc/sys/kernel/random/boot_id`).
public record ProcessIdentity(long pid, long startTicks, String bootId) {}
