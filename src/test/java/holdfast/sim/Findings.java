package holdfast.sim;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Finding;
import holdfast.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a close look finds in a schedule: anything, so that whatever the diagnosis makes of it meets every state of a service.
final class Findings {
    private Findings() {}

    static List<Finding> drawn(Dice dice) {
        var findings = new ArrayList<Finding>();
        while (dice.oneIn(2)) {
            findings.add(one(dice));
        }
        return findings;
    }

    /// A repair works, or does not; whether that mends anything is another matter.
    static void remedy(Machine machine, Command.ApplyRemedy apply, Dice dice, Faults faults) {
        Machine.Place place = machine.place(apply.service());
        boolean works = !(faults.failedRepairs() && dice.oneIn(2));
        if (works && place.main != null && dice.oneIn(2)) {
            place.main.hungAt = 0;
        }
        Reason reason = Reason.of("sim.remedy");
        Event.RemedyOutcome outcome = works ? new Event.RemedyOutcome.Applied(reason) : new Event.RemedyOutcome.Failed(reason);
        machine.answer(new Event.RemedyAnswered(apply.service(), apply.number(), outcome), dice.brief());
    }

    private static Finding one(Dice dice) {
        return switch (dice.below(10)) {
            case 0 -> new Finding.MainProcess(1, "RSDTZ".charAt(dice.below(5)), Optional.empty());
            case 1 -> new Finding.OutOfMemoryKill(1);
            case 2 -> new Finding.PortHeld(80, any(dice, Finding.Holder.values()), 7, "sim", "serve");
            case 3 -> new Finding.Memory(dice.pick(0, 1L << 30), 1L << 32, dice.pick(0, 1L << 20));
            case 4 -> new Finding.Disk("/", dice.pick(0, 1L << 30), (int) dice.pick(0, 1, 50), (int) dice.pick(0, 50));
            case 5 -> new Finding.Pressure((int) dice.pick(0, 95), (int) dice.pick(0, 95), (int) dice.pick(0, 95));
            case 6 -> new Finding.PortFree(80);
            case 7 -> new Finding.RoomToStart();
            case 8 -> new Finding.HaltedProcess(7, "DT".charAt(dice.below(2)), Optional.empty());
            default -> new Finding.LastWords(any(dice, Finding.Hint.values()), "sim");
        };
    }

    private static <E> E any(Dice dice, E[] values) {
        return values[dice.below(values.length)];
    }
}
