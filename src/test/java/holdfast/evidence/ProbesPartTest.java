package holdfast.evidence;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProbesPartTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void theLastAnswersOfEachCheckAreKeptTheOldestFirst() throws Exception {
        var scene = new Scene(directory);
        try {
            ServiceSpec plain = scene.service(Optional.empty(), Map.of());
            var check = new CheckId(plain.id(), "http:/health");
            ServiceSpec service = plain.withChecks(List.of(new CheckSpec(
                    check, new Question.Port(1), CheckSpec.Role.ALIVE, SECOND, SECOND, SECOND, 1, 1)));
            for (int i = 1; i <= ProbeTranscripts.ANSWERS + 2; i++) {
                scene.transcripts.note(check, ProbeResult.of(Outcome.FAIL, Reason.of("probe.port.closed", "answer" + i), i));
            }
            scene.transcripts.note(new CheckId(plain.id(), "gone"), ProbeResult.of(Outcome.PASS, Reason.of("probe.port.pass", "other"), 1));

            String kept = Scene.text(scene.look(service, 1, Optional.empty()), "probes.txt");

            List<String> lines = kept.lines().toList();
            assertEquals("http:/health", lines.getFirst());
            assertEquals(1 + ProbeTranscripts.ANSWERS, lines.size());
            assertTrue(lines.get(1).endsWith("FAIL 0us probe.port.closed [answer3]"), kept);
            assertTrue(lines.getLast().endsWith("[answer10]"), kept);
            assertFalse(kept.contains("other"));
        } finally {
            scene.close();
        }
    }
}
