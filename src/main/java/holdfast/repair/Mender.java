package holdfast.repair;

import holdfast.linux.MachineAccess;
import holdfast.model.Command;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Limits;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// Carries out a targeted repair. That it was carried out proves nothing: the checks do.
///
/// Threading: any; blocks its caller.
public final class Mender {
    /// Nanoseconds for one repair: less than whoever waits for it has patience, by as much as its last step may take.
    private static final long WITHIN_NANOS = Limits.REMEDY_NANOS - 20_000_000_000L;

    private final Ownership ownership;
    private final StrayPort strayPort;
    private final CacheClearing caches;
    private final RepairCommand command;
    private final DatabaseRestore database;
    private final DiskReclaim disk;
    private final SwapDrop swap;

    /// @param scratch a private directory for what repair commands write, made when it is needed
    /// @param backends where a service works that a backend runs, as far as that says so
    public Mender(MachineAccess machine, Keeping keeping, Path scratch, Function<ServiceSpec, Optional<Path>> backends) {
        this.ownership = new Ownership(machine.kernel());
        this.strayPort = new StrayPort(machine);
        this.caches = new CacheClearing(machine.kernel(), backends);
        this.command = new RepairCommand(machine, keeping, scratch);
        this.database = new DatabaseRestore(machine);
        this.disk = new DiskReclaim(machine.kernel(), keeping);
        this.swap = new SwapDrop();
    }

    public RemedyOutcome apply(Command.ApplyRemedy order, ServiceSpec service) {
        return switch (order.remedy()) {
            case Remedy.SetOwnership remedy -> ownership.apply(remedy, service);
            case Remedy.FreePort remedy -> strayPort.apply(remedy, service, order.process());
            case Remedy.ClearCaches remedy -> caches.apply(remedy, service, Deadline.in(WITHIN_NANOS));
            case Remedy.RunCommand remedy -> command.apply(remedy, service, order.incident());
            case Remedy.RestoreDatabase remedy -> database.apply(remedy, service, Deadline.in(WITHIN_NANOS));
            case Remedy.ReclaimDisk remedy -> disk.apply(remedy, service, Deadline.in(WITHIN_NANOS));
            case Remedy.DropSwap _ -> swap.apply(service);
            case Remedy.StartInstances _ -> throw new IllegalStateException("instances are started by the driver of " + service.id());
        };
    }
}
