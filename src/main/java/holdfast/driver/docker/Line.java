package holdfast.driver.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// An open line to an engine.
///
/// Threading: one thread talks; any may [#cut], which wakes whoever waits for the engine, be it to connect, to write or to read.
final class Line implements AutoCloseable {
    private @Nullable AutoCloseable socket;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private boolean isCut;

    /// Connects. A line that was cut meanwhile stays cut.
    void open(Endpoint endpoint) throws IOException, GeneralSecurityException {
        switch (endpoint) {
            case Endpoint.Unix(Path path) -> {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                hold(channel);
                channel.connect(UnixDomainSocketAddress.of(path));
                in = Channels.newInputStream(channel);
                out = Channels.newOutputStream(channel);
            }
            case Endpoint.Tcp(String host, int port, Optional<Path> certificates) -> {
                var raw = new Socket();
                hold(raw);
                raw.connect(new InetSocketAddress(host, port));
                // A request is one small write; and an engine that vanished without a word is found out in the end.
                raw.setTcpNoDelay(true);
                raw.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                Socket talking = raw;
                if (certificates.isPresent()) {
                    SSLSocket tls = new Certificates(certificates.get()).raise(raw, host, port);
                    tls.startHandshake();
                    talking = tls;
                }
                in = talking.getInputStream();
                out = talking.getOutputStream();
            }
            case Endpoint.Unusable unusable -> throw new IOException(unusable.toString());
        }
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    private void hold(AutoCloseable opened) throws IOException {
        boolean late;
        synchronized (this) {
            socket = opened;
            late = isCut;
        }
        if (late) {
            cut();
        }
    }

    /// From any thread.
    void cut() {
        AutoCloseable opened;
        synchronized (this) {
            isCut = true;
            opened = socket;
        }
        if (opened == null) {
            return;
        }
        try {
            opened.close();
        } catch (Exception ignored) {
            // The descriptor is released even so (close(2)), and whoever talks on this line finds that it ended.
        }
    }

    @Override
    public void close() {
        cut();
    }
}
