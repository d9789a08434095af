package holdfast.evidence;

import holdfast.model.DriverSpec;
import holdfast.model.Finding;
import holdfast.model.Finding.Hint;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.evidence.Scene.found;
import static holdfast.evidence.Scene.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Output is appended to, incarnation after incarnation: what one said before it was mended must not be held against the next.
class OldOutputTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String MISSING = "ModuleNotFoundError: No module named 'django'\n";
    private static final String REFUSED = "connect ECONNREFUSED 127.0.0.1:5432\n";

    @TempDir
    Path directory;

    private Scene scene;
    private ServiceSpec service;

    @BeforeEach
    void open() {
        scene = new Scene(directory);
        service = scene.service(Optional.empty(), Map.of());
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void whatAnEarlierIncarnationSaidIsKeptAndNotHeldAgainstTheNext() throws Exception {
        begins(1);
        says(MISSING);
        begins(2);
        says("listening\n");

        Finding.Examination first = scene.lookAtEnded(service, 1, ended());
        Finding.Examination second = scene.lookAtEnded(service, 2, ended());

        assertEquals(List.of(Hint.PART_MISSING), hints(first));
        assertEquals(List.of(), hints(second));
        assertTrue(text(second, "output.txt").contains("django"));
    }

    /// The look at a crash runs beside the restart.
    @Test
    void whatTheNextOneSaysIsNotHeldAgainstTheOneThatCrashed() throws Exception {
        begins(1);
        says(REFUSED);
        begins(2);
        says(MISSING);

        assertEquals(List.of(Hint.DEPENDENCY_REFUSED), hints(scene.lookAtEnded(service, 1, ended())));
        assertEquals(List.of(Hint.PART_MISSING), hints(scene.lookAtEnded(service, 2, ended())));
    }

    @Test
    void aFileThatWasCutOrExchangedMeanwhileCountsAsAWhole() throws Exception {
        says("x".repeat(1_000) + "\n");
        begins(1);
        Files.writeString(scene.output(), MISSING);

        assertEquals(List.of(Hint.PART_MISSING), hints(scene.lookAtEnded(service, 1, ended())));

        Files.delete(scene.output());
        Files.writeString(scene.output(), REFUSED + "x".repeat(2_000) + "\n");
        assertEquals(List.of(Hint.DEPENDENCY_REFUSED), hints(scene.lookAtEnded(service, 1, ended())));
    }

    @Test
    void whatAContainerSaidBeforeItsProcessBeganSpeaksOfAnother() throws Exception {
        ProcessIdentity main = scene.start(1, Map.of(), "/bin/sh", "-c", "echo on; read never");
        Instant now = Instant.now();
        scene.container.add(now.minus(Duration.ofMinutes(1)) + " " + MISSING.strip());
        scene.container.add(now + " " + REFUSED.strip());
        DriverSpec compose = new DriverSpec.Compose(List.of("/srv/compose.yaml"), Optional.empty(), "api", Optional.empty(), Optional.empty());
        var kept = new ServiceSpec(
                new ServiceId("api"), compose, Optional.empty(), List.of(), List.of(), SECOND, SECOND, RecoverPolicy.DEFAULT, 0, true);

        Finding.Examination seen = scene.look(kept, 1, Optional.of(main));

        assertEquals(
                List.of(new Finding.LastWords(Hint.DEPENDENCY_REFUSED, REFUSED.strip())), found(seen, Finding.LastWords.class));
        assertTrue(text(seen, "output.txt").contains("django"));
    }

    @Test
    void theTimesOfTheJournalAndOfEnginesAreUnderstood() {
        List<String> lines = List.of(
                "2026-11-28T10:00:00.000001+0100 host app[7]: before",
                "    at its second line",
                "2026-11-28T09:00:00.5Z host app[7]: since",
                "    at its second line",
                "2026-11-28T10:00:01+01:00 later",
                "2026-99-99T99:99:99Z no time");

        assertEquals(
                "host app[7]: since\n    at its second line\nlater\n2026-99-99T99:99:99Z no time",
                StampedLines.since(lines, Instant.parse("2026-11-28T09:00:00.4Z")));
        assertEquals("plain", StampedLines.since(List.of("plain"), Instant.MAX));
    }

    private void begins(long number) {
        scene.marks.begin(service.id(), new Incarnation(number), scene.output());
    }

    private void says(String text) throws Exception {
        Files.writeString(scene.output(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private ProcessIdentity ended() {
        return new ProcessIdentity(1_000_000_000L, 1, scene.machine.bootId());
    }

    private static List<Hint> hints(Finding.Examination seen) {
        return found(seen, Finding.LastWords.class).stream().map(Finding.LastWords::hint).toList();
    }
}
