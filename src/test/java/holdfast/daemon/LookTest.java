package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.daemon.Findings.Finding;
import holdfast.daemon.Findings.Result;
import holdfast.daemon.OnePass.Order;
import holdfast.model.Fleet;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.daemon.Samples.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LookTest {
    private static final String ME = System.getProperty("user.name");

    @TempDir
    private Path temporary = Path.of("");

    private final PlayedMachine machine = new PlayedMachine();
    private final List<Progress> heard = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();
    private final List<Optional<ProcessIdentity>> processes = new ArrayList<>();
    private final ArrayDeque<Outcome> answers = new ArrayDeque<>();

    @Test
    void asksUntilItIsCalledBadAndNoMore() throws Exception {
        answers.addAll(List.of(Outcome.FAIL, Outcome.FAIL, Outcome.PASS));

        Findings findings = look();

        assertEquals(List.of(new Finding(id("shop"), Result.BAD, Reason.of("probe.tcp.refused"))), findings.services());
        assertFalse(findings.isGood());
        assertEquals(2, heard.size());
        assertEquals(List.of(Samples.SECOND - 1_000), pauses);
    }

    @Test
    void oneGoodAnswerIsEnough() throws Exception {
        answers.addAll(List.of(Outcome.FAIL, Outcome.PASS, Outcome.FAIL));

        assertTrue(look().isGood());

        assertEquals(2, heard.size());
    }

    @Test
    void aCheckThatCannotLookIsNotGood() throws Exception {
        answers.addAll(List.of(Outcome.ERROR, Outcome.ERROR));

        assertFalse(look().isGood());
    }

    @Test
    void touchesNothing() throws Exception {
        answers.addAll(List.of(Outcome.FAIL, Outcome.FAIL));

        look();

        assertEquals(List.of(), List.copyOf(machine.carried));
        assertFalse(Files.exists(configuration().stateDirectory()));
    }

    @Test
    void knowsTheProcessFromTheJournal() throws Exception {
        OnePass.run(configuration(), new Order(List.of(), List.of(), OptionalLong.empty()), machine.outfit(ME), _ -> {});
        answers.add(Outcome.PASS);

        assertTrue(look().isGood());

        assertEquals(List.of(Optional.ofNullable(machine.running.get(id("shop")))), processes);
    }

    private Findings look() throws InterruptedException {
        Outfit sound = machine.outfit(ME);
        Eyes scripted = (check, service, process) -> {
            processes.add(process);
            return ProbeResult.of(answers.remove(), Reason.of("probe.tcp.refused"), 1_000);
        };
        var outfit = new Outfit(
                sound.clock(), scripted, sound.probing(), sound.driver(), sound.lookups(), sound.user(), sound.boot(),
                sound.pid(), sound.release());
        return new Look(outfit, pauses::add, heard::add).look(configuration(), List.of());
    }

    private Configuration configuration() {
        return OnePassTest.configuration(temporary, new Fleet(List.of(Samples.service("shop"))));
    }
}
