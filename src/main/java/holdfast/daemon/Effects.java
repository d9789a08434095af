package holdfast.daemon;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Fleet;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Carries out commands: a probe on a virtual thread of its own, within a bound; everything else on the lane of its service.
///
/// Threading: loop; what it begins runs elsewhere and comes back as events.
final class Effects implements Rim {
    /// Probes at the same time. Each may hold a socket and a body of [holdfast.model.Limits#HTTP_BODY_BYTES].
    static final int PROBES_MAX = 256;

    private final Eyes eyes;
    private final Hands hands;
    private final Consumer<Event> inbox;
    private final Consumer<Reason> faults;
    private final Specs specs = new Specs();
    private final Lanes lanes = new Lanes();
    private final Semaphore permits = new Semaphore(PROBES_MAX);

    /// @param faults told when something that must not throw has thrown: a bug, and a command without its answer
    Effects(Eyes eyes, Hands hands, Consumer<Event> inbox, Consumer<Reason> faults) {
        this.eyes = eyes;
        this.hands = hands;
        this.inbox = inbox;
        this.faults = faults;
    }

    @Override
    public void learn(List<Fact> facts, Fleet fleet) {
        facts.forEach(fact -> specs.learn(fact, fleet));
    }

    @Override
    public void carryOut(Command command, Fleet fleet) {
        switch (command) {
            case Command.RunProbe probe -> probe(probe, Specs.newest(probe.service(), fleet));
            case Command.StartProcess start -> {
                ServiceSpec spec = Specs.newest(start.service(), fleet);
                lane(command, () -> hands.start(start, spec));
            }
            case Command.StopProcess stop -> {
                ServiceSpec spec = specs.of(stop.service(), stop.incarnation(), fleet);
                lane(command, () -> hands.stop(stop, spec));
            }
            case Command.ObserveProcess observe -> {
                ServiceSpec spec = Specs.newest(observe.service(), fleet);
                lane(command, () -> hands.observe(observe, spec));
            }
            case Command.Wake wake -> throw new IllegalStateException("alarms are the loop's: " + wake);
        }
    }

    private void lane(Command command, Runnable task) {
        lanes.send(command.service(), () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                // A bug at the rim. The core has a deadline for every answer and asks anew; the person must know why.
                faults.accept(Reason.of("daemon.command-failed", command.getClass().getSimpleName(), command.service(), e));
            }
        });
    }

    private void probe(Command.RunProbe command, ServiceSpec service) {
        CheckSpec check = check(command.check(), service);
        Thread.ofVirtual().name("holdfast-probe-" + command.check()).start(() -> {
            ProbeResult result = run(command, check, service);
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
        return service.checks().stream()
                .filter(check -> check.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no such check: " + id));
    }
}
