package holdfast.driver.docker;

import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;

/// One engine for all tests that leave it as it is; a driver, a name and a service by that name for each.
@Timeout(120)
@ExtendWith(SharedEngine.Running.class)
abstract class SharedEngine {
    static final String[] SLEEPING = {"--init", Dockerd.IMAGE, "sleep", "600"};

    private static final AtomicInteger COUNT = new AtomicInteger();
    /// Set before the first test of each class.
    @SuppressWarnings("NullAway.Init") // by the extension, which runs before anything that reads it
    static Dockerd engine;

    @TempDir
    Path directory;

    DockerRig rig;
    String name;
    ServiceSpec service;

    /// Started with the first test that needs it, and ended with the last of all.
    static final class Running implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            engine = context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(SharedEngine.class))
                    .computeIfAbsent(Dockerd.class, _ -> begin(), Dockerd.class);
        }

        private static Dockerd begin() {
            try {
                return Dockerd.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeEach
    void open() {
        rig = new DockerRig(directory);
        name = "web" + COUNT.incrementAndGet();
        service = DockerRig.service(name, engine);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /// The container by that name.
    String run(String... rest) throws Exception {
        return engine.container(name, rest);
    }

    static void kill(long pid) throws Exception {
        new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();
    }
}
