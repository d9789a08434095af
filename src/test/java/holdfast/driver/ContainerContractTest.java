package holdfast.driver;

import holdfast.driver.docker.Dockerd;
import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.ContainerSelection;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Containers keep the contract of all drivers.
final class ContainerContractTest extends EngineContract {
    @Override
    ServiceSpec service(List<String> argv) {
        String name = "contract-" + UUID.randomUUID();
        var create = new ArrayList<>(List.of("create", "--network=none", "--name", name));
        if (needsInit(argv.getFirst())) {
            create.add("--init");
        }
        create.add(Dockerd.IMAGE);
        create.addAll(argv);
        try {
            engine().docker(create.toArray(new String[0]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PlainMachine.service(
                name,
                new DriverSpec.Docker(
                        name, ContainerSelection.NAME, Optional.of(engine().host()), Optional.empty(), Optional.empty()));
    }
}
