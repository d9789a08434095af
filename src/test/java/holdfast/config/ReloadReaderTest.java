package holdfast.config;

import holdfast.model.CommandLine;
import holdfast.model.ReloadSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What `reload` may say, and where.
final class ReloadReaderTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path directory;

    private Reads reads;

    @BeforeEach
    void here() {
        reads = new Reads(directory);
    }

    private Optional<ReloadSpec> reload(String service) {
        return reads.service("services: { web: " + service + " }").reload();
    }

    @Test
    void aSignalOrACommandOfTheServiceItself() {
        assertEquals(Optional.empty(), reload("{ run: a }"));
        assertEquals(Optional.of(new ReloadSpec.BySignal(1)), reload("{ run: a, reload: { signal: SIGHUP } }"));
        assertEquals(
                Optional.of(new ReloadSpec.ByCommand(new CommandLine(
                        List.of("a", "-s", "reload"), directory.toString(), Optional.of("shop"), Map.of("X", "1"), 30 * SECOND))),
                reload("{ run: a, user: shop, env: { X: 1 }, reload: a -s reload }"));
        assertEquals(
                Optional.of(new ReloadSpec.ByCommand(
                        new CommandLine(List.of("a", "b"), directory.toString(), Optional.empty(), Map.of(), 60 * SECOND))),
                reload("{ run: a, reload: { run: [a, b], within: 1m } }"));
        assertEquals(Optional.of(new ReloadSpec.BySignal(12)), reload("{ docker: box, reload: { signal: USR2 } }"));
    }

    @Test
    void theCommandsOfAServiceStandTogether() {
        assertEquals(
                Optional.of(new ReloadSpec.ByCommand(
                        new CommandLine(List.of("c"), directory.toString(), Optional.empty(), Map.of(), 9 * SECOND))),
                reload("{ command: { start: a, stop: b, reload: c, timeout: 9s } }"));
        assertEquals(
                List.of("holdfast.yaml:1:57: the commands of a service stand together (write reload: beside start: and stop: under command:)"),
                reads.badSaid("services: { web: { command: { start: a, stop: b }, port: 1, reload: c } }").stream()
                        .map(said -> said.replaceFirst(":1:[0-9]+:", ":1:57:"))
                        .toList());
    }

    @Test
    void whatItCannotBeIsAProblemWithItsFix() {
        assertTrue(reads.badSaid("services: { web: { run: a, reload: { signal: TERM } } }").getFirst()
                .contains("TERM is not a signal that a service reloads on (write one of HUP, USR1, USR2, WINCH, or a command)"));
        assertTrue(reads.badSaid("services: { web: { run: a, reload: { within: 1s } } }").getFirst().contains("either a signal or a command"));
        assertTrue(reads.badSaid("services: { web: { run: a, reload: { signal: HUP, run: b } } }").getFirst().contains("either"));
        for (String driver : List.of("pm2: a", "systemd: a")) {
            assertTrue(reads.badSaid("services: { web: { " + driver + ", reload: b } }").getFirst().contains("for the program that keeps it"));
        }
        assertTrue(reads.badSaid("services: { web: { watch: true, port: 1, reload: b } }").getFirst().contains("only looked at"));
    }

    @Test
    void anEditOfItDoesNotChangeWhatRuns() {
        var before = reads.service("services: { web: { run: a } }");
        var after = reads.service("services: { web: { run: a, reload: { signal: HUP } } }");

        assertEquals(before.driver(), after.driver());
        assertFalse(before.equals(after));
        assertTrue(after.isReloadable() && !before.isReloadable());
    }
}
