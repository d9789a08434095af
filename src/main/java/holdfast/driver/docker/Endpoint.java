package holdfast.driver.docker;

import holdfast.model.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where an engine listens. Written as `docker` writes it: `unix:///PATH`, or `tcp://HOST:PORT`, with TLS when a directory of
/// certificates is given.
sealed interface Endpoint {
    /// What `docker` takes when nothing is said.
    String DEFAULT = "unix:///var/run/docker.sock";

    /// Ports that the Docker documentation gives to engines without and with TLS.
    int PLAIN_PORT = 2375;

    int TLS_PORT = 2376;

    record Unix(Path socket) implements Endpoint {
        @Override
        public String toString() {
            return "unix://" + socket;
        }
    }

    /// @param certificates directory with `ca.pem`, and `cert.pem` and `key.pem` where the engine wants to know who asks
    record Tcp(String host, int port, Optional<Path> certificates) implements Endpoint {
        @Override
        public String toString() {
            return "tcp://" + host + ":" + port;
        }
    }

    /// Nothing that could be called.
    record Unusable(Reason reason) implements Endpoint {}

    /// As the configuration says, else as the environment says (`DOCKER_HOST`, `DOCKER_TLS_VERIFY`, `DOCKER_CERT_PATH`), else the
    /// socket of this machine.
    static Endpoint of(Optional<String> host, Optional<String> tlsDirectory, Map<String, String> environment) {
        String written = host.or(() -> given(environment, "DOCKER_HOST")).orElse(DEFAULT);
        Optional<String> fromEnvironment = host.isPresent() || given(environment, "DOCKER_TLS_VERIFY").isEmpty()
                ? Optional.empty()
                : given(environment, "DOCKER_CERT_PATH")
                        .or(() -> given(environment, "HOME").map(home -> home + "/.docker"));
        return parse(written, tlsDirectory.or(() -> fromEnvironment).map(Path::of));
    }

    private static Endpoint parse(String written, Optional<Path> certificates) {
        if (written.startsWith("/")) {
            return new Unix(Path.of(written));
        }
        try {
            var uri = new URI(written);
            return switch (uri.getScheme() == null ? "" : uri.getScheme()) {
                case "unix" -> unix(written, uri);
                case "tcp", "http", "https" -> tcp(written, uri, certificates);
                default -> new Unusable(Reason.of("driver.docker.host", written));
            };
        } catch (URISyntaxException e) {
            return new Unusable(Reason.of("driver.docker.host", written));
        }
    }

    private static Endpoint unix(String written, URI uri) {
        String path = uri.getPath();
        return path == null || path.isEmpty() || uri.getHost() != null
                ? new Unusable(Reason.of("driver.docker.host", written))
                : new Unix(Path.of(path));
    }

    private static Endpoint tcp(String written, URI uri, Optional<Path> certificates) {
        if (uri.getHost() == null) {
            return new Unusable(Reason.of("driver.docker.host", written));
        }
        int usual = certificates.isPresent() ? TLS_PORT : PLAIN_PORT;
        return new Tcp(uri.getHost(), uri.getPort() < 0 ? usual : uri.getPort(), certificates);
    }

    private static Optional<String> given(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }
}
