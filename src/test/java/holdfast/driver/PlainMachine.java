package holdfast.driver;

import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.LinuxKernel;
import holdfast.linux.ProcessLookups;
import holdfast.model.DriverSpec;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The real machine, without cgroups: for drivers whose services others keep.
public final class PlainMachine implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    private final ExitWatch watch;
    private final Machine machine;

    public PlainMachine() {
        var kernel = new LinuxKernel();
        var lookups = new ProcessLookups();
        watch = new ExitWatch(kernel, lookups.table());
        String boot = lookups.table().bootId().found().orElseThrow();
        machine = new Machine("test-" + UUID.randomUUID(), kernel, lookups, watch, Cgroups.none(), boot);
    }

    public Machine machine() {
        return machine;
    }

    /// Kept by that driver, with all else short and plain.
    public static ServiceSpec service(String name, DriverSpec driver) {
        return new ServiceSpec(
                new ServiceId(name),
                driver,
                Optional.empty(),
                List.of(),
                List.of(),
                SECOND,
                SECOND,
                RecoverPolicy.DEFAULT,
                SECOND,
                true);
    }

    @Override
    public void close() {
        watch.close();
    }
}
