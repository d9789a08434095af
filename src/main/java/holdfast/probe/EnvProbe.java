package holdfast.probe;

import holdfast.model.EnvText;
import holdfast.model.ProbeResult;
import holdfast.model.Question;
import holdfast.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Asks whether settings are present in an env file and not empty. No answer ever holds a value: names and lines only.
///
/// Threading: any.
final class EnvProbe {
    /// Bytes; the environment of a process may not be larger anyway (a sixth of the stack limit, execve(2)).
    private static final int BYTES_MAX = 1024 * 1024;

    ProbeResult probe(Question.EnvFile question, Deadline deadline) {
        try {
            Reason reason = look(question);
            return ProbeResult.of(ProbeResult.Outcome.PASS, reason, deadline.elapsedNanos());
        } catch (ProbeFailure e) {
            return ProbeResult.of(e.outcome(), e.reason(), deadline.elapsedNanos());
        }
    }

    private static Reason look(Question.EnvFile question) throws ProbeFailure {
        String text = text(question.path());
        EnvText.Parsed parsed = EnvText.parse(text);
        if (!parsed.flaws().isEmpty()) {
            EnvText.Flaw flaw = parsed.flaws().getFirst();
            long line = 1 + text.substring(0, flaw.at()).chars().filter(c -> c == '\n').count();
            throw ProbeFailure.fail("probe.env.malformed", question.path(), line);
        }
        Map<String, String> variables = parsed.variables();
        List<String> missing = question.required().stream().filter(name -> !variables.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw ProbeFailure.fail("probe.env.missing", question.path(), String.join(", ", missing));
        }
        List<String> empty = question.required().stream()
                .filter(name -> variables.getOrDefault(name, "").isBlank())
                .toList();
        if (!empty.isEmpty()) {
            throw ProbeFailure.fail("probe.env.empty", question.path(), String.join(", ", empty));
        }
        return Reason.of("probe.env.pass", question.path(), question.required().size());
    }

    private static String text(String path) throws ProbeFailure {
        try {
            Path file = Path.of(path);
            if (!Files.exists(file)) {
                throw ProbeFailure.fail("probe.env.no-file", path);
            }
            if (!Files.isRegularFile(file)) {
                throw ProbeFailure.fail("probe.env.not-a-file", path);
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(BYTES_MAX + 1);
                if (bytes.length > BYTES_MAX) {
                    throw ProbeFailure.error("probe.env.big", path, Amounts.size(BYTES_MAX));
                }
                return new String(bytes, StandardCharsets.UTF_8).replace("\r\n", "\n");
            }
        } catch (NoSuchFileException e) {
            throw ProbeFailure.fail("probe.env.no-file", path);
        } catch (AccessDeniedException e) {
            throw ProbeFailure.error("probe.env.unreadable", path, "Permission denied");
        } catch (IOException e) {
            throw ProbeFailure.error("probe.env.unreadable", path, Amounts.shortened(String.valueOf(e.getMessage())));
        }
    }
}
