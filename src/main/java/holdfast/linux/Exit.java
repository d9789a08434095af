package holdfast.linux;

/// How a process ended.
public sealed interface Exit {
    /// It called exit(3) with this code, 0 to 255.
    record Code(int code) implements Exit {}

    /// A signal ended it.
    record Signalled(int signal, boolean coreDumped) implements Exit {}

    /// Nobody can say: not our child, and the kernel keeps no record, or keeps it from us.
    record Unknown() implements Exit {}

    /// From a status word as wait(2) and `/proc/PID/stat` have it.
    static Exit ofWaitStatus(int status) {
        int signal = status & 0x7f;
        return signal == 0 ? new Code((status >> 8) & 0xff) : new Signalled(signal, (status & 0x80) != 0);
    }
}
