package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.config.Reading;
import holdfast.daemon.Daemon;
import holdfast.daemon.Outfit;
import holdfast.text.Texts;
import java.io.IOException;
import java.util.function.Supplier;

/// Starts a daemon inside this program, with its control socket.
final class Supervision {
    private Supervision() {}

    /// @param source reads the same configuration again
    /// @throws Failure when another daemon runs, or the state cannot be used
    static Daemon start(Configuration configuration, Supplier<Reading> source, Texts texts) throws Failure, IOException {
        Outfit outfit = Outfit.ofMachine(configuration.stateDirectory());
        Daemon daemon = switch (Daemon.open(configuration, source, outfit, texts)) {
            case Daemon.Opening.Ready(Daemon ready) -> ready;
            case Daemon.Opening.Refused(var reason) -> throw Failure.of(Exit.REFUSED, reason);
        };
        try {
            daemon.openControl(Version.NUMBER);
            daemon.begin();
            return daemon;
        } catch (IOException e) {
            daemon.close();
            throw Failure.of(Exit.REFUSED, "cli.no-station", configuration.control().socket(), String.valueOf(e.getMessage()));
        }
    }
}
