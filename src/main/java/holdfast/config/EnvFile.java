package holdfast.config;

import holdfast.model.EnvText;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// An env file (`.env`), as [EnvText] reads it. Values are never part of a message.
final class EnvFile {
    /// Bytes; the environment of a process may not be larger anyway (a sixth of the stack limit, execve(2)).
    static final int MOST_BYTES = 1024 * 1024;

    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private EnvFile() {}

    /// @param named where the configuration names the file
    static Map<String, String> read(Path path, Position named, Problems problems) {
        Optional<String> text = TextFile.read(path, path.toString(), named, MOST_BYTES, problems);
        return text.map(all -> parse(path.toString(), all, problems)).orElse(Map.of());
    }

    static Map<String, String> parse(String file, String text, Problems problems) {
        String lines = text.replace("\r\n", "\n");
        EnvText.Parsed parsed = EnvText.parse(lines);
        for (EnvText.Flaw flaw : parsed.flaws()) {
            Position at = TextFile.end(file, lines.substring(0, flaw.at()));
            String name = flaw.name().orElse("");
            switch (flaw.kind()) {
                case LINE -> problems.add(at, "env-file.line");
                case QUOTE -> problems.add(at, "env-file.quote", name);
                case AFTER_QUOTE -> problems.add(at, "env-file.after-quote");
                case NUL -> problems.add(at, "value.nul", name);
            }
        }
        return parsed.variables();
    }
}
