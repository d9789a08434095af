package holdfast.linux;

import java.util.function.Function;

/// What one call into the kernel came to: its value, or the error number, never one without the other.
public sealed interface SysResult<T> {
    record Ok<T>(T value) implements SysResult<T> {}

    /// @param errno as in errno(3)
    /// @param call name of the call (`pidfd_open`)
    /// @param subject what it was about (a pid, a path)
    record Failed<T>(int errno, String call, String subject) implements SysResult<T> {
        <R> Failed<R> as() {
            return new Failed<>(errno, call, subject);
        }
    }

    default <R> SysResult<R> map(Function<T, R> change) {
        return then(value -> new Ok<>(change.apply(value)));
    }

    default <R> SysResult<R> then(Function<T, SysResult<R>> next) {
        return switch (this) {
            case Ok<T>(T value) -> next.apply(value);
            case Failed<T> failed -> failed.as();
        };
    }

    default boolean failedWith(int errno) {
        return this instanceof Failed<T> failed && failed.errno() == errno;
    }

    /// For calls that have nothing to say but that they went well.
    enum Done {
        DONE
    }

    static SysResult<Done> done() {
        return new Ok<>(Done.DONE);
    }
}
