package holdfast.daemon.control;

import holdfast.config.Configuration;
import holdfast.daemon.Daemon;
import holdfast.daemon.Eyes;
import holdfast.linux.ProcessLookups;
import java.io.IOException;
import java.util.Optional;

/// The control socket of a running daemon.
///
/// Threading: any.
public final class Station implements AutoCloseable {
    private final ControlServer server;

    private Station(ControlServer server) {
        this.server = server;
    }

    /// @param version of this program
    /// @param eyes for checks that somebody wants asked at once
    /// @throws IOException when the socket cannot be made
    public static Station open(Daemon daemon, String version, Eyes eyes) throws IOException {
        Configuration configuration = daemon.configuration();
        var about = new About(
                ProcessHandle.current().pid(),
                version,
                configuration.file().map(Object::toString).orElse("environment"),
                Optional.of(configuration.log().file().toString()),
                daemon.since());
        var parts = new Reception.Parts(
                daemon.clock(), daemon::status, daemon::fleet, daemon::history, daemon::ask, eyes, daemon::listen);
        var reception = new Reception(about, parts, new ProcessLookups());
        Configuration.Control control = configuration.control();
        return new Station(ControlServer.open(control.socket(), control.group(), reception));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
