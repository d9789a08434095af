package holdfast.driver;

import holdfast.driver.pm2.Pm2Rig;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Apps of the real PM2 keep the contract of all drivers.
final class Pm2ContractTest extends DriverContract {
    private static final int INTERRUPT = 2;

    private Pm2Rig rig;

    @BeforeEach
    void begin() throws IOException {
        rig = new Pm2Rig();
    }

    @AfterEach
    void end() throws IOException {
        if (rig != null) {
            rig.close();
        }
    }

    @Override
    Driver driver() {
        return rig.driver();
    }

    @Override
    BlockingQueue<Event> events() {
        return rig.events();
    }

    @Override
    ServiceSpec service(List<String> argv) {
        // What ends before PM2 has said that it is online was never started, as far as anybody can tell.
        List<String> lingering = argv.stream().map(word -> word.startsWith("exit ") ? "sleep 1; " + word : word).toList();
        try {
            return rig.app(lingering);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /// PM2 tells of its apps whoever started them, so the end of a process is no answer to a start.
    @Override
    Event end(ServiceSpec service, Incarnation incarnation, ExitStatus status) {
        return new Event.BackendChanged(service.id(), new Observation.Gone(status, 0));
    }

    @Override
    boolean isReloadedByItself() {
        return true;
    }

    @Override
    int stopSignal() {
        return INTERRUPT;
    }
}
