package holdfast.daemon.control;

import holdfast.linux.HostFigures;
import holdfast.linux.HostFigures.SwapArea;
import holdfast.linux.PortHolder;
import holdfast.linux.ProcessCard;
import holdfast.linux.ProcessLookups;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a repair would meet on the machine as it is now: whom it would end, what it would switch off. The repair itself looks once more.
///
/// Threading: any.
public record PlanSight(ProcessLookups lookups, HostFigures host) {
    public PlanSight(ProcessLookups lookups) {
        this(lookups, new HostFigures());
    }

    /// Empty where there is nothing to be seen, or nothing to be said beyond what is declared.
    Optional<Reason> what(Remedy remedy) {
        return switch (remedy) {
            case Remedy.FreePort(int port) -> lookups.listeners(port).found().map(PlanSight::pids).filter(pids -> !pids.isEmpty())
                    .map(pids -> Reason.of("daemon.plan.port", port, pids));
            case Remedy.DropSwap _ -> host.swapAreas().found().filter(areas -> !areas.isEmpty()).map(areas -> Reason.of(
                    "daemon.plan.swap", areas.stream().map(SwapArea::name).collect(Collectors.joining(", "))));
            case Remedy.SetOwnership _, Remedy.ClearCaches _, Remedy.RunCommand _, Remedy.RestoreDatabase _ -> Optional.empty();
            case Remedy.ReclaimDisk _, Remedy.StartInstances _ -> Optional.empty();
        };
    }

    private static String pids(List<PortHolder> holders) {
        return holders.stream()
                .flatMap(holder -> holder.processes().stream())
                .map(ProcessCard::pid)
                .distinct()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }
}
