package holdfast.driver.pm2;

import holdfast.driver.pm2.Instance.State;
import holdfast.linux.ProcessKey;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import java.util.List;
import java.util.Optional;

/// Has PM2 reload a service: `reloadProcessId` for one instance after the other. In cluster mode PM2 brings up a new process beside
/// the old one and ends that when the new one listens; in fork mode it stops and starts, for it can do no better.
///
/// PM2 ends the old process even if the new one never comes up. So the next instance has its turn only when the one before is up;
/// where it does not come up, the others keep what they have. What is down is left down, and nobody is looked for on the port: whoever
/// serves there is to go on.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
final class Reload {
    /// Nanoseconds until an instance in passing is looked at again without any news.
    private static final long LOOK_AGAIN_NANOS = 100_000_000L;

    /// Nanoseconds that a new process must live before the next instance has its turn: what PM2 itself calls a start (`min_uptime`).
    private static final long STEADY_NANOS = 1_000_000_000L;

    private final Judge judge;

    Reload(Judge judge) {
        this.judge = judge;
    }

    ReloadOutcome reload(Hub hub, Ward ward, long withinNanos) {
        long deadline = System.nanoTime() + withinNanos;
        return switch (hub.look()) {
            case Backend.Look.Unknown(Reason reason) -> new ReloadOutcome.Refused(reason);
            case Backend.Look.Dead() -> new ReloadOutcome.Refused(Reason.of("driver.pm2.dead", hub.home()));
            case Backend.Look.Apps apps -> {
                List<Instance> instances = hub.instances(apps, ward);
                yield View.of(instances) instanceof Sight.Up
                        ? inTurn(hub, ward, instances.stream().filter(one -> one.state() == State.UP).toList(), deadline)
                        : new ReloadOutcome.Refused(Reason.of("driver.pm2.reload-not-up", ward.spec.selector()));
            }
        };
    }

    private ReloadOutcome inTurn(Hub hub, Ward ward, List<Instance> instances, long deadline) {
        for (int done = 0; done < instances.size(); done++) {
            Instance instance = instances.get(done);
            long left = deadline - System.nanoTime();
            Optional<Reason> refused = new Errands(hub.backend().rpc(), left)
                    .run("reloadProcessId", List.of("{\"id\":" + instance.app().id() + "}"));
            if (refused.isPresent() && done == 0 && process(hub, ward, instance.app().id()).equals(instance.process())) {
                return new ReloadOutcome.Refused(refused.get());
            }
            if (refused.isPresent() || !isExchanged(hub, ward, instance, deadline)) {
                int kept = instances.size() - done - 1;
                return left(hub, ward, refused.or(() ->
                        Optional.of(Reason.of("driver.pm2.reload-broke", ward.spec.selector(), instance.app().id(), kept))));
            }
        }
        return left(hub, ward, Optional.empty());
    }

    /// Another process is up in its place, and stays: PM2 calls one that dies at once "online", too.
    private static boolean isExchanged(Hub hub, Ward ward, Instance before, long deadline) {
        Optional<ProcessKey> fresh = Optional.empty();
        long stays = deadline;
        while (System.nanoTime() < deadline) {
            long rings = hub.bell().count();
            Optional<Instance> now = find(hub, ward, before.app().id());
            if (now.filter(one -> isLost(one, before)).isPresent()) {
                return false;
            }
            Optional<ProcessKey> up = now.filter(one -> one.state() == State.UP)
                    .flatMap(Instance::process)
                    .filter(process -> !before.process().equals(Optional.of(process)));
            if (fresh.isEmpty() && up.isPresent()) {
                fresh = up;
                stays = System.nanoTime() + STEADY_NANOS;
            }
            if (fresh.isPresent() && System.nanoTime() >= stays) {
                return up.equals(fresh);
            }
            hub.bell().await(rings, LOOK_AGAIN_NANOS);
        }
        return false;
    }

    /// Down for good, or started again since: the new one did not live.
    private static boolean isLost(Instance now, Instance before) {
        boolean isOver = switch (now.state()) {
            case GIVEN_UP, RESTED, COMING -> true;
            case UP, PASSING, UNCLEAR -> false;
        };
        return isOver || now.app().starts() > before.app().starts() + 1;
    }

    private static Optional<ProcessKey> process(Hub hub, Ward ward, long id) {
        return find(hub, ward, id).flatMap(Instance::process);
    }

    private static Optional<Instance> find(Hub hub, Ward ward, long id) {
        return hub.look() instanceof Backend.Look.Apps apps
                ? hub.instances(apps, ward).stream().filter(one -> one.app().id() == id).findFirst()
                : Optional.empty();
    }

    /// What runs now.
    private ReloadOutcome left(Hub hub, Ward ward, Optional<Reason> failure) {
        if (!(hub.look() instanceof Backend.Look.Apps apps)) {
            return new ReloadOutcome.Failed(failure.orElseGet(() -> Reason.of("driver.pm2.hung-up", "reloadProcessId")));
        }
        List<Instance> instances = hub.instances(apps, ward);
        return switch (View.of(instances)) {
            case Sight.Up up -> {
                ProcessIdentity process = judge.identity(up.first());
                synchronized (ward) {
                    ward.own = Optional.of(process);
                    ward.last = Optional.of(up.first());
                    ward.told = Optional.of(new Observation.Running(process, Origin.HOLDFAST));
                }
                yield failure.<ReloadOutcome>map(reason -> new ReloadOutcome.Failed(reason, Optional.of(process)))
                        .orElseGet(() -> new ReloadOutcome.Reloaded(process));
            }
            // Of a round that broke, what is left is told as news.
            case Sight _ when failure.isPresent() -> new ReloadOutcome.Failed(failure.get());
            case Sight.GivenUp(App app) -> new ReloadOutcome.Gone(
                    app.exitCode().<ExitStatus>map(ExitStatus.Code::new).orElseGet(ExitStatus.Unknown::new), 0);
            case Sight.Passing _, Sight.Coming _, Sight.Rested _, Sight.Absent _, Sight.Unclear _ ->
                new ReloadOutcome.Failed(Reason.of("driver.pm2.reload-not-up", ward.spec.selector()));
        };
    }
}
