package holdfast.driver;

import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.SysResult;
import holdfast.model.Event;
import holdfast.model.ProcessIdentity;
import java.util.function.Consumer;

/// Takes a process that runs already under watch, so that its end is seen the moment it comes.
///
/// Threading: any.
public final class Adoption {
    private final Machine machine;
    private final Consumer<Event> events;

    public Adoption(Machine machine, Consumer<Event> events) {
        this.machine = machine;
        this.events = events;
    }

    /// Gone when exactly this process does not live any more. The run is not announced yet: it tells nothing of itself before.
    public Reading<Run> adopt(Token token, ProcessIdentity identity, boolean isByHand) {
        if (!identity.bootId().equals(machine.bootId())) {
            return new Reading.Gone<>();
        }
        Reading<ProcessStat> stat = machine.table().stat(Run.key(identity));
        if (stat instanceof Reading.Found<ProcessStat>(ProcessStat found) && found.hasEnded()) {
            return new Reading.Gone<>();
        }
        return stat.then(_ -> machine.door().open(Run.key(identity))).then(process -> {
            var run = new Run(machine, token, identity, isByHand, events);
            return switch (run.watch(machine.watch(), process)) {
                case SysResult.Ok<SysResult.Done> _ -> new Reading.Found<>(run);
                case SysResult.Failed<SysResult.Done>(int errno, String call, String _) -> {
                    process.close();
                    yield new Reading.Unreadable<>("process " + process.pid(), call + ": errno " + errno);
                }
            };
        });
    }
}
