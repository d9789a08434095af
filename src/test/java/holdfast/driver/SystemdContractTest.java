package holdfast.driver;

import holdfast.driver.systemd.OwnSystemd;
import holdfast.driver.systemd.SystemdRig;
import holdfast.model.Event;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/// The systemd driver keeps what every driver keeps.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SystemdContractTest extends DriverContract {
    private final OwnSystemd systemd = OwnSystemd.start();
    private SystemdRig rig = new SystemdRig(systemd);
    private int services;

    SystemdContractTest() throws IOException, InterruptedException {}

    @BeforeEach
    void begin() {
        rig = new SystemdRig(systemd);
    }

    @AfterEach
    void end() {
        rig.close();
    }

    @AfterAll
    void endSystemd() throws IOException {
        systemd.close();
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
    ServiceSpec reloadable(List<String> argv) {
        return unit(argv, "ExecReload=/bin/true\n");
    }

    /// `Type=exec`: with the default a program that does not exist is only noticed once it was started.
    @Override
    ServiceSpec service(List<String> argv) {
        return unit(argv, "");
    }

    private ServiceSpec unit(List<String> argv, String more) {
        String words = String.join(" ", argv.stream().map(word -> "\"" + word + "\"").toList());
        return rig.unit("contract" + services++ + ".service", "[Service]\nType=exec\nExecStart=" + words + "\n" + more);
    }
}
