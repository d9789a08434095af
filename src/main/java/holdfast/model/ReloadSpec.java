package holdfast.model;

/// How a service is told to take in its new configuration or code, where its backend does not know that by itself.
public sealed interface ReloadSpec {
    /// A signal to its main process.
    ///
    /// @param number as in signal(7)
    record BySignal(int number) implements ReloadSpec {}

    /// A command that is run to its end.
    record ByCommand(CommandLine command) implements ReloadSpec {}
}
