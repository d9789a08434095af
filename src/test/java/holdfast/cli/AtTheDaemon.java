package holdfast.cli;

import holdfast.daemon.control.ControlServer;
import holdfast.daemon.control.Samples;
import holdfast.daemon.control.ScriptedDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A person at the keyboard of a machine with a daemon that says what the test has it say. Of its two services, `web` needs `api`.
abstract class AtTheDaemon {
    @TempDir
    Path folder;

    final ScriptedDaemon daemon =
            new ScriptedDaemon(Samples.picture(Samples.healthy("api"))).has(Samples.card("api"), Samples.card("web", "api"));
    Typing person;
    private ControlServer server;

    @BeforeEach
    void open() throws IOException {
        Path socket = folder.resolve("c.sock");
        Files.writeString(
                folder.resolve("holdfast.yaml"), "control: { socket: " + socket + " }\nservices: { api: { run: sleep 1, port: 1 } }\n");
        server = ControlServer.open(socket, Optional.empty(), daemon);
        person = new Typing(folder, Map.of());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }
}
