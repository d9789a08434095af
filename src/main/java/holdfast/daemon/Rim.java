package holdfast.daemon;

import holdfast.model.Command;
import holdfast.model.Fact;
import holdfast.model.Fleet;
import java.util.List;

/// Where commands leave the core. Never blocks, never throws for anything the world does: every outcome comes back as an event.
///
/// Threading: loop.
interface Rim {
    /// Learns, before the commands of the same turn, which specification each run was begun under.
    void learn(List<Fact> facts, Fleet fleet);

    /// @param fleet the specifications in force after the decision
    void carryOut(Command command, Fleet fleet);
}
