package holdfast.linux;

/// What a room that works on the machine reaches of it.
///
/// @param instance tells this Holdfast from every other on the machine
/// @param cgroups where incarnations live; [Cgroups#none] where that is not permitted
/// @param bootId start ticks of another boot must not be compared with those of this one
public record MachineAccess(
        String instance, Kernel kernel, ProcessLookups lookups, ExitWatch watch, Cgroups cgroups, String bootId) {
    public ProcessTable table() {
        return lookups.table();
    }

    public ProcessDoor door() {
        return new ProcessDoor(kernel, lookups.table());
    }

    public ServiceProcesses serviceProcesses() {
        return new ServiceProcesses(instance, lookups.table(), cgroups);
    }

    public CommandRun commandRun() {
        return new CommandRun(kernel, watch, lookups);
    }
}
