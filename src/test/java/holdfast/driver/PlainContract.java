package holdfast.driver;

import holdfast.model.Event;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The contract of all drivers on the real machine: each test has a driver, a folder and events of its own.
abstract class PlainContract<D extends Driver> extends DriverContract {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final PlainMachine machine = new PlainMachine();

    @TempDir
    Path directory;

    private D driver;

    abstract D make(Machine machine, Path state, Consumer<Event> events);

    /// Ends what the driver has under way, and what it was given to keep.
    abstract void end(D driver) throws Exception;

    @BeforeEach
    void open() {
        driver = make(machine.machine(), directory.resolve("state"), events::add);
    }

    @AfterEach
    void close() throws Exception {
        end(driver);
        machine.close();
    }

    @Override
    final Driver driver() {
        return driver;
    }

    @Override
    final BlockingQueue<Event> events() {
        return events;
    }
}
