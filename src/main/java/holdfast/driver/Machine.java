package holdfast.driver;

import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.Kernel;
import holdfast.linux.ProcessDoor;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessTable;

/// What the drivers reach of the machine.
///
/// @param instance tells this Holdfast from every other on the machine
/// @param cgroups where every incarnation gets one of its own; [Cgroups#none] where that is not permitted
/// @param bootId start ticks of another boot must not be compared with those of this one
public record Machine(
        String instance, Kernel kernel, ProcessLookups lookups, ExitWatch watch, Cgroups cgroups, String bootId) {
    ProcessTable table() {
        return lookups.table();
    }

    ProcessDoor door() {
        return new ProcessDoor(kernel, lookups.table());
    }
}
