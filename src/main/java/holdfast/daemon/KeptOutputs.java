package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.evidence.Outputs;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Where output is kept: in files of this Holdfast's own, in those of PM2, by a container engine.
record KeptOutputs(Path stateDirectory) implements Outputs {
    @Override
    public Optional<Path> captured(ServiceSpec service) {
        return Configuration.output(service, stateDirectory);
    }

    @Override
    public List<Path> ofBackend(ServiceSpec service) {
        return BackendLogs.files(service);
    }

    @Override
    public Optional<Reason> ofEngine(ServiceSpec service, int lines, Consumer<String> taker) {
        return BackendLogs.stamped(service, lines, taker);
    }
}
