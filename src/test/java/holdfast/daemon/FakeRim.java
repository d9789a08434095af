package holdfast.daemon;

import holdfast.model.Command;
import holdfast.model.Fact;
import holdfast.model.Fleet;
import java.util.ArrayList;
import java.util.List;

/// Takes note of commands; whoever tests answers them.
final class FakeRim implements Rim {
    private final List<Command> commands = new ArrayList<>();

    /// Called before each command is noted.
    private final Runnable before;

    FakeRim(Runnable before) {
        this.before = before;
    }

    @Override
    public void learn(List<Fact> facts, Fleet fleet) {}

    @Override
    public void carryOut(Command command, Fleet fleet) {
        before.run();
        commands.add(command);
    }

    /// The oldest command of this kind, taken off the list.
    <C extends Command> C take(Class<C> kind) {
        for (Command command : commands) {
            if (kind.isInstance(command)) {
                commands.remove(command);
                return kind.cast(command);
            }
        }
        throw new AssertionError("no " + kind.getSimpleName() + " among " + commands);
    }

    List<Command> commands() {
        return commands;
    }
}
