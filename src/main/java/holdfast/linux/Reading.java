package holdfast.linux;

import java.util.Optional;
import java.util.function.Function;

/// What came of looking at something that may vanish at any moment and may be hidden from us. The three are never mixed up: what
/// cannot be read is *unknown*, and nobody may conclude from it that there is nothing.
public sealed interface Reading<T> {
    record Found<T>(T value) implements Reading<T> {}

    /// It does not exist, or ceased to while being read. Normal for a process.
    record Gone<T>() implements Reading<T> {}

    /// It exists, and was not to be read.
    ///
    /// @param subject what was looked at, mostly a path
    /// @param cause in the words of the system (`Permission denied`)
    record Unreadable<T>(String subject, String cause) implements Reading<T> {}

    /// The value, if it was found. For callers to whom gone and unreadable are the same.
    default Optional<T> found() {
        return switch (this) {
            case Found<T>(T value) -> Optional.of(value);
            case Gone<T> _, Unreadable<T> _ -> Optional.empty();
        };
    }

    default <R> Reading<R> map(Function<T, R> change) {
        return then(value -> new Found<>(change.apply(value)));
    }

    default <R> Reading<R> then(Function<T, Reading<R>> next) {
        return switch (this) {
            case Found<T>(T value) -> next.apply(value);
            case Gone<T> _ -> new Gone<>();
            case Unreadable<T>(String subject, String cause) -> new Unreadable<>(subject, cause);
        };
    }
}
