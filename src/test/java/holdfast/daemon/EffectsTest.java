package holdfast.daemon;

import holdfast.model.CheckId;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Fleet;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static holdfast.daemon.Samples.SECOND;
import static holdfast.daemon.Samples.check;
import static holdfast.daemon.Samples.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EffectsTest {
    private static final Question QUESTION = new Question.Tcp("127.0.0.1", 1);
    private static final ServiceSpec OLD = Samples.with("shop", QUESTION, Samples.run(List.of("/bin/old")));
    private static final ServiceSpec NEW = Samples.with("shop", QUESTION, Samples.run(List.of("/bin/new")));
    private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

    private final PlayedMachine machine = new PlayedMachine();
    private final BlockingQueue<Event> inbox = new LinkedBlockingQueue<>();

    @Test
    void answersEveryProbeOnceWithItsNumber() throws Exception {
        Effects effects = effects((check, service, process) -> ProbeResult.of(Outcome.PASS, Reason.of("probe.tcp.open"), 5));

        effects.carryOut(new Command.RunProbe(check("shop"), 7, Optional.empty()), fleet(OLD));

        assertEquals(
                new Event.ProbeFinished(check("shop"), 7, ProbeResult.of(Outcome.PASS, Reason.of("probe.tcp.open"), 5)), next());
        assertEquals(0, inbox.size());
    }

    @Test
    void neverRunsMoreProbesThanItsBoundAndTellsTheRestThatThereWasNoTurn() throws Exception {
        var began = new Semaphore(0);
        var release = new CountDownLatch(1);
        Effects effects = effects((check, service, process) -> {
            began.release();
            awaitUninterrupted(release);
            return ProbeResult.of(Outcome.PASS, Reason.of("probe.tcp.open"), 5);
        });
        for (int i = 0; i < Effects.PROBES_MAX + 3; i++) {
            effects.carryOut(new Command.RunProbe(check("shop"), i, Optional.empty()), fleet(OLD));
        }
        assertTrue(began.tryAcquire(Effects.PROBES_MAX, 20, TimeUnit.SECONDS));

        for (int i = 0; i < 3; i++) {
            var finished = (Event.ProbeFinished) next();
            assertEquals(Outcome.ERROR, finished.result().outcome());
            assertEquals(Reason.of("daemon.probe.no-turn", Effects.PROBES_MAX), finished.result().reason());
        }
        assertEquals(0, began.availablePermits());
        release.countDown();
    }

    @Test
    void startsWithTheNewestSpecificationAndStopsWithTheOneItWasStartedUnder() {
        Effects effects = effects((check, service, process) -> ProbeResult.of(Outcome.PASS, Reason.of("probe.tcp.open"), 5));
        var first = new Incarnation(1);
        effects.learn(List.of(new Fact.StartIntended(id("shop"), first, Fact.Purpose.WISH, 0)), fleet(OLD));
        effects.carryOut(new Command.StartProcess(id("shop"), first, Optional.empty()), fleet(OLD));

        effects.carryOut(stop(first), fleet(NEW));
        effects.learn(List.of(new Fact.StartIntended(id("shop"), new Incarnation(2), Fact.Purpose.CONFIGURATION, 0)), fleet(NEW));
        effects.carryOut(new Command.StartProcess(id("shop"), new Incarnation(2), Optional.empty()), fleet(NEW));
        effects.carryOut(stop(first), fleet(NEW));
        effects.carryOut(stop(new Incarnation(2)), fleet(NEW));

        assertEquals(
                List.of(OLD, OLD, NEW, OLD, NEW),
                machine.carried.stream().map(PlayedMachine.Carried::spec).toList());
    }

    @Test
    void stopsAnAdoptedProcessWithTheSpecificationItWasFoundUnder() {
        Effects effects = effects((check, service, process) -> ProbeResult.of(Outcome.PASS, Reason.of("probe.tcp.open"), 5));
        var process = new ProcessIdentity(1, 1, "boot");
        effects.learn(List.of(new Fact.Adopted(id("shop"), new Incarnation(5), process, Event.Origin.HAND)), fleet(OLD));

        effects.carryOut(stop(new Incarnation(5)), fleet(NEW));

        assertEquals(OLD, machine.carried.remove().spec());
    }

    @Test
    void aCommandForAnUnknownServiceIsABug() {
        Effects effects = effects((check, service, process) -> ProbeResult.of(Outcome.PASS, Reason.of("probe.tcp.open"), 5));

        assertThrows(IllegalStateException.class, () -> effects.carryOut(stop(new Incarnation(1)), new Fleet(List.of())));
    }

    /// Evidence tells what the checks have answered.
    @Test
    void whatAProbeAnsweredIsToldToTheHandsAsWell() throws Exception {
        var told = new LinkedBlockingQueue<ProbeResult>();
        Hands hands = new Hands() {
            @Override
            public void begins(Command.StartProcess command, ServiceSpec service) {}

            @Override
            public void probed(CheckId check, ProbeResult result) {
                told.add(result);
            }

            @Override
            public Finding.Examination examine(Command.Examine command, ServiceSpec service) {
                return Finding.Examination.NOTHING;
            }

            @Override
            public Event.RemedyOutcome apply(Command.ApplyRemedy command, ServiceSpec service) {
                throw new AssertionError("nothing is to be repaired");
            }
        };
        ProbeResult answer = ProbeResult.of(Outcome.PASS, Reason.of("probe.tcp.open"), 5);
        machine.inboxes.add(_ -> {});

        new Effects((_, _, _) -> answer, VIRTUAL, hands, machine, inbox::add).carryOut(new Command.RunProbe(check("shop"), 7, Optional.empty()), fleet(OLD));

        assertEquals(answer, told.poll(20, TimeUnit.SECONDS));
    }

    private Effects effects(Eyes eyes) {
        machine.inboxes.add(_ -> {});
        return new Effects(eyes, VIRTUAL, Hands.NONE, machine, inbox::add);
    }

    private Event next() throws InterruptedException {
        Event event = inbox.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event came");
        }
        return event;
    }

    private static Command.StopProcess stop(Incarnation run) {
        return new Command.StopProcess(id("shop"), 1, run, Optional.empty(), 5 * SECOND);
    }

    private static Fleet fleet(ServiceSpec spec) {
        return new Fleet(List.of(spec));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
