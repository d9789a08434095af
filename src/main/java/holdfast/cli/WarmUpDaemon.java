package holdfast.cli;

import holdfast.config.Surroundings;
import holdfast.text.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import org.sqlite.util.LibraryLoaderUtil;

/// What the launcher runs once to fill the start-up cache of the daemon: a daemon of two services, for a moment. One of them is
/// asked over HTTP, the other ends and is started again. Prints nothing; nothing is left of it but the journal's native library,
/// unpacked into the folder that is named, so that no start has to do that again.
final class WarmUpDaemon {
    /// From its being there to its end: two answers to the check, and some ends and restarts.
    private static final Duration STAY = Duration.ofMillis(1_500);

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private WarmUpDaemon() {}

    /// @param args the folder for the native library
    public static void main(String[] args) throws IOException, InterruptedException {
        unpackLibrary(Path.of(args[0]));
        Path folder = Files.createTempDirectory("holdfast-warm-up");
        try (var listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> serve(listening));
            watch(folder, listening.getLocalPort());
        } finally {
            remove(folder);
        }
    }

    /// Under another name first: two launchers may be at it at the same time.
    private static void unpackLibrary(Path folder) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream library = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
            if (library != null) {
                Path fresh = folder.resolve(name + "." + ProcessHandle.current().pid());
                Files.copy(library, fresh, StandardCopyOption.REPLACE_EXISTING);
                Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static void watch(Path folder, int port) throws IOException, InterruptedException {
        Path socket = folder.resolve("s");
        Path config = folder.resolve("holdfast.yaml");
        Files.writeString(config, """
                state: state
                control: { socket: %s }
                services:
                  web: { watch: true, checks: [ http: "http://127.0.0.1:%d/" ], every: 1s }
                  job: { run: sleep 0.3, recover: { backoff: 0s, jitter: 0%% } }
                """.formatted(socket, port));
        var nothing = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        var around = new Surroundings(Map.of(), folder, folder, false);
        var program = new Program(nothing, nothing, around, Texts.english());
        // A daemon thread, so that nothing can keep this program from ending.
        Thread monitor = Thread.ofPlatform().daemon().start(() -> {
            Exit _ = program.run("-c", config.toString(), "monitor");
        });
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(socket) && System.nanoTime() - end < 0 && !monitor.join(LOOK)) {
            Thread.onSpinWait();
        }
        boolean _ = monitor.join(STAY);
        askForStatus(socket);
        // More than once, as whoever is still getting ready may miss it.
        do {
            monitor.interrupt();
        } while (!monitor.join(LOOK) && System.nanoTime() - end < 0);
    }

    private static void askForStatus(Path socket) throws IOException {
        if (Files.exists(socket)) {
            try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                boolean _ = channel.connect(UnixDomainSocketAddress.of(socket));
                int _ = channel.write(ByteBuffer.wrap("{\"ask\":\"status\"}\n".getBytes(StandardCharsets.US_ASCII)));
                int _ = channel.read(ByteBuffer.allocate(1 << 16));
            }
        }
    }

    private static void serve(ServerSocket listening) {
        byte[] answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                .getBytes(StandardCharsets.US_ASCII);
        while (!listening.isClosed()) {
            try (Socket client = listening.accept()) {
                int _ = client.getInputStream().read(new byte[4096]);
                client.getOutputStream().write(answer);
            } catch (IOException ignored) {
                // One caller fewer, or the end.
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
