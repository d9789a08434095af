package holdfast.linux;

import java.util.Optional;

/// One line of `/proc/PID/stat`, proc_pid_stat(5), without what nobody here asks for.
///
/// @param name field 2, the first 15 bytes of the program's name; may hold spaces and parentheses
/// @param state field 3: `R`unning, `S`leeping, `D` uninterruptible, `Z`ombie, s`T`opped, `t`raced, `X` dead, `I`dle kernel thread
/// @param parent field 4; 0 for what the kernel itself started
/// @param group field 5
/// @param session field 6
/// @param cpuTicks fields 14 and 15: user and system time, in clock ticks (100 a second on every Linux of today)
/// @param threads field 20
/// @param startTicks field 22: clock ticks from boot to the start of the process; with the pid it tells a process from every other
///     one of this boot
/// @param waitStatus field 52, as wait(2) would tell it; meaningful for a zombie only, and 0 where the kernel hides it
public record ProcessStat(
        long pid,
        String name,
        char state,
        long parent,
        long group,
        long session,
        long cpuTicks,
        int threads,
        long startTicks,
        int waitStatus) {
    private static final int FIELDS_LEAST = 22;
    private static final int FIELD_WAIT_STATUS = 52;

    /// Empty when the line is not one of a process: cut short because the process vanished.
    public static Optional<ProcessStat> parse(String line) {
        int open = line.indexOf('(');
        // The name may hold parentheses itself, so it ends at the last one: no later field has any.
        int close = line.lastIndexOf(')');
        if (open < 2 || close < open) {
            return Optional.empty();
        }
        // fields[0] is field 3.
        String[] fields = line.substring(close + 1).trim().split(" ", -1);
        if (fields.length < FIELDS_LEAST - 2) {
            return Optional.empty();
        }
        boolean ends = fields.length > FIELD_WAIT_STATUS - 3;
        return Optional.of(new ProcessStat(
                Long.parseLong(line.substring(0, open - 1)),
                line.substring(open + 1, close),
                fields[0].charAt(0),
                number(fields, 4),
                number(fields, 5),
                number(fields, 6),
                number(fields, 14) + number(fields, 15),
                (int) number(fields, 20),
                number(fields, 22),
                ends ? (int) number(fields, FIELD_WAIT_STATUS) : 0));
    }

    /// Its main thread is dead and waits for the parent to take note.
    public boolean isZombie() {
        return state == 'Z' || state == 'X' || state == 'x';
    }

    /// Dead to the last thread. It runs nothing, holds no port, no file and no memory, and no signal can make it more dead: only
    /// its parent can make the entry disappear. A zombie with living threads has not ended.
    public boolean hasEnded() {
        return isZombie() && threads <= 1;
    }

    /// Stopped by a signal or a tracer: it acts on nothing but KILL and CONT.
    public boolean isStopped() {
        return state == 'T' || state == 't';
    }

    /// Waiting in the kernel for a device or a dead file server: not even KILL ends it before that comes back.
    public boolean isUninterruptible() {
        return state == 'D';
    }

    /// What tells this process from every other of this boot.
    public ProcessKey key() {
        return new ProcessKey(pid, startTicks);
    }

    private static long number(String[] fields, int field) {
        return Long.parseLong(fields[field - 3]);
    }
}
