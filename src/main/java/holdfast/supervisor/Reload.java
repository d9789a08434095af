package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.model.CheckSpec;
import holdfast.model.Fact;
import holdfast.model.Fleet;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A new configuration over a running world: only the difference is applied.
///
/// | the service | then |
/// |---|---|
/// | unchanged | nothing |
/// | changed, and parked | no longer parked: a person has seen to it |
/// | other checks, thresholds, policy | the process goes on; checks that are the same keep their streaks, others begin anew |
/// | other command, directory, user, environment, port | restarted, once, in the order of needs |
/// | new | looked at first, as after a start of Holdfast |
/// | gone | stopped with its old specification, then forgotten |
final class Reload {
    private Reload() {}

    static Turn turn(World world, Fleet wanted, long nowNanos) {
        Map<ServiceId, ServiceState> before = new TreeMap<>();
        for (int i = 0; i < world.fleet().size(); i++) {
            before.put(world.state(i).spec().id(), world.state(i));
        }
        Fleet merged = new Fleet(withDeparting(world, wanted), wanted.host());
        var absent = new TreeMap<>(world.absent());
        for (ServiceState state : before.values()) {
            absent.put(state.spec().id(), state.memory());
        }
        var states = new ServiceState[merged.size()];
        for (int i = 0; i < merged.size(); i++) {
            ServiceSpec spec = merged.service(i);
            ServiceState old = before.get(spec.id());
            boolean leaves = wanted.index(spec.id()).isEmpty();
            Memory known = absent.remove(spec.id());
            states[i] = old == null
                    ? Observing.unseen(spec, known == null ? Memory.BLANK : known, nowNanos)
                    : carried(old, spec, leaves, nowNanos);
        }
        var turn = new Turn(world, merged, states, Collections.unmodifiableMap(absent), nowNanos);
        for (int i = 0; i < merged.size(); i++) {
            ServiceState old = before.get(merged.service(i).id());
            if (old != null) {
                unpark(turn, i, old);
                turn.unsettle(i);
            } else {
                Observing.begin(turn, i);
            }
        }
        return turn;
    }

    /// Whoever edits a service that was given up has given it another chance.
    private static void unpark(Turn turn, int i, ServiceState old) {
        var incident = old.memory().incident();
        if (old.memory().parking().isPresent() && incident.isPresent() && !old.spec().equals(turn.at(i).spec())) {
            turn.emit(i, new Fact.Unparked(old.spec().id(), incident.get().id(), Fact.Closing.OPERATOR));
        }
    }

    /// The same of an edit that nobody saw, because Holdfast was down or the record of it was lost: it was given up for good under a
    /// policy that is another now. Without this it would wait for ever, though its policy says that it is tried again.
    static void unparkEditedUnseen(Turn turn, int i) {
        ServiceState state = turn.at(i);
        boolean isForGood = state.memory().parking().filter(parking -> parking.delayNanos() == Long.MAX_VALUE).isPresent();
        var incident = state.memory().incident();
        if (isForGood && incident.isPresent() && state.spec().recover().cooldownNanos() != Long.MAX_VALUE) {
            turn.emit(i, new Fact.Unparked(state.spec().id(), incident.get().id(), Fact.Closing.OPERATOR));
        }
    }

    /// Those that leave stay until they are proven stopped. Their needs may leave with them, or be gone already; those that stay
    /// keep the order of the stop.
    private static List<ServiceSpec> withDeparting(World world, Fleet wanted) {
        var specs = new ArrayList<>(wanted.services());
        var known = new TreeSet<ServiceId>();
        wanted.services().forEach(spec -> known.add(spec.id()));
        for (int i = 0; i < world.fleet().size(); i++) {
            ServiceState state = world.state(i);
            boolean isStopped = state.life() instanceof Life.Down || state.life() instanceof Life.Watched;
            boolean forgotten = isStopped && state.memory().run() instanceof Run.Never && state.memory().incident().isEmpty();
            if (!known.contains(state.spec().id()) && !(state.departing() && forgotten)) {
                // A need on something that stays could close a cycle with the new configuration, so it is dropped.
                specs.add(state.spec().withNeeds(List.of()));
            }
        }
        return specs;
    }

    private static ServiceState carried(ServiceState old, ServiceSpec spec, boolean leaves, long nowNanos) {
        boolean keptByAnother = old.spec().driver().getClass() != spec.driver().getClass();
        boolean watchChanged = old.spec().isWatched() != spec.isWatched();
        List<CheckState> checks = carriedChecks(old, spec, nowNanos);
        ServiceState next = old.withSpec(spec, leaves, checks);
        if (leaves && old.spec().isWatched()) {
            return next;
        }
        if (watchChanged || (keptByAnother && !leaves && old.life() instanceof Life.Down)) {
            // Its process, if any, is no longer (or not yet) ours to know: look again.
            return Observing.unseen(spec, old.memory(), nowNanos);
        }
        boolean outdated = !leaves && !old.spec().driver().equals(spec.driver()) && old.isPresent();
        return outdated ? next.withOutdated(true) : next;
    }

    private static List<CheckState> carriedChecks(ServiceState old, ServiceSpec spec, long nowNanos) {
        var checks = new ArrayList<CheckState>(spec.checks().size());
        for (CheckSpec wanted : spec.checks()) {
            int at = old.spec().checks().indexOf(wanted);
            checks.add(at >= 0 ? old.checks().get(at) : CheckState.fresh(nowNanos));
        }
        return List.copyOf(checks);
    }
}
