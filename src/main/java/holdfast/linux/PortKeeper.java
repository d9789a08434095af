package holdfast.linux;

import java.util.Optional;

/// Who holds a port for others: a backend, of whose services each is behind its port while the backend itself is who listens. Ending one
/// ends whatever it keeps.
public enum PortKeeper {
    /// The PM2 daemon, for the apps of a cluster.
    PM2,
    /// The forwarder of a container engine. It ends with its container.
    ENGINE,
    /// systemd, for the units behind its sockets.
    INIT;

    public static Optional<PortKeeper> of(ProcessCard card) {
        String first = card.commandLine().getFirst();
        String program = first.substring(first.lastIndexOf('/') + 1);
        if (card.pid() == 1) {
            return Optional.of(INIT);
        }
        // The daemon gives itself this title: "PM2 v6.0.5: God Daemon (/home/shop/.pm2)".
        if (card.command().startsWith("PM2 ")) {
            return Optional.of(PM2);
        }
        return program.equals("docker-proxy") || program.equals("rootlessport") ? Optional.of(ENGINE) : Optional.empty();
    }
}
