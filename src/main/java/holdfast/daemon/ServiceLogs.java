package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.config.Configuration.LogKeeping;
import holdfast.driver.LogKeeper;
import holdfast.driver.LogKeeper.Quota;
import holdfast.driver.LogRotation;
import holdfast.linux.LinuxKernel;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Has the captured output of the services kept as the configuration wants it.
///
/// Threading: any, one at a time.
final class ServiceLogs implements AutoCloseable {
    private final LogKeeper keeper;

    /// Grows only: a service that left the configuration, or writes elsewhere from its next start on, may still be writing.
    private final Map<Path, Quota> quotas = new HashMap<>();

    private ServiceLogs(LogKeeper keeper) {
        this.keeper = keeper;
    }

    static ServiceLogs begin(Consumer<Reason> warnings) {
        return new ServiceLogs(LogKeeper.begin(new LogRotation(new LinuxKernel().userId()), warnings));
    }

    void follow(Configuration configuration) {
        for (ServiceSpec service : configuration.fleet().services()) {
            LogKeeping keeping = configuration.serviceLogs().get(service.id());
            if (keeping != null) {
                configuration
                        .output(service)
                        .ifPresent(file -> quotas.put(file, new Quota(keeping.bytes(), keeping.keep())));
            }
        }
        keeper.keep(quotas);
    }

    @Override
    public void close() {
        keeper.close();
    }
}
