package holdfast.cli;

import holdfast.config.Surroundings;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.JsonObject;
import holdfast.text.Texts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// A person at a keyboard: types a command line and reads what comes back.
final class Typing {
    private final Path folder;
    private final Map<String, String> environment;

    Typing(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /// What a command did.
    record Result(Exit exit, String out, String err) {
        JsonObject json() {
            return Json.read(out);
        }
    }

    Result type(String line) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var program = new Program(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new Surroundings(environment, folder, folder, false),
                Texts.english());
        Exit exit = program.run(line.isEmpty() ? new String[0] : line.split(" "));
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
