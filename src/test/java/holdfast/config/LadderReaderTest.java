package holdfast.config;

import holdfast.model.CommandLine;
import holdfast.model.LadderSpec;
import holdfast.model.Rung;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Ladders with measures of the service's own.
final class LadderReaderTest {
    private static final long MINUTE = 60_000_000_000L;

    @TempDir
    private Path directory;

    private Reads reads;

    @BeforeEach
    void here() {
        reads = new Reads(directory);
    }

    @Test
    void measuresOfItsOwnRunAsTheServiceDoesWhereverTheirLadderIsWritten() {
        String text = """
                defaults: { recover: { ladder: [repair, { name: flush, run: ./flush --all }, restart, { name: page, run: [page, bob], within: 5s }] } }
                services:
                  web: { run: a, dir: /srv/shop, user: shop, env: { A: b } }
                  old: { command: { start: up, stop: down }, dir: /srv/old, user: legacy, port: 80 }""";
        Configuration read = reads.good(text);
        LadderSpec web = Reads.service(read, "web").ladder();
        LadderSpec old = Reads.service(read, "old").ladder();
        var flush = new Rung.Own("flush");

        assertEquals(List.of(Rung.REPAIR, flush, Rung.RESTART, new Rung.Own("page")), web.rungs());
        assertEquals(
                new CommandLine(List.of("./flush", "--all"), "/srv/shop", Optional.of("shop"), Map.of("A", "b"), MINUTE), web.own().get(flush));
        assertEquals(5 * MINUTE / 60, Objects.requireNonNull(web.own().get(new Rung.Own("page"))).withinNanos());
        assertEquals(
                new CommandLine(List.of("./flush", "--all"), "/srv/old", Optional.of("legacy"), Map.of(), MINUTE), old.own().get(flush));
    }

    @Test
    void aMeasureOfItsOwnThatIsWrittenWrongIsRefusedWithWhatIsWrong() {
        Map<String, String> wrong = Map.of(
                "[restart, { run: mend }]", "a measure of your own needs 'name'",
                "[restart, { name: mend }]", "a measure of your own needs 'run'",
                "[restart, { name: mend, run: a, timeot: 3s }]", "timeot",
                "[restart, { name: mend, run: a, withn: 3s }]", "within",
                "[restart, { name: Clean_Restart, run: a }]", "'Clean_Restart' cannot be the name of a measure",
                "[restart, { name: rollback, run: a }]", "'rollback' cannot be the name",
                "[restart, { name: x, run: a }, { name: x, run: b }]", "two measures are called 'x'",
                "[{ name: x, run: a }, repair, restart]", "those of your own anywhere after repair",
                "[repair, { name: x, run: a }]", "nothing in it starts the service",
                "{ name: x, run: a }", "list");
        wrong.forEach((ladder, what) -> {
            List<String> said = reads.badSaid("services: { web: { run: a, recover: { ladder: " + ladder + " } } }");

            assertEquals(1, said.size(), ladder + said);
            assertTrue(said.getFirst().contains(what), said.getFirst());
        });
        assertTrue(reads.badSaid("services: { web: { run: a, recover: { ladder: repair } } }").getFirst().contains("nothing in it starts"));
    }
}
