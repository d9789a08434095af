package holdfast.sim;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.supervisor.Decision;
import holdfast.supervisor.Foresight;
import holdfast.supervisor.Replay;
import holdfast.supervisor.World;
import java.util.List;
import java.util.OptionalInt;

import static holdfast.sim.Ledger.demand;

/// The promise of the dry run: it says what the real run does next. What time alone brings about, and what an operator's word does, is
/// decided for real; the same is asked of [Foresight], from the same world, and must be the same commands in the same order. Further
/// ahead no comparison is fair, since in the real run things fail.
///
/// A look ahead costs as much as hundreds of turns, so that only some turns are held against it.
final class Foretold {
    private static final int EVERY = 31;
    private static final int EVERY_IDLE = 8 * EVERY;

    private int turns;
    private long lastNanos;

    void verify(World before, Event event, Decision decision, long now) {
        turns++;
        boolean isIdle = decision.commands().stream().noneMatch(Foretold::isEffect);
        if (turns % (isIdle ? EVERY_IDLE : EVERY) == 0) {
            switch (event) {
                case Event.OperatorAsked asked -> compare(before, List.of(asked), now, decision, now);
                case Event.ServiceWoke woke when isWhatComesNext(before, woke, now) -> compare(before, List.of(), now - 1, decision, now);
                case Event _ -> {}
            }
        }
        lastNanos = now;
    }

    /// @param askedNanos when somebody asks what would be done
    private static void compare(World before, List<Event.OperatorAsked> wishes, long askedNanos, Decision decision, long now) {
        List<Command> done = decision.commands().stream().filter(Foretold::isEffect).toList();
        List<Command> planned = Foresight.of(before, List.of(wishes), List.of(), Foresight.Seen.NOTHING, askedNanos)
                .steps()
                .stream()
                .filter(step -> step.afterNanos() <= now - askedNanos)
                .map(Foresight.Step::command)
                .filter(Foretold::isEffect)
                .toList();
        // What is asked is answered at once in a plan, and brings about more.
        boolean isAll = decision.commands().stream().allMatch(command -> command instanceof Command.Wake);
        List<Command> first = isAll ? planned : planned.subList(0, Math.min(done.size(), planned.size()));
        demand(named(first).equals(named(done)), "the dry run plans " + planned + ", and the real run does " + done);
    }

    /// Nothing that was asked is open, no other alarm is due before this one, and it rings in time. What is told as left undone is in no
    /// plan: the slow retry of what is parked, the end of a hold (such as a pin) or of the wait for a backend, another try of a stop
    /// that was not proven.
    private boolean isWhatComesNext(World world, Event.ServiceWoke woke, long now) {
        OptionalInt index = world.fleet().index(woke.service());
        if (index.isEmpty() || !Replay.isQuiet(world) || Replay.isToldAsLeft(world, index.getAsInt())) {
            return false;
        }
        long due = Replay.alarmNanos(world, index.getAsInt());
        for (int k = 0; k < world.fleet().size(); k++) {
            if (k != index.getAsInt() && Replay.alarmNanos(world, k) <= due) {
                return false;
            }
        }
        return due == now && lastNanos < now;
    }

    /// What is done to which service; the numbers that commands carry are given out in between to looks as well.
    private static List<String> named(List<Command> commands) {
        return commands.stream()
                .map(command -> switch (command) {
                    case Command.ApplyRemedy apply -> apply.service() + " " + apply.remedy();
                    case Command other -> other.service() + " " + other.getClass().getSimpleName();
                })
                .toList();
    }

    /// Looks change nothing, and what is asked again and again, whatever comes of it, is in no plan.
    private static boolean isEffect(Command command) {
        return switch (command) {
            case Command.StartProcess _, Command.StopProcess _, Command.ReloadProcess _, Command.ApplyRemedy _ -> true;
            case Command.Wake _, Command.RunProbe _, Command.ObserveProcess _, Command.Examine _ -> false;
        };
    }
}
