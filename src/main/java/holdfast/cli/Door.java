package holdfast.cli;

import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// The way to the daemon that runs a configuration.
final class Door {
    private Door() {}

    /// @throws Failure when no daemon answers; says how to start one
    static ControlClient open(Path socket, String config) throws Failure {
        try {
            return ControlClient.connect(socket);
        } catch (AccessDeniedException e) {
            throw Failure.of(Exit.REFUSED, "cli.door.forbidden", socket);
        } catch (IOException e) {
            if (isForbidden(socket)) {
                throw Failure.of(Exit.REFUSED, "cli.door.forbidden", socket);
            }
            throw Failure.of(Exit.UNREACHABLE, "cli.door.nobody", config, socket);
        }
    }

    /// Empty when no daemon runs, which for some verbs is no failure.
    static Optional<ControlClient> tryOpen(Path socket) throws Failure {
        try {
            return Optional.of(ControlClient.connect(socket));
        } catch (SocketException | NoSuchFileException e) {
            if (isForbidden(socket)) {
                throw Failure.of(Exit.REFUSED, "cli.door.forbidden", socket);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw Failure.of(Exit.UNREACHABLE, "cli.door.broken", socket, String.valueOf(e.getMessage()));
        }
    }

    /// What the daemon refused, as the failure of a verb.
    static Failure failure(Refusal refusal) {
        Exit exit = switch (refusal.code()) {
            case NOT_PERMITTED, WATCHED, BUSY, PINNED, NOTHING_PROPOSED -> Exit.REFUSED;
            case NOT_UP, NOT_RELOADABLE, RELOADING -> Exit.REFUSED;
            case UNKNOWN_SERVICE, UNKNOWN_INCIDENT, INCIDENT_OVER, UNKNOWN_CHECK, NOT_UNDERSTOOD -> Exit.USAGE;
            case FAILED -> Exit.BAD;
        };
        return exit == Exit.REFUSED
                ? Failure.of(exit, Tree.word(refusal.code()), refusal.reason())
                : Failure.of(exit, refusal.reason());
    }

    private static boolean isForbidden(Path socket) {
        Path folder = socket.getParent();
        return (Files.exists(socket) && !Files.isWritable(socket)) || (folder != null && Files.exists(folder) && !Files.isExecutable(folder));
    }
}
