package holdfast.driver;

import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

final class FakeDriverTest extends DriverContract {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final FakeDriver driver = new FakeDriver(events::add);

    @Override
    Driver driver() {
        return driver;
    }

    @Override
    BlockingQueue<Event> events() {
        return events;
    }

    @Override
    ServiceSpec service(List<String> argv) {
        return Rig.spec(
                new DriverSpec.Run(argv, "/", Optional.empty(), Map.of(), 15, "/dev/null", Optional.empty()));
    }
}
