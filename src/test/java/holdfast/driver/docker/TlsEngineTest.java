package holdfast.driver.docker;

import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.ContainerSelection;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StopOutcome;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A real engine that listens with TLS and wants to know who asks (`--tlsverify`).
@Timeout(180)
final class TlsEngineTest {
    @TempDir
    private Path directory;

    @Test
    void anEngineThatWantsCertificatesIsKeptWithThemAndNotWithoutOrWithOthers() throws Exception {
        Assumptions.assumeTrue(Dockerd.isInPath("openssl"), "openssl is not installed (package openssl)");
        Path ours = authority("ours");
        Path others = authority("others");
        int port = freePort();
        try (Dockerd engine = Dockerd.start(
                "--host=tcp://127.0.0.1:" + port,
                "--tlsverify",
                "--tlscacert=" + ours.resolve("ca.pem"),
                "--tlscert=" + ours.resolve("server.pem"),
                "--tlskey=" + ours.resolve("server-key.pem"))) {
            engine.container("web", "--init", Dockerd.IMAGE, "sleep", "600");
            String host = "tcp://127.0.0.1:" + port;

            try (var rig = new DockerRig(directory)) {
                ServiceSpec web = service(host, Optional.of(ours));
                assertInstanceOf(Observation.Running.class, rig.observe(web));
                assertInstanceOf(StopOutcome.Gone.class, rig.stop(web, 100, 5));
                rig.started(web, 101);
                engine.docker("stop", "--time", "1", "web");
                rig.change(Observation.Rested.class);
                engine.docker("start", "web");

                Path nameless = Files.createDirectories(directory.resolve("nameless"));
                Files.copy(ours.resolve("ca.pem"), nameless.resolve("ca.pem"));
                assertTrue(reason(rig, service(host, Optional.of(nameless))).key().startsWith("driver.docker."));
                assertEquals("driver.docker.tls", reason(rig, service(host, Optional.of(others))).key());
            }
            assertRunsByEnvironment(host, ours);
        }
    }

    private void assertRunsByEnvironment(String host, Path certificates) throws Exception {
        var environment = Map.of("DOCKER_HOST", host, "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", certificates.toString());
        try (var rig = new DockerRig(directory, environment)) {
            var web = new DriverSpec.Docker("web", ContainerSelection.NAME, Optional.empty(), Optional.empty(), Optional.empty());
            assertInstanceOf(Observation.Running.class, rig.observe(DockerRig.service("web", web)));
        }
    }

    private static Reason reason(DockerRig rig, ServiceSpec service) throws Exception {
        return assertInstanceOf(Observation.Unreadable.class, rig.observe(service)).reason();
    }

    /// Each way to ask is a service of its own.
    private static ServiceSpec service(String host, Optional<Path> certificates) {
        return DockerRig.service(
                "web-" + certificates.map(Path::getFileName).map(Path::toString).orElse("none"),
                new DriverSpec.Docker(
                        "web", ContainerSelection.NAME, Optional.of(host), certificates.map(Path::toString), Optional.empty()));
    }

    /// As the Docker documentation has it made: an authority, a certificate of the engine for 127.0.0.1, and one of who asks.
    private Path authority(String name) throws Exception {
        Path folder = Files.createDirectories(directory.resolve(name));
        openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + name, "-keyout", "ca-key.pem", "-out", "ca.pem");
        Files.writeString(folder.resolve("server.cnf"), "subjectAltName = IP:127.0.0.1\nextendedKeyUsage = serverAuth\n");
        Files.writeString(folder.resolve("client.cnf"), "extendedKeyUsage = clientAuth\n");
        signed(folder, "server", "server-key.pem", "server.pem");
        signed(folder, "client", "key.pem", "cert.pem");
        return folder;
    }

    private static void signed(Path folder, String who, String key, String certificate) throws Exception {
        openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + who, "-keyout", key, "-out", who + ".csr");
        openssl(
                folder, "x509", "-req", "-days", "2", "-in", who + ".csr", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial",
                "-extfile", who + ".cnf", "-out", certificate);
    }

    private static void openssl(Path folder, String... words) throws Exception {
        var argv = new ArrayList<>(List.of("openssl"));
        argv.addAll(List.of(words));
        Process process = new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> argv.toString());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
