package holdfast.daemon.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/// Who may talk to the daemon: the account it runs as, root, and the members of the configured group. The mode of the socket says
/// the same; this is the second lock, for a state directory whose mode somebody has opened.
final class Peers {
    private static final Path GROUPS = Path.of("/etc/group");

    private final UserPrincipal owner;
    private final UserPrincipal root;
    private final Optional<String> group;

    /// @param socket whose owner is the account of the daemon
    Peers(Path socket, Optional<String> group) throws IOException {
        this.owner = Files.getOwner(socket);
        this.root = socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("root");
        this.group = group;
    }

    static UnixDomainPrincipal principal(SocketChannel channel) throws IOException {
        return channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
    }

    boolean mayTalk(UnixDomainPrincipal peer) throws IOException {
        return peer.user().equals(owner)
                || peer.user().equals(root)
                || (group.isPresent() && isMember(peer, group.get()));
    }

    /// The kernel tells only the primary group; the others are in group(5).
    private static boolean isMember(UnixDomainPrincipal peer, String group) throws IOException {
        if (peer.group().getName().equals(group)) {
            return true;
        }
        String user = peer.user().getName();
        try (var lines = Files.lines(GROUPS)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length == 4 && fields[0].equals(group))
                    .anyMatch(fields -> Arrays.asList(fields[3].split(",", -1)).contains(user));
        }
    }
}
