package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.daemon.control.Plan;
import holdfast.model.CheckId;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fleet;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.daemon.Samples.SECOND;
import static holdfast.daemon.Samples.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A dry run while no daemon runs, against a machine that notes every command it gets.
class BeforehandTest {
    private static final String ME = System.getProperty("user.name");

    @TempDir
    private Path temporary = Path.of("");

    private final PlayedMachine machine = new PlayedMachine();
    private Configuration configuration;

    @BeforeEach
    void configure() {
        configuration = OnePassTest.configuration(
                temporary, new Fleet(List.of(Samples.quick("base"), Samples.quick("shop", "base"))));
    }

    @Test
    void thePlanIsWhatTheRealPassThenDoesAndNothingIsDoneBefore() throws Exception {
        pass(List.of());
        machine.carried.clear();

        Plan plan = plan(List.of(), List.of(stop("shop")));

        assertTrue(machine.carried.stream().allMatch(carried -> carried.command() instanceof Command.ObserveProcess));
        machine.carried.clear();
        pass(stop("shop"));
        assertEquals(changes(machine.carried.stream().map(PlayedMachine.Carried::command).toList()), changes(plan));
        assertEquals(List.of("stop shop"), changes(plan));
    }

    @Test
    void beforeTheFirstStartThereIsNoJournalAndNoneIsMade() throws Exception {
        Plan plan = plan(List.of(), List.of());

        assertEquals(List.of("start base", "start shop"), changes(plan));
        assertFalse(Files.exists(configuration.stateDirectory()), "a dry run writes nothing");
        pass(List.of());
        assertEquals(changes(machine.carried.stream().map(PlayedMachine.Carried::command).toList()), changes(plan));
    }

    @Test
    void aRepairIsForeseenFromWhatTheChecksSayNow() throws Exception {
        pass(List.of());
        machine.sick.add(id("shop"));
        machine.healedByRestart.add(id("shop"));
        machine.carried.clear();

        Plan plan = plan(List.of(id("shop")), List.of());

        machine.carried.clear();
        pass(List.of());
        assertEquals(List.of("stop shop", "start shop"), changes(plan));
        assertEquals(changes(machine.carried.stream().map(PlayedMachine.Carried::command).toList()), changes(plan));
    }

    @Test
    void readsHowThingsStandWhileADaemonHoldsTheLock() throws Exception {
        var opening = assertInstanceOf(
                Daemon.Opening.Ready.class, DaemonTest.start(configuration, machine, new Herald()));
        try (Daemon _ = opening.daemon()) {
            var beforehand = assertInstanceOf(
                    Beforehand.Opening.Known.class, Beforehand.read(configuration, List.of(), machine.outfit(ME)));

            assertEquals(2, beforehand.beforehand().status().services().size());
        }
    }

    private Plan plan(List<ServiceId> failing, List<List<Event.OperatorAsked>> rounds) throws InterruptedException {
        var opening = assertInstanceOf(
                Beforehand.Opening.Known.class, Beforehand.read(configuration, List.of(), machine.outfit(ME)));
        List<List<Event.OperatorAsked>> all = rounds.isEmpty() ? List.of(List.of()) : rounds;
        Map<CheckId, ProbeResult> probed = failing.isEmpty()
                ? Map.of()
                : Map.of(
                        Samples.check(failing.getFirst().name()),
                        ProbeResult.of(Outcome.FAIL, Reason.of("probe.tcp.refused", "1"), 1));
        return opening.beforehand().plan(all, probed);
    }

    private void pass(List<Event.OperatorAsked> wishes) throws InterruptedException {
        assertInstanceOf(
                OnePass.Outcome.Done.class,
                OnePass.run(
                        configuration,
                        new OnePass.Order(List.of(), wishes, OptionalLong.of(30 * SECOND)),
                        machine.outfit(ME),
                        _ -> {}));
    }

    private static List<Event.OperatorAsked> stop(String service) {
        return List.of(new Event.OperatorAsked(id(service), Event.Order.STOP, "test"));
    }

    private static List<String> changes(Plan plan) {
        return plan.steps().stream()
                .filter(step -> step.kind() == Plan.Kind.START || step.kind() == Plan.Kind.STOP)
                .map(step -> (step.kind() == Plan.Kind.START ? "start " : "stop ") + step.service())
                .toList();
    }

    private static List<String> changes(List<Command> commands) {
        return commands.stream()
                .filter(command -> command instanceof Command.StartProcess || command instanceof Command.StopProcess)
                .map(command -> (command instanceof Command.StartProcess ? "start " : "stop ") + command.service())
                .toList();
    }
}
