package holdfast.driver.docker;

import holdfast.model.ExitStatus;

/// How the first process of a container ended. Pure.
final class Exits {
    /// The engine reports an end by signal N as exit code 128 + N, as shells do.
    private static final int SIGNAL_BASE = 128;

    /// The highest signal of Linux, signal(7).
    private static final int SIGNAL_MAX = 64;

    private Exits() {}

    /// Unknown for one that never ran.
    static ExitStatus status(Container container) {
        return container.phase() == Container.Phase.CREATED ? new ExitStatus.Unknown() : status(container.exitCode());
    }

    static ExitStatus status(int code) {
        int signal = code - SIGNAL_BASE;
        if (signal > 0 && signal <= SIGNAL_MAX) {
            return new ExitStatus.Signalled(signal, false);
        }
        return code >= 0 && code <= 255 ? new ExitStatus.Code(code) : new ExitStatus.Unknown();
    }
}
