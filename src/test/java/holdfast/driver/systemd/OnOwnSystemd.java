package holdfast.driver.systemd;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// A real systemd of the class's own, and a fresh driver for each test.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnOwnSystemd {
    static final long SECOND = 1_000_000_000L;
    static final String SLEEP = "ExecStart=/bin/sleep 600\n";

    final OwnSystemd systemd = OwnSystemd.start();
    SystemdRig rig = new SystemdRig(systemd);

    OnOwnSystemd() throws IOException, InterruptedException {}

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
}
