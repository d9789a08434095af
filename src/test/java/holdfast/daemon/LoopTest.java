package holdfast.daemon;

import holdfast.journal.MemoryJournal;
import holdfast.model.Command.Examine;
import holdfast.model.Command.ObserveProcess;
import holdfast.model.Command.RunProbe;
import holdfast.model.Command.StartProcess;
import holdfast.model.Command.StopProcess;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StartOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Fleet;
import holdfast.model.Health;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.Status.State;
import holdfast.supervisor.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static holdfast.daemon.Samples.SECOND;
import static holdfast.daemon.Samples.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LoopTest {
    private static final ProcessIdentity PROCESS = new ProcessIdentity(42, 7, "boot");

    private final FakeClock clock = new FakeClock(100 * SECOND);
    private final Inbox inbox = new Inbox(16);
    private final MemoryJournal journal = new MemoryJournal("boot");
    private final List<Progress> told = new ArrayList<>();
    private final List<Integer> factsAtCommand = new ArrayList<>();
    private final FakeRim rim = new FakeRim(() -> factsAtCommand.add(journal.facts().size()));
    private final Loop loop = loop(new Fleet(List.of(Samples.service("shop"))));

    @Test
    void bringsAServiceUpAndSaysSo() {
        bringUp();

        var shop = loop.status().services().getFirst();
        assertEquals(State.UP, shop.state());
        assertEquals(Health.HEALTHY, shop.health());
        assertTrue(told.stream().anyMatch(p -> p instanceof Progress.Happened happened && happened.fact() instanceof Fact.Started));
        assertTrue(told.stream().anyMatch(p -> p instanceof Progress.Probed));
    }

    /// Stopped for a minute, or the whole machine was: nobody asked the service meanwhile, and its time to answer is over.
    @Test
    void doubtsItselfBeforeItDecidesOnWhatCameDueWhileItWasStopped() {
        drain();
        answerGone();
        var start = rim.take(StartProcess.class);
        inbox.post(new Event.StartAnswered(id("shop"), start.incarnation(), new StartOutcome.Started(PROCESS)));
        drain();

        clock.advance(60 * SECOND);
        drain();
        examined();

        var incident = loop.status().services().getFirst().incident().orElseThrow();
        assertEquals("daemon.observer.late", incident.hold().orElseThrow().reason().key());
        assertTrue(rim.commands().stream().noneMatch(StopProcess.class::isInstance), rim.commands().toString());
    }

    @Test
    void whatComesDueInTimeIsNoReasonToDoubtItself() {
        bringUp();
        for (int failures = 0; failures < 2; failures++) {
            clock.advance(SECOND);
            drain();
            inbox.post(Samples.finished("shop", rim.take(RunProbe.class).probe(), Outcome.FAIL));
            drain();
        }

        examined();

        rim.take(StopProcess.class);
    }

    @Test
    void writesFactsBeforeTheirCommandsLeave() {
        drain();
        factsAtCommand.clear();
        answerGone();

        rim.take(StartProcess.class);

        assertEquals(List.of("StartIntended"), kinds(journal.facts()));
        assertEquals(List.of(1), factsAtCommand);
        assertTrue(told.stream().anyMatch(p -> p instanceof Progress.Happened happened && happened.stamped().sequence() == 1));
    }

    @Test
    void restartsACrashedServiceInTheTurnThatLearnsOfIt() {
        bringUp();
        var run = loop.status().services().getFirst().incarnation().orElseThrow();

        inbox.post(new Event.ProcessExited(id("shop"), run, new ExitStatus.Code(1), 0));
        assertTrue(loop.step());

        assertEquals(run.number() + 1, rim.take(StartProcess.class).incarnation().number());
        assertEquals(
                List.of("Ended", "IncidentOpened", "RungTaken", "StartIntended"),
                kinds(journal.facts()).subList(journal.facts().size() - 4, journal.facts().size()));
    }

    @Test
    void rebuildsTheWorldFromWhatItWrote() {
        bringUp();
        long now = clock.nanos();

        var again = World.begin(
                new Fleet(List.of(Samples.service("shop"))), journal.replay(now, clock.wallMillis()).facts(), 1, now);

        assertEquals(Optional.of(PROCESS), again.world().status(now).services().getFirst().process());
    }

    @Test
    void supervisesOnWithoutAJournalAndWarnsOnce() {
        journal.breakDisk(true);
        bringUp();
        inbox.post(new Event.ProcessExited(id("shop"), run(), new ExitStatus.Code(1), 0));
        drain();

        rim.take(StartProcess.class);
        assertEquals(List.of(), journal.facts());
        assertEquals(List.of(Reason.of("journal.disk-full", "memory")), notes());
        assertTrue(loop.vitals().unwritten() >= 5, loop.vitals().toString());

        journal.breakDisk(false);
        inbox.post(new Event.ServiceWoke(id("shop")));
        drain();

        assertEquals(Reason.of("daemon.journal.written-again"), notes().getLast());
        assertEquals(2, notes().size());
        assertEquals(0, loop.vitals().unwritten());
        assertEquals("StartIntended", kinds(journal.facts()).getFirst());
    }

    @Test
    void timesItselfAndTheLatenessOfAlarms() {
        bringUp();
        assertEquals(0, loop.vitals().worstLatenessNanos());

        clock.advance(SECOND + 30_000_000);
        drain();

        assertTrue(loop.vitals().turns() > 3);
        assertTrue(loop.vitals().worstLatenessNanos() >= 30_000_000, loop.vitals().toString());
        assertEquals(0, loop.vitals().slowTurns());
    }

    @Test
    void countsSlowTurns() {
        var slow = new FakeRim(() -> clock.advance(LoopVitals.SLOW_TURN_NANOS + 1));
        var fleet = new Fleet(List.of(Samples.service("shop")));
        var begin = World.begin(fleet, List.of(), 1, clock.nanos());
        var slowLoop = new Loop(begin, inbox, journal, slow, new Loop.Surface(clock, told::add));

        assertTrue(slowLoop.step());

        assertEquals(1, slowLoop.vitals().slowTurns());
        assertEquals(LoopVitals.SLOW_TURN_NANOS + 1, slowLoop.vitals().worstTurnNanos());
    }

    @Test
    void aBugComesOutInsteadOfBeingSwallowed() {
        var broken = new FakeRim(() -> {
            throw new IllegalStateException("a bug");
        });
        var begin = World.begin(new Fleet(List.of(Samples.service("shop"))), List.of(), 1, clock.nanos());
        var brokenLoop = new Loop(begin, inbox, journal, broken, new Loop.Surface(clock, told::add));

        var bug = assertThrows(IllegalStateException.class, brokenLoop::run);

        assertEquals("a bug", bug.getMessage());
    }

    @Test
    void anAlarmStormDoesNotStarveTheInbox() {
        bringUp();
        clock.advance(3600 * SECOND);
        inbox.post(new Event.OperatorAsked(id("shop"), Event.Order.STOP, "cli:root"));

        assertTrue(loop.step());

        assertEquals(0, inbox.size());
    }

    @Test
    void stopsWhenToldAndLeavesServicesAlone() throws Exception {
        bringUp();
        rim.commands().clear();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                loop.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        loop.stop();
        thread.join(TimeUnit.SECONDS.toMillis(10));

        assertFalse(thread.isAlive());
        assertEquals(List.of(), rim.commands());
    }

    private Loop loop(Fleet fleet) {
        var begin = World.begin(fleet, List.of(), 1, clock.nanos());
        return new Loop(begin, inbox, journal, rim, new Loop.Surface(clock, told::add));
    }

    private void bringUp() {
        drain();
        answerGone();
        var start = rim.take(StartProcess.class);
        inbox.post(new Event.StartAnswered(id("shop"), start.incarnation(), new StartOutcome.Started(PROCESS)));
        drain();
        var probe = rim.take(RunProbe.class);
        inbox.post(Samples.finished("shop", probe.probe(), Outcome.PASS));
        drain();
    }

    private void answerGone() {
        var inquiry = rim.take(ObserveProcess.class);
        inbox.post(new Event.ProcessObserved(
                id("shop"), inquiry.inquiry(), new Observation.Gone(new ExitStatus.Unknown(), 0)));
        drain();
    }

    private void examined() {
        var examine = rim.take(Examine.class);
        inbox.post(new Event.Examined(id("shop"), examine.examination(), Finding.Examination.NOTHING));
        drain();
    }

    private Incarnation run() {
        return loop.status().services().getFirst().incarnation().orElseThrow();
    }

    private void drain() {
        while (loop.step()) {}
    }

    private List<Reason> notes() {
        return told.stream()
                .filter(Progress.Noted.class::isInstance)
                .flatMap(progress -> ((Progress.Noted) progress).reasons().stream())
                .toList();
    }

    private static List<String> kinds(List<Fact> facts) {
        return facts.stream().map(fact -> fact.getClass().getSimpleName()).toList();
    }
}
