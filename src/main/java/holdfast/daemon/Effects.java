package holdfast.daemon;

import holdfast.driver.Driver;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Fleet;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Carries out commands: a probe on a thread of its own, within a bound; close looks and repairs likewise; everything else is the
/// driver's.
///
/// Threading: loop; what it begins runs elsewhere and comes back as events.
final class Effects implements Rim {
    /// Probes at the same time. Each may hold a socket and a body; for the large ones there is a bound of its own.
    static final int PROBES_MAX = 256;

    private final Eyes eyes;
    private final Executor probing;
    private final Hands hands;
    private final Driver driver;
    private final Consumer<Event> inbox;
    private final Specs specs = new Specs();
    private final Semaphore permits = new Semaphore(PROBES_MAX);

    /// @param probing where probes run
    /// @param inbox where their answers go; the driver's go there by themselves
    Effects(Eyes eyes, Executor probing, Hands hands, Driver driver, Consumer<Event> inbox) {
        this.eyes = eyes;
        this.probing = probing;
        this.hands = hands;
        this.driver = driver;
        this.inbox = inbox;
    }

    @Override
    public void learn(List<Fact> facts, Fleet fleet) {
        facts.forEach(fact -> specs.learn(fact, fleet));
    }

    @Override
    public void carryOut(Command command, Fleet fleet) {
        switch (command) {
            case Command.RunProbe probe -> probe(probe, Specs.newest(probe.service(), fleet));
            case Command.StartProcess start -> start(start, Specs.newest(start.service(), fleet));
            case Command.StopProcess stop -> driver.stop(stop, specs.of(stop.service(), stop.incarnation(), fleet));
            case Command.ReloadProcess reload -> driver.reload(reload, Specs.newest(reload.service(), fleet));
            case Command.ObserveProcess observe -> driver.observe(observe, Specs.newest(observe.service(), fleet));
            case Command.Examine examine -> examine(examine, Specs.newest(examine.service(), fleet));
            case Command.ApplyRemedy apply -> apply(apply, Specs.newest(apply.service(), fleet));
            case Command.Wake wake -> throw new IllegalStateException("alarms are the loop's: " + wake);
        }
    }

    private void start(Command.StartProcess command, ServiceSpec service) {
        hands.begins(command, service);
        driver.start(command, service);
    }

    /// On a thread of its own, as every repair: there is one of them at a time for each service.
    private void examine(Command.Examine command, ServiceSpec service) {
        var _ = Thread.ofVirtual().name("holdfast-examination").start(() -> {
            Finding.Examination result;
            try {
                result = hands.examine(command, service);
            } catch (RuntimeException bug) {
                // A look that went wrong must not leave the service without an answer, nor take the daemon down.
                var unseen = new Finding.Unseen(Reason.of("daemon.examination.broken", bug));
                result = new Finding.Examination(List.of(unseen), Optional.empty());
            }
            inbox.accept(new Event.Examined(command.service(), command.examination(), result));
        });
    }

    private void apply(Command.ApplyRemedy command, ServiceSpec service) {
        var _ = Thread.ofVirtual().name("holdfast-remedy").start(() -> {
            Event.RemedyOutcome outcome;
            try {
                outcome = hands.apply(command, service);
            } catch (RuntimeException bug) {
                // Likewise: the measure did not hold, and the ladder goes on.
                outcome = new Event.RemedyOutcome.Failed(Reason.of("daemon.remedy.broken", bug));
            }
            inbox.accept(new Event.RemedyAnswered(command.service(), command.number(), outcome));
        });
    }

    private void probe(Command.RunProbe command, ServiceSpec service) {
        CheckSpec check = check(command.check(), service);
        probing.execute(() -> {
            ProbeResult result = run(command, check, service);
            hands.probed(command.check(), result);
            inbox.accept(new Event.ProbeFinished(command.check(), command.probe(), result));
        });
    }

    /// Waiting for a turn costs at most the time that the probe itself may take; a check that never gets one is blind, not bad.
    private ProbeResult run(Command.RunProbe command, CheckSpec check, ServiceSpec service) {
        boolean permitted = false;
        try {
            permitted = permits.tryAcquire(check.timeoutNanos(), TimeUnit.NANOSECONDS);
            return permitted
                    ? eyes.run(check, service, command.process())
                    : ProbeResult.of(Outcome.ERROR, Reason.of("daemon.probe.no-turn", PROBES_MAX), check.timeoutNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ProbeResult.of(Outcome.ERROR, Reason.of("daemon.probe.interrupted"), 0);
        } finally {
            if (permitted) {
                permits.release();
            }
        }
    }

    private static CheckSpec check(CheckId id, ServiceSpec service) {
        for (CheckSpec check : service.checks()) {
            if (check.id().equals(id)) {
                return check;
            }
        }
        throw new IllegalStateException("no such check: " + id);
    }
}
