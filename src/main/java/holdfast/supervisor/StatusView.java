package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.model.CheckSpec;
import holdfast.model.DriverSpec;
import holdfast.model.Fact;
import holdfast.model.Hold;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.Status;
import holdfast.model.Status.CheckStatus;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.Next;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.State;
import holdfast.model.Wish;
import holdfast.recovery.Incident;
import holdfast.recovery.Parking;
import holdfast.recovery.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The world as people see it.
final class StatusView {
    private StatusView() {}

    static Status of(World world, long nowNanos) {
        var turn = new Turn(world, nowNanos); // only read: it knows who is wanted and who is missing
        var services = new ArrayList<ServiceStatus>(world.fleet().size());
        for (int i = 0; i < world.fleet().size(); i++) {
            ServiceState state = world.state(i);
            if (!state.departing() || state.isPresent()) {
                services.add(service(turn, i, state, nowNanos));
            }
        }
        return new Status(nowNanos, services);
    }

    private static ServiceStatus service(Turn turn, int i, ServiceState state, long nowNanos) {
        Memory memory = state.memory();
        boolean wanted = Wishes.wantsUp(turn, i);
        Tally tally = state.tally().upTo(nowNanos);
        Optional<ProcessIdentity> process =
                memory.run() instanceof Run.Running running ? Optional.of(running.process()) : Optional.empty();
        return new ServiceStatus(
                state.spec().id(),
                driver(state.spec().driver()),
                stateOf(turn, i, state, wanted),
                memory.health(),
                wanted ? Wish.UP : Wish.DOWN,
                Observing.current(memory.run()),
                process,
                state.stateSinceNanos(),
                memory.restarts(),
                tally.recoveries(),
                tally.probes(),
                tally.failures(),
                tally.healthyNanos(),
                tally.observedNanos(),
                checks(state),
                memory.incident().map(incident -> incident(turn, i, incident)),
                next(turn, i, wanted),
                memory.orders().pin().filter(_ -> memory.orders().isPinned(nowNanos)),
                memory.orders().silence().filter(_ -> memory.orders().isSilenced(nowNanos)),
                memory.rivals(),
                memory.absence());
    }

    private static String driver(DriverSpec driver) {
        return switch (driver) {
            case DriverSpec.Run _ -> "run";
            case DriverSpec.Watch _ -> "watch";
            case DriverSpec.Pm2 _ -> "pm2";
            case DriverSpec.Systemd _ -> "systemd";
            case DriverSpec.Docker _ -> "docker";
            case DriverSpec.Compose _ -> "compose";
            case DriverSpec.Commands _ -> "command";
        };
    }

    private static State stateOf(Turn turn, int i, ServiceState state, boolean wanted) {
        return switch (state.life()) {
            case Life.Unseen _ -> State.LOOKING;
            case Life.Reloading _ -> State.RELOADING;
            case Life.Starting _ when state.isReloading() -> State.RELOADING;
            case Life.Reviving _, Life.Spawning _, Life.Starting _ -> State.STARTING;
            case Life.Stopping _ -> State.STOPPING;
            case Life.Stuck _ -> State.STUCK;
            case Life.Watched _ -> State.WATCHED;
            case Life.Up _ -> state.memory().parking().isPresent() ? State.PARKED : State.UP;
            case Life.Down _ -> {
                if (!wanted) {
                    yield State.STOPPED;
                }
                if (state.memory().parking().isPresent()) {
                    yield State.PARKED;
                }
                yield Wishes.missingNeed(turn, i).isPresent() ? State.WAITING : State.BACKING_OFF;
            }
        };
    }

    private static List<CheckStatus> checks(ServiceState state) {
        var list = new ArrayList<CheckStatus>(state.checks().size());
        for (int c = 0; c < state.checks().size(); c++) {
            CheckSpec spec = state.spec().checks().get(c);
            CheckState check = state.checks().get(c);
            list.add(new CheckStatus(
                    spec.id(),
                    check.verdict(),
                    check.last(),
                    check.lastAtNanos(),
                    check.failuresInRow(),
                    check.failuresLately(spec),
                    check.answersLately(spec),
                    check.blind()));
        }
        return list;
    }

    private static IncidentStatus incident(Turn turn, int i, Incident incident) {
        ServiceState state = turn.at(i);
        Optional<Trouble> now = Recovering.trouble(turn, i);
        Fact.Cause cause = now.map(Trouble::cause).orElse(incident.cause());
        Reason reason = now.map(Trouble::reason).orElse(incident.reason());
        return new IncidentStatus(
                incident.id(),
                cause,
                reason,
                incident.onsetNanos(),
                incident.detectedNanos(),
                incident.restoredNanos(),
                incident.attempts(),
                state.memory().parking().isPresent(),
                incident.hold(),
                incident.course().diagnosis(),
                incident.course().evidence(),
                incident.course().lastRung(),
                incident.course().proposal(),
                incident.course().isAcknowledged());
    }

    private static Optional<Next> next(Turn turn, int i, boolean wanted) {
        ServiceState state = turn.at(i);
        return switch (state.life()) {
            case Life.Unseen _, Life.Spawning _, Life.Reviving _ -> Optional.empty();
            case Life.Starting starting -> Optional.of(new Next(Next.What.GRACE_ENDS, starting.graceEndsNanos()));
            case Life.Reloading reloading -> Optional.of(new Next(Next.What.RELOAD_DEADLINE, reloading.answerByNanos()));
            case Life.Stopping stopping -> Optional.of(new Next(Next.What.KILL_DEADLINE, stopping.answerByNanos()));
            case Life.Stuck stuck -> Optional.of(new Next(Next.What.STOP_AGAIN, stuck.againAtNanos()));
            case Life.Down _ -> wanted ? repair(turn, i, Next.What.START) : Optional.empty();
            case Life.Up _, Life.Watched _ -> {
                Optional<Next> repair = repair(turn, i, Next.What.RESTART);
                yield repair.isPresent() ? repair : whileUp(state);
            }
        };
    }

    private static Optional<Next> repair(Turn turn, int i, Next.What what) {
        ServiceState state = turn.at(i);
        long due = Mending.dueNanos(turn, i);
        if (due == Long.MAX_VALUE || isWaitingForItsTurn(turn, i)) {
            return Optional.empty();
        }
        Optional<Parking> parked = state.memory().parking().filter(parking -> !parking.tried());
        boolean isHeld = state.memory().incident().flatMap(Incident::hold).isPresent();
        // It is looked at before; that brings a try only if there is something to be seen.
        long at = parked.filter(_ -> !isHeld).map(Parking::untilNanos).orElse(due);
        return at == Long.MAX_VALUE ? Optional.empty() : Optional.of(new Next(parked.isPresent() ? Next.What.SLOW_RETRY : what, at));
    }

    /// Its time has come, and that of others before it: how long they take is not known.
    private static boolean isWaitingForItsTurn(Turn turn, int i) {
        return turn.at(i).memory().incident()
                .filter(incident -> incident.hold().filter(hold -> hold.kind() == Hold.Kind.COMMON_CAUSE).isPresent())
                .filter(incident -> turn.now() >= CommonCause.waitedNanos(turn, incident))
                .isPresent();
    }

    private static Optional<Next> whileUp(ServiceState state) {
        Optional<Incident> restored =
                state.memory().incident().filter(open -> open.restoredNanos().isPresent());
        if (restored.isPresent()) {
            return Optional.of(new Next(Next.What.PROVEN_GOOD, Recovering.provenNanos(state, restored.get())));
        }
        return state.checks().stream()
                .map(CheckState::dueNanos)
                .min(Long::compare)
                .map(at -> new Next(Next.What.PROBE, at));
    }
}
