package holdfast.linux;

import java.util.Map;
import java.util.Optional;

/// Signal numbers, signal(7). The same on x86-64, aarch64, riscv64, ppc64 and s390x.
public final class Signals {
    /// Not a signal: asks only whether one could be sent.
    public static final int NONE = 0;

    public static final int KILL = 9;
    public static final int TERM = 15;
    public static final int CONT = 18;
    public static final int STOP = 19;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "HUP"),
            Map.entry(2, "INT"),
            Map.entry(3, "QUIT"),
            Map.entry(4, "ILL"),
            Map.entry(5, "TRAP"),
            Map.entry(6, "ABRT"),
            Map.entry(7, "BUS"),
            Map.entry(8, "FPE"),
            Map.entry(KILL, "KILL"),
            Map.entry(10, "USR1"),
            Map.entry(11, "SEGV"),
            Map.entry(12, "USR2"),
            Map.entry(13, "PIPE"),
            Map.entry(14, "ALRM"),
            Map.entry(TERM, "TERM"),
            Map.entry(CONT, "CONT"),
            Map.entry(STOP, "STOP"),
            Map.entry(24, "XCPU"),
            Map.entry(25, "XFSZ"),
            Map.entry(31, "SYS"));

    private Signals() {}

    /// 15 for `TERM`; empty where that name is not known here.
    public static Optional<Integer> number(String name) {
        return NAMES.entrySet().stream().filter(one -> one.getValue().equals(name)).map(Map.Entry::getKey).findFirst();
    }

    /// `TERM` for 15; the number itself where it has no name here.
    public static String name(int signal) {
        return NAMES.getOrDefault(signal, Integer.toString(signal));
    }
}
