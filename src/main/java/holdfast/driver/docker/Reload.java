package holdfast.driver.docker;

import holdfast.driver.docker.Lookup.Place;
import holdfast.linux.Signals;
import holdfast.model.CommandLine;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ReloadSpec;
import java.util.List;
import java.util.Optional;

/// Reloads what runs in a container: a signal to its first process, by the engine, or a command that the engine runs in it.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
final class Reload {
    private final Hands hands;
    private final Engine engine;
    private final Identities identities;

    Reload(Hands hands, Engine engine, Identities identities) {
        this.hands = hands;
        this.engine = engine;
        this.identities = identities;
    }

    /// @param withinNanos for a command
    ReloadOutcome reload(Target target, Optional<ReloadSpec> by, long withinNanos) {
        return switch (hands.found(target)) {
            case Place.Unclear(Reason reason) -> new ReloadOutcome.Refused(reason);
            case Place.None(Reason reason) -> new ReloadOutcome.Refused(reason);
            case Place.One(Container container) when !container.isRunning() ->
                new ReloadOutcome.Refused(Reason.of("driver.docker.reload-not-running", container.name()));
            case Place.One(Container container) -> by.map(way -> switch (way) {
                        case ReloadSpec.BySignal(int number) -> signal(container, number);
                        case ReloadSpec.ByCommand(CommandLine command) -> run(container, command, withinNanos);
                    })
                    .orElseGet(() -> new ReloadOutcome.Refused(Reason.of("driver.reload.no-way", container.name())));
        };
    }

    /// The first process of a container never notices a signal that it has no handler for: the kernel keeps it from it.
    private ReloadOutcome signal(Container container, int number) {
        ProcessIdentity process = identities.of(container);
        if (!identities.handles(process, number)) {
            return new ReloadOutcome.Refused(Reason.of("driver.reload.not-handled", process.pid(), Signals.name(number)));
        }
        Reply<Boolean> reply = engine.kill(container.id(), number);
        return reply instanceof Reply.Said<Boolean> ? left(container) : new ReloadOutcome.Refused(reason(container, reply));
    }

    private ReloadOutcome run(Container container, CommandLine command, long withinNanos) {
        String program = command.argv().getFirst();
        return switch (engine.run(container.id(), command.argv(), withinNanos)) {
            case Reply.Said<Engine.Ran>(Engine.Ran ran) when ran.exitCode() == 0 -> left(container);
            case Reply.Said<Engine.Ran>(Engine.Ran ran) -> new ReloadOutcome.Failed(
                    Reason.of("driver.docker.reload-failed", program, container.name(), ran.exitCode(), words(ran.output())));
            case Reply.Silent<Engine.Ran>(Reason reason) -> new ReloadOutcome.Failed(reason);
            case Reply.Missing<Engine.Ran> other -> new ReloadOutcome.Failed(reason(container, other));
            case Reply.Refused<Engine.Ran> other -> new ReloadOutcome.Failed(reason(container, other));
        };
    }

    private static String words(List<String> output) {
        return output.isEmpty() ? "" : Failures.shortened(output.getLast());
    }

    private <T> Reason reason(Container container, Reply<T> reply) {
        return switch (reply) {
            case Reply.Silent<T>(Reason reason) -> reason;
            case Reply.Refused<T>(int _, String message) -> refused(message);
            case Reply.Missing<T>(String message) -> refused(message);
            case Reply.Said<T> _ -> throw new IllegalStateException(container.name() + ": that went well");
        };
    }

    private Reason refused(String message) {
        return Reason.of("driver.docker.refused", engine.client().endpoint(), Failures.shortened(message));
    }

    /// That the engine said yes proves nothing.
    private ReloadOutcome left(Container before) {
        return switch (engine.inspect(before.id())) {
            case Reply.Said<Container>(Container now) when now.isRunning() -> new ReloadOutcome.Reloaded(identities.of(now));
            case Reply.Said<Container>(Container now) -> new ReloadOutcome.Gone(Exits.status(now), 0);
            case Reply.Silent<Container>(Reason reason) -> new ReloadOutcome.Failed(reason);
            case Reply.Missing<Container>(String message) -> new ReloadOutcome.Failed(refused(message));
            case Reply.Refused<Container>(int _, String message) -> new ReloadOutcome.Failed(refused(message));
        };
    }
}
