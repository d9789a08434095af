package holdfast.daemon;

import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.LinuxKernel;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessLookups;
import holdfast.model.Command;
import holdfast.model.CommandLine;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Finding;
import holdfast.model.LadderSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MachineHandsTest {
    private static final ProbeResult LATE = new ProbeResult(
            Outcome.FAIL,
            Reason.of("probe.http.late", "password=hunter2-hunter2"),
            Optional.of("503"),
            List.of(new ProbeResult.Phase("connect", 1_500_000)),
            7_000_000);

    @TempDir
    Path directory;

    @Test
    void whatARepairSaysIsKeptBesideTheEvidenceWithoutItsSecrets() throws Exception {
        var line = new CommandLine(
                List.of("/bin/sh", "-c", "echo logging in with $DB_PASSWORD; exit 3"),
                directory.toString(),
                Optional.empty(),
                Map.of("DB_PASSWORD", "hunter2-hunter2"),
                20 * Samples.SECOND);
        LadderSpec standard = LadderSpec.DEFAULT;
        ServiceSpec service = Samples.service("shop")
                .withLadder(new LadderSpec(
                        standard.mode(), standard.rungs(), List.of(), Optional.of(line), List.of(), List.of(), false, false));
        var kernel = new LinuxKernel();
        var lookups = new ProcessLookups();
        try (var watch = new ExitWatch(kernel, lookups.table())) {
            var hands = new MachineHands(new MachineAccess("test", kernel, lookups, watch, Cgroups.none(), "boot"), directory, shop -> {
                throw new AssertionError("no instances of " + shop.id());
            });

            hands.probed(service.checks().getFirst().id(), LATE);
            Finding.Examination seen =
                    hands.examine(new Command.Examine(service.id(), 1, 42, Optional.empty(), Optional.empty()), service);
            RemedyOutcome outcome = hands.apply(
                    new Command.ApplyRemedy(service.id(), 2, 42, new Remedy.RunCommand(line), Optional.empty()), service);

            assertEquals(directory.resolve("evidence/42/1").toString(), seen.evidence().orElseThrow().path());
            String probes = Files.readString(directory.resolve("evidence/42/1/probes.txt"));
            assertTrue(
                    probes.endsWith("Z FAIL 7000us probe.http.late [password=•••] value=503 connect=1500us\n"), probes);
            var failed = assertInstanceOf(RemedyOutcome.Failed.class, outcome);
            assertEquals("repair.command.exit", failed.reason().key());
            Path kept = Path.of(failed.reason().values().getLast());
            assertTrue(kept.startsWith(directory.resolve("evidence/42")), kept.toString());
            assertEquals("logging in with •••\n", Files.readString(kept));
        }
    }
}
