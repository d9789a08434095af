package holdfast.model;

/// How a process ended.
public sealed interface ExitStatus {
    /// It called exit; `code` is 0 to 255.
    record Code(int code) implements ExitStatus {}

    /// A signal ended it; `number` as in signal(7).
    record Signalled(int number, boolean coreDumped) implements ExitStatus {}

    /// It is gone, and nobody can say how: not our child, and the kernel is older than 6.15 (`PIDFD_INFO_EXIT`), or it ended
    /// while no Holdfast was running.
    record Unknown() implements ExitStatus {}
}
