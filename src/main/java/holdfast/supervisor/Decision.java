package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Fact;
import java.util.List;

/// What one event leads to: the next world, the facts to write down, and then the commands to send out, each in order.
public record Decision(World world, List<Fact> facts, List<Command> commands) {}
