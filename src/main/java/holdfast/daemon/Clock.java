package holdfast.daemon;

/// The two clocks. Everything below the wiring gets its time from here, so that tests can turn them.
///
/// Threading: any.
public interface Clock {
    /// Monotonic nanoseconds; only differences mean something, but within one boot they do for all processes.
    long nanos();

    /// Milliseconds since 1970, for people. May jump.
    long wallMillis();

    /// The clocks of the machine.
    static Clock ofMachine() {
        return new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public long wallMillis() {
                return System.currentTimeMillis();
            }
        };
    }
}
