package holdfast.driver.systemd;

import holdfast.driver.Machine;
import holdfast.driver.PortProof;
import holdfast.linux.PortHolder;
import holdfast.linux.ProcessCard;
import holdfast.linux.Reading;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Has systemd start a unit.
///
/// What stands in the way is cleared first: a unit that has used up its starts (`start-limit-hit`) is reset, for how often one may
/// try is decided by Holdfast's guard, which had its say before; and a unit file that changed on disk is read anew.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
final class Starting {
    /// Nanoseconds to wait for systemd to finish the start: less than the core waits for the answer. What takes longer (a slow
    /// `Type=notify`) counts as started once its main process is there.
    private static final long START_NANOS = 50_000_000_000L;

    /// PID 1 holds the port of a socket unit until its service is started.
    private static final long SOCKET_HOLDER = 1;

    private final Machine machine;
    private final Link link;
    private final Members members;
    private final Freshness freshness;

    Starting(Machine machine, Link link, Members members, Freshness freshness) {
        this.machine = machine;
        this.link = link;
        this.members = members;
        this.freshness = freshness;
    }

    /// @param isMadeAnew its files are read again, whether systemd knows of a change or not
    StartOutcome start(String unit, UnitView view, Optional<Integer> port, boolean isMadeAnew) {
        try {
            UnitState before = view.read();
            Shown shown = Translation.of(before);
            if (shown instanceof Shown.Absent(Reason reason)) {
                return failed(before.text("LoadState").equals("not-found") ? StartFailure.NOT_FOUND : StartFailure.OTHER, reason);
            }
            boolean isDown = !(shown instanceof Shown.Active);
            Optional<StartOutcome> held = isDown ? port.flatMap(one -> held(one, before)) : Optional.empty();
            if (held.isPresent()) {
                return held.get();
            }
            freshness.look(before);
            if (isMadeAnew || Freshness.isStale(before)) {
                link.manage("Reload", "");
            }
            freshness.readAgain();
            Optional<String> result = order(unit, before, view);
            UnitState after = told(view);
            if (after.result().equals("start-limit-hit")) {
                // Reached by this very start: its unit was down, but not failed.
                result = order(unit, after, view);
                after = told(view);
            }
            return outcome(unit, result, after);
        } catch (IOException failed) {
            return Refusals.start(unit, failed);
        }
    }

    /// As the signals left it, which come before the end of a job is told: a unit that nobody refers to is unloaded once it is
    /// down, and reads like new.
    private static UnitState told(UnitView view) throws IOException {
        Optional<UnitState> known = view.known();
        return known.isPresent() ? known.get() : view.read();
    }

    /// Empty = systemd has not finished in time, or was lost meanwhile.
    private Optional<String> order(String unit, UnitState before, UnitView view) throws IOException {
        if (before.activeState().equals("failed")) {
            link.manage("ResetFailedUnit", "s", unit);
        }
        // In auto-restart a start would wait for systemd's own delay to pass.
        String method = before.subState().startsWith("auto-restart") ? "RestartUnit" : "StartUnit";
        String job = link.manage(method, "ss", unit, "replace").getFirst().toString();
        return view.awaitJob(job, System.nanoTime() + START_NANOS);
    }

    private StartOutcome outcome(String unit, Optional<String> result, UnitState after) throws IOException {
        boolean isActive = Translation.of(after) instanceof Shown.Active;
        if (isActive || (result.isEmpty() && after.mainPid() != 0)) {
            forget(unit);
            return members.main(after)
                    .<StartOutcome>map(StartOutcome.Started::new)
                    .orElseGet(() -> failed(StartFailure.OTHER, Reason.of("driver.systemd.no-process", unit)));
        }
        if (ranAndIsOver(after, result)) {
            return members.last(after)
                    .<StartOutcome>map(StartOutcome.Started::new)
                    .orElseGet(() -> failed(StartFailure.OTHER, Reason.of("driver.systemd.no-process", unit)));
        }
        return switch (result.orElse("")) {
            case "dependency" -> failed(StartFailure.OTHER, Reason.of("driver.systemd.dependency", unit));
            case "timeout" -> failed(StartFailure.OTHER, Reason.of("driver.systemd.start-timeout", unit));
            case "canceled" -> failed(StartFailure.OTHER, Reason.of("driver.systemd.canceled", unit));
            case "skipped", "assert" -> failed(StartFailure.OTHER, Reason.of("driver.systemd.condition", unit));
            case "" -> failed(StartFailure.OTHER, Reason.of("driver.systemd.still-starting", unit));
            default -> new StartOutcome.Failed(Results.kind(after), Results.failed(after));
        };
    }

    /// Starts of ours are counted by Holdfast's guard. They shall not use up those that `StartLimitBurst=` leaves to systemd itself,
    /// and to a person who comes to start the unit by hand.
    private void forget(String unit) {
        try {
            link.manage("ResetFailedUnit", "s", unit);
        } catch (IOException refused) {
            // The start has gone well; that it was counted does no harm by itself.
        }
    }

    /// The program itself ran, and was over before anyone could look: its end is told after the start. Of types that report when
    /// they are ready, one that ends before has not started.
    private static boolean ranAndIsOver(UnitState after, Optional<String> result) {
        boolean isStartedByRunning = List.of("simple", "exec", "idle").contains(after.text("Type"));
        boolean isOver = result.equals(Optional.of("done")) || result.equals(Optional.of("failed"));
        return isOver && isStartedByRunning && Results.kind(after) == StartFailure.OTHER && !(after.exit() instanceof ExitStatus.Unknown);
    }

    /// Empty = nobody is in the way.
    private Optional<StartOutcome> held(int port, UnitState unit) {
        return switch (new PortProof(machine).holders(port)) {
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) ->
                holders.stream().filter(holder -> isStranger(holder, unit)).findFirst().map(holder -> PortProof.held(port, holder));
            case Reading.Gone<List<PortHolder>> _ -> Optional.empty();
            case Reading.Unreadable<List<PortHolder>>(String subject, String cause) ->
                Optional.of(PortProof.unknown(port, subject, cause));
        };
    }

    /// What is left in the unit's own cgroup is systemd's business, which ends it before a start or says so.
    private boolean isStranger(PortHolder holder, UnitState unit) {
        if (holder.processes().isEmpty()) {
            return true;
        }
        List<Long> own;
        try {
            own = members.of(unit.id());
        } catch (IOException unreadable) {
            own = List.of();
        }
        var known = own;
        return holder.processes().stream()
                .map(ProcessCard::pid)
                .noneMatch(pid -> pid == SOCKET_HOLDER || known.contains(pid));
    }

    private static StartOutcome failed(StartFailure failure, Reason reason) {
        return new StartOutcome.Failed(failure, reason);
    }
}
