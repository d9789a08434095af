package holdfast.driver.docker;

import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.ExitStatus;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import java.util.Optional;

/// What a container's state means for its service. Pure.
///
/// | state | and | means |
/// |---|---|---|
/// | running | | running, whatever its health check says: that is for checks to judge |
/// | paused | | rested: only a person pauses |
/// | restarting | | the engine brings it back itself |
/// | created, exited, dead | we stopped it | gone |
/// | exited | the engine was told to stop it, and not by us | rested |
/// | exited | its restart policy would have brought it back, were it not stopped by somebody | rested |
/// | created, exited, dead | otherwise | gone: it crashed, or was never started |
/// | removing | | nothing yet: it ended, or somebody removes it |
final class Sighting {
    /// The engine waits 100 ms before it restarts a container, doubling up to one minute (moby, restartmanager).
    private static final long FIRST_DELAY_NANOS = 100_000_000L;

    private static final long DELAY_NANOS_MAX = 60_000_000_000L;
    private static final int DOUBLINGS_MAX = 10;

    /// Nanoseconds for the restart itself, on top of the wait.
    private static final long RESTART_NANOS = 5_000_000_000L;

    private Sighting() {}

    /// Who brought about what is seen.
    ///
    /// @param isStoppedByUs this very end is our doing
    /// @param isStoppedByHand somebody told the engine to stop it
    /// @param isFirstLook nothing was heard of how it came to this
    record Authors(boolean isStoppedByUs, boolean isStoppedByHand, boolean isFirstLook) {}

    /// @param identity of its first process, for one that runs
    /// @param origin who started it, for one that runs
    static Observation of(Container container, ProcessIdentity identity, Origin origin, Authors authors) {
        return switch (container.phase()) {
            case RUNNING -> new Observation.Running(identity, origin);
            case PAUSED -> new Observation.Rested(Reason.of("driver.docker.paused", container.name()));
            case RESTARTING -> reviving(container);
            case REMOVING -> new Observation.Unreadable(Reason.of("driver.docker.being-removed", container.name()));
            case CREATED, DEAD -> gone(container);
            case EXITED -> exited(container, authors);
            case UNKNOWN -> new Observation.Unreadable(Reason.of("driver.docker.unknown-state", container.name()));
        };
    }

    /// What the end of a run means by the policy of its container, before the engine has drawn its own conclusion.
    static Optional<Observation> ofEnd(Container running, Optional<String> exitCode) {
        return exitCode.filter(code -> code.matches("[0-9]{1,3}")).map(Integer::parseInt).map(code -> {
            boolean isRevived = switch (running.policy().kind()) {
                case ALWAYS, UNLESS_STOPPED -> true;
                case ON_FAILURE -> code != 0
                        && (running.policy().most() == 0 || running.restartCount() < running.policy().most());
                case NO -> false;
            };
            ExitStatus status = Exits.status(code);
            return isRevived
                    ? new Observation.Reviving(
                            status,
                            revivalNanos(running.restartCount() + 1),
                            Reason.of("driver.docker.reviving", running.name(), running.policy(), running.restartCount(), code))
                    : new Observation.Gone(status, 0);
        });
    }

    /// Runs that were over before the engine could be asked about them.
    static Observation missed(Container container, int missed) {
        ExitStatus last = container.phase() == Container.Phase.RESTARTING ? Exits.status(container) : new ExitStatus.Unknown();
        return new Observation.Reviving(last, revivalNanos(container.restartCount()), reviving(container).reason(), missed);
    }

    /// The engine's own time to bring it back. Its wait begins anew after ten seconds of running, so this is the most it can be.
    static long revivalNanos(int restartCount) {
        long delay = FIRST_DELAY_NANOS << Math.clamp(restartCount - 1L, 0, DOUBLINGS_MAX);
        return Math.min(delay, DELAY_NANOS_MAX) + RESTART_NANOS;
    }

    private static Observation exited(Container container, Authors authors) {
        if (authors.isStoppedByUs()) {
            return gone(container);
        }
        boolean wouldBeBack = switch (container.policy().kind()) {
            case ALWAYS, UNLESS_STOPPED -> authors.isFirstLook() && container.error().isEmpty();
            case NO, ON_FAILURE -> false;
        };
        return authors.isStoppedByHand() || wouldBeBack
                ? new Observation.Rested(Reason.of("driver.docker.stopped-by-hand", container.name()))
                : gone(container);
    }

    private static Observation gone(Container container) {
        return new Observation.Gone(Exits.status(container), 0);
    }

    private static Observation.Reviving reviving(Container container) {
        ExitStatus status = Exits.status(container);
        Reason reason = Reason.of(
                "driver.docker.reviving", container.name(), container.policy(), container.restartCount(), container.exitCode());
        return new Observation.Reviving(status, revivalNanos(container.restartCount()), reason);
    }
}
