package holdfast.daemon.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens on the control socket. Each caller is served on a virtual thread of its own and can hold up nobody but itself.
///
/// Threading: any.
public final class ControlServer implements AutoCloseable {
    /// Callers at the same time. A person has a few, a script that forgets to hang up may have many.
    static final int CALLERS_MAX = 64;

    /// From one failure to hear a caller to the next attempt.
    private static final long PAUSE_NANOS = 100_000_000L;

    /// Where the mode of a file tells its type, and what it says of a socket: inode(7).
    private static final int FILE_TYPE = 0xF000;
    private static final int SOCKET = 0xC000;

    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

    private final Path path;
    private final ServerSocketChannel listening;
    private final Peers peers;
    private final Served served;
    private final Set<SocketChannel> callers = ConcurrentHashMap.newKeySet();

    private ControlServer(Path path, ServerSocketChannel listening, Peers peers, Served served) {
        this.path = path;
        this.listening = listening;
        this.peers = peers;
        this.served = served;
    }

    /// Only to be called by the holder of the state directory's lock: a socket that nobody answers on is taken for the remains of
    /// a dead daemon and removed.
    ///
    /// @param path in a directory that nobody else may write to
    /// @param group whose members may talk to the daemon too; what is missing of the directory is made for them
    public static ControlServer open(Path path, Optional<String> group, Served served) throws IOException {
        if (group.isPresent()) {
            admit(path.toAbsolutePath().getParent(), group.get());
        }
        removeStale(path);
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listening.bind(UnixDomainSocketAddress.of(path));
            restrict(path, group);
            var server = new ControlServer(path, listening, new Peers(path, group), served);
            Thread.ofVirtual().name("control").start(server::accept);
            return server;
        } catch (IOException | RuntimeException e) {
            listening.close();
            throw e;
        }
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        // A file refuses a caller just as a socket does on which nobody listens.
        if (!isSocket(path)) {
            throw new IOException("it is there already, and is no socket");
        }
        try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new IOException(path + " is in use by another daemon");
        } catch (ConnectException nobodyListens) {
            Files.delete(path);
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        return ((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & FILE_TYPE) == SOCKET;
    }

    /// A directory below `/run` is gone with every boot.
    private static void admit(@Nullable Path folder, String group) throws IOException {
        if (folder != null && !Files.exists(folder)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            give(folder, group, "rwxr-x---");
        }
    }

    private static void give(Path path, String group, String mode) throws IOException {
        GroupPrincipal principal = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
        Files.getFileAttributeView(path, PosixFileAttributeView.class).setGroup(principal);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void restrict(Path path, Optional<String> group) throws IOException {
        if (group.isEmpty()) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            return;
        }
        give(path, group.get(), "rw-rw----");
    }

    private void accept() {
        boolean isHindered = false;
        while (listening.isOpen()) {
            try {
                SocketChannel caller = listening.accept();
                isHindered = false;
                if (callers.size() >= CALLERS_MAX) {
                    LOG.warn("control socket: more than {} callers, one turned away", CALLERS_MAX);
                    caller.close();
                } else {
                    callers.add(caller);
                    Thread.ofVirtual().name("caller").start(() -> serve(caller));
                }
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException e) {
                // Out of file handles, most likely: the callers there are will end, the next ones are served again.
                if (!isHindered) {
                    LOG.warn("control socket: {}", e.toString());
                }
                isHindered = true;
                // The caller still waits, so the next attempt fails at once as well.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void serve(SocketChannel caller) {
        try (caller) {
            new Conversation(caller, peers, served).hold();
        } catch (IOException e) {
            LOG.debug("control socket: {}", e.toString()); // the caller went away: its own business
        } finally {
            callers.remove(caller);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (SocketChannel caller : callers) {
            caller.close();
        }
        Files.deleteIfExists(path);
    }
}
