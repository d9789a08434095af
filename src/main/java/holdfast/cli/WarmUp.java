package holdfast.cli;

import holdfast.config.Surroundings;
import holdfast.daemon.control.ControlServer;
import holdfast.text.Texts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What the launcher runs once to fill the start-up cache: the verbs that are asked most, against a daemon of two services that
/// exists only for this moment. Prints nothing and touches nothing but a temporary folder.
final class WarmUp {
    private WarmUp() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("holdfast-warm-up");
        try {
            run(folder);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static void run(Path folder) throws IOException {
        Path config = folder.resolve("holdfast.yaml");
        Files.writeString(config, """
                control: { socket: SOCKET }
                services:
                  api: { run: sleep 1, port: 8787, checks: [{ http: / }] }
                """.replace("SOCKET", folder.resolve("s").toString()));
        Program _ = Main.program();
        var nothing = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        var around = new Surroundings(Map.of(), folder, folder, false);
        var program = new Program(nothing, nothing, around, Texts.english());
        try (var _ = ControlServer.open(folder.resolve("s"), Optional.empty(), new SampleDaemon(config))) {
            for (String verb : new String[] {"--version", "status", "why api", "incidents", "incidents 1", "ports"}) {
                program.run(verb.split(" ", 2));
            }
        }
    }
}
