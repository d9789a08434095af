package holdfast.driver.docker;

import holdfast.model.Reason;
import java.util.Optional;
import java.util.function.Function;

/// What came of asking an engine. The four are never mixed up: an engine that is silent says nothing of any container.
sealed interface Reply<T> {
    record Said<T>(T value) implements Reply<T> {}

    /// The engine answered: there is no such container, network or image (status 404).
    record Missing<T>(String message) implements Reply<T> {}

    /// The engine answered, and would not.
    ///
    /// @param message in the engine's own words
    record Refused<T>(int status, String message) implements Reply<T> {}

    /// No answer, or none that could be understood: not reachable, too slow, not permitted, broken off.
    record Silent<T>(Reason reason) implements Reply<T> {}

    default <R> Reply<R> map(Function<T, R> change) {
        return then(value -> new Said<>(change.apply(value)));
    }

    default <R> Reply<R> then(Function<T, Reply<R>> next) {
        return switch (this) {
            case Said<T>(T value) -> next.apply(value);
            case Missing<T>(String message) -> new Missing<>(message);
            case Refused<T>(int status, String message) -> new Refused<>(status, message);
            case Silent<T>(Reason reason) -> new Silent<>(reason);
        };
    }

    /// For callers to whom all but a value is the same.
    default Optional<T> said() {
        return this instanceof Said<T>(T value) ? Optional.of(value) : Optional.empty();
    }
}
