package holdfast.diagnosis;

import holdfast.model.ExitStatus;
import java.util.Optional;

/// How a process ended, with the signal that an exit code stands for: a shell reports a command that signal n ended as exit code
/// 128 + n (POSIX, 2.8.2), and programs that end themselves after a signal do likewise.
///
/// @param signal number, as in signal(7)
/// @param isReported the signal is known by the exit code alone
record End(Optional<Integer> code, Optional<Integer> signal, boolean isReported, boolean coreDumped) {
    private static final int REPORTED = 128;
    static final int ABORTED = 6;
    static final int KILLED = 9;

    static End of(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Signalled(int number, boolean core) ->
                new End(Optional.empty(), Optional.of(number), false, core);
            case ExitStatus.Code(int code) when isSignal(code - REPORTED) ->
                new End(Optional.of(code), Optional.of(code - REPORTED), true, false);
            case ExitStatus.Code(int code) -> new End(Optional.of(code), Optional.empty(), false, false);
            case ExitStatus.Unknown() -> new End(Optional.empty(), Optional.empty(), false, false);
        };
    }

    /// Those that end services; other codes above 128 are a program's own.
    private static boolean isSignal(int number) {
        return switch (number) {
            case 1, 2, 3, 4, ABORTED, 7, 8, KILLED, 11, 13, 15, 24, 25, 31 -> true;
            default -> false;
        };
    }

    /// It, or what ran it, was killed, or nobody knows.
    boolean mayBeKilled() {
        return signal.isPresent() ? signal.get() == KILLED : code.isEmpty();
    }

    /// The processor stopped it in the middle of a forbidden step: nothing that was outside it explains that.
    boolean isFault() {
        return signal.filter(number -> number == 4 || number == 7 || number == 8 || number == 11).isPresent();
    }
}
