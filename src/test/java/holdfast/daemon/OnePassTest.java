package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.config.Configuration.Control;
import holdfast.config.Configuration.LogKeeping;
import holdfast.config.Configuration.OwnLog;
import holdfast.daemon.Findings.Finding;
import holdfast.daemon.Findings.Result;
import holdfast.daemon.OnePass.Order;
import holdfast.daemon.OnePass.Outcome;
import holdfast.model.Command;
import holdfast.model.Command.StartProcess;
import holdfast.model.Fact;
import holdfast.model.Fleet;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.daemon.Samples.SECOND;
import static holdfast.daemon.Samples.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OnePassTest {
    private static final String ME = System.getProperty("user.name");

    @TempDir
    private Path temporary = Path.of("");

    private final PlayedMachine machine = new PlayedMachine();
    private final List<Progress> heard = new CopyOnWriteArrayList<>();

    @Test
    void bringsUpWhatIsDownInTheOrderOfNeeds() throws Exception {
        Outcome.Done done = pass(Samples.quick("shop", "base"), Samples.quick("base"));

        assertTrue(done.findings().isGood());
        assertEquals(List.of(good("base"), good("shop")), done.findings().services());
        assertEquals(List.of(id("base"), id("shop")), starts());
        assertTrue(machine.running.containsKey(id("shop")), "services keep running after the pass");
        assertTrue(heard.stream().anyMatch(Progress.Probed.class::isInstance));
    }

    @Test
    void leavesAloneWhatIsWell() throws Exception {
        pass(Samples.quick("shop"));
        machine.carried.clear();

        assertTrue(pass(Samples.quick("shop")).findings().isGood());

        assertEquals(List.of(), starts());
    }

    @Test
    void healsWhatDoesNotAnswerAndWaitsForTheProof() throws Exception {
        pass(Samples.quick("shop"));
        machine.carried.clear();
        machine.sick.add(id("shop"));
        machine.healedByRestart.add(id("shop"));

        Outcome.Done done = pass(Samples.quick("shop"));

        assertTrue(done.findings().isGood());
        assertEquals(List.of(id("shop")), starts());
        assertTrue(happened(Fact.IncidentClosed.class));
    }

    @Test
    void saysWhenRepairingDidNotHelp() throws Exception {
        machine.sick.add(id("shop"));

        Outcome.Done done = pass(Samples.quick("shop"));

        assertFalse(done.findings().isGood());
        Finding shop = done.findings().services().getFirst();
        assertEquals(Result.BAD, shop.result());
        assertTrue(happened(Fact.Parked.class));
    }

    @Test
    void aServiceThatNeedsALostOneIsLostToo() throws Exception {
        machine.sick.add(id("base"));

        Outcome.Done done = pass(Samples.quick("shop", "base"), Samples.quick("base"));

        assertEquals(
                new Finding(id("shop"), Result.BAD, Reason.of("daemon.pass.waits", "base")), done.findings().services().get(1));
        assertFalse(starts().contains(id("shop")));
    }

    @Test
    void watchedServicesAreJudgedButNotTouched() throws Exception {
        machine.sick.add(id("front"));

        Outcome.Done done = pass(Samples.quickWatched("front"), Samples.quickWatched("back"));

        assertEquals(List.of(Result.BAD, Result.GOOD), done.findings().services().stream().map(Finding::result).toList());
        assertEquals(List.of(), List.copyOf(machine.carried));
    }

    @Test
    void looksOnlyAfterTheChosenAndWhatTheyNeed() throws Exception {
        Outcome.Done done = pass(
                new Order(List.of(id("shop")), List.of(), OptionalLong.empty()),
                Samples.quick("shop", "base"),
                Samples.quick("base"),
                Samples.quick("other"));

        assertEquals(List.of(good("base"), good("shop")), done.findings().services());
        assertFalse(machine.running.containsKey(id("other")));
    }

    @Test
    void endsAtItsDeadline() throws Exception {
        machine.sick.add(id("slow"));

        Outcome.Done done = pass(new Order(List.of(), List.of(), OptionalLong.of(SECOND / 5)), Samples.service("slow"));

        assertEquals(Result.BAD, done.findings().services().getFirst().result());
    }

    @Test
    void refusesWhileADaemonRunsAndNamesIt() throws Exception {
        Configuration configuration = configuration(Samples.quick("shop"));
        var opening = assertInstanceOf(
                Daemon.Opening.Ready.class, DaemonTest.start(configuration, machine, new Herald()));
        try (Daemon _ = opening.daemon()) {
            var refused = assertInstanceOf(
                    Outcome.Refused.class,
                    OnePass.run(configuration, new Order(List.of(), List.of(), OptionalLong.empty()), machine.outfit(ME), heard::add));

            assertEquals("daemon.lock.held", refused.reason().key());
        }
    }

    @Test
    void theNextPassKnowsWhatTheLastOneLearned() throws Exception {
        pass(Samples.quick("shop"));
        pass(Samples.quick("shop"));

        assertEquals(1, facts(Fact.StartIntended.class));
        assertEquals(1, facts(Fact.Adopted.class));
        assertEquals(0, facts(Fact.IncidentOpened.class));
    }

    @Test
    void patienceHasABoundEvenForEndlessTimes() {
        assertEquals(1_800_000_000_000L, OnePass.patienceNanos(fleetOf(300)));
        assertTrue(OnePass.patienceNanos(fleetOf(1)) > 20 * SECOND);
    }

    private static Fleet fleetOf(int size) {
        return new Fleet(IntStream.range(0, size)
                .mapToObj(i -> Samples.service("s" + i))
                .toList());
    }

    private Outcome.Done pass(ServiceSpec... services) throws Exception {
        return pass(new Order(List.of(), List.of(), OptionalLong.of(30 * SECOND)), services);
    }

    private Outcome.Done pass(Order order, ServiceSpec... services) throws Exception {
        return assertInstanceOf(
                Outcome.Done.class, OnePass.run(configuration(services), order, machine.outfit(ME), heard::add));
    }

    private Configuration configuration(ServiceSpec... services) {
        return configuration(temporary, new Fleet(Arrays.asList(services)));
    }

    static Configuration configuration(Path directory, Fleet fleet) {
        Path state = directory.resolve("state");
        return new Configuration(
                Optional.empty(),
                Set.of(),
                fleet,
                state,
                new Control(state.resolve("control"), Optional.empty()),
                new OwnLog(state.resolve("holdfast.log"), new LogKeeping(1 << 20, 2)),
                Map.of(),
                List.of());
    }

    private List<ServiceId> starts() {
        return machine.carried.stream()
                .map(PlayedMachine.Carried::command)
                .filter(StartProcess.class::isInstance)
                .map(Command::service)
                .toList();
    }

    private boolean happened(Class<? extends Fact> kind) {
        return facts(kind) > 0;
    }

    private long facts(Class<? extends Fact> kind) {
        return heard.stream()
                .filter(progress -> progress instanceof Progress.Happened happened && kind.isInstance(happened.fact()))
                .count();
    }

    private static Finding good(String name) {
        return new Finding(id(name), Result.GOOD, Reason.of("daemon.pass.good", 1));
    }
}
