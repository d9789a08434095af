package holdfast.driver;

import holdfast.linux.ProcessCard;
import holdfast.linux.ProcessStat;
import holdfast.model.Reason;

/// Processes as sentences name them.
public final class Names {
    /// Characters of a command line that a sentence shows; a Java command line alone can be 30,000 long.
    private static final int COMMAND_CHARACTERS = 200;

    private Names() {}

    public static String command(ProcessCard card) {
        String command = card.command();
        return command.length() <= COMMAND_CHARACTERS ? command : command.substring(0, COMMAND_CHARACTERS) + "…";
    }

    /// Why a process that should be dead is not.
    public static Reason unkillable(Machine machine, ProcessStat stat) {
        String command = machine.lookups().card(stat.pid()).found().map(Names::command).orElse(stat.name());
        return stat.isUninterruptible()
                ? Reason.of("driver.hangs-in-kernel", stat.pid(), command)
                : Reason.of("driver.survives-kill", stat.pid(), command);
    }
}
