package bench;

import bench.Served.Service;
import bench.Served.Setting;
import java.util.List;
import java.util.Optional;

/// A supervisor to measure.
interface Peer extends AutoCloseable {
    String name();

    /// Why it cannot be measured here, if so, and how to get it.
    Optional<String> absence();

    /// What its settings were, for the report.
    String settings(Setting setting);

    /// Starts it with these services. Returns without waiting for them.
    void start(List<Service> services);

    /// The processes that are the supervisor itself.
    List<Long> pids();

    /// Ends it and all it has started.
    @Override
    void close();
}
