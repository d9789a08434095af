package holdfast.driver.systemd;

import holdfast.model.Event.ReloadOutcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Has systemd reload a unit, where the unit says how (`ExecReload=`, `Type=notify-reload`). A unit that does not is refused, never
/// restarted instead.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
final class Reload {
    private final Link link;
    private final Members members;
    private final Freshness freshness;

    Reload(Link link, Members members, Freshness freshness) {
        this.link = link;
        this.members = members;
        this.freshness = freshness;
    }

    /// @param nanos from now to the answer
    ReloadOutcome reload(String unit, UnitView view, long nanos) {
        long deadline = System.nanoTime() + nanos;
        try {
            UnitState before = view.read();
            freshness.look(before);
            if (Freshness.isStale(before)) {
                link.manage("Reload", "");
                freshness.readAgain();
                before = view.read();
            }
            if (!(Translation.of(before) instanceof Shown.Active)) {
                return new ReloadOutcome.Refused(Reason.of("driver.systemd.reload-not-active", unit, before.activeState()));
            }
            if (!before.is("CanReload")) {
                return new ReloadOutcome.Refused(Reason.of("driver.systemd.cannot-reload", unit));
            }
            String job = link.manage("ReloadUnit", "ss", unit, "replace").getFirst().toString();
            return outcome(unit, view.awaitJob(job, deadline), view.read(), TimeUnit.NANOSECONDS.toSeconds(nanos));
        } catch (IOException failed) {
            return new ReloadOutcome.Failed(Refusals.reason(unit, failed));
        }
    }

    private ReloadOutcome outcome(String unit, Optional<String> result, UnitState after, long seconds) throws IOException {
        return switch (Translation.of(after)) {
            case Shown.Active _ when result.equals(Optional.of("done")) -> members.main(after)
                    .<ReloadOutcome>map((ProcessIdentity process) -> new ReloadOutcome.Reloaded(process))
                    .orElseGet(() -> new ReloadOutcome.Failed(Reason.of("driver.systemd.no-process", unit)));
            case Shown.Active _ when result.isEmpty() ->
                new ReloadOutcome.Failed(Reason.of("driver.systemd.reloads-slowly", unit, seconds));
            case Shown.Active _ ->
                new ReloadOutcome.Failed(Reason.of("driver.systemd.reload-failed", unit, result.get()));
            case Shown.Ended(var status) -> new ReloadOutcome.Gone(status, members.of(after.id()).size());
            // What it is on the way to is told by its signals.
            case Shown.Passing _, Shown.Reviving _, Shown.Rested _, Shown.Absent _ ->
                new ReloadOutcome.Failed(Reason.of("driver.systemd.reload-not-active", unit, after.activeState()));
        };
    }
}
