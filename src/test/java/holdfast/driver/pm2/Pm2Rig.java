package holdfast.driver.pm2;

import holdfast.driver.Driver;
import holdfast.model.Event;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/// The real PM2 for tests of other packages.
public final class Pm2Rig implements AutoCloseable {
    private final Pm2Bed bed = new Pm2Bed();
    private int apps;

    public Pm2Rig() throws IOException {}

    public Driver driver() {
        return bed.driver.driver;
    }

    public BlockingQueue<Event> events() {
        return bed.driver.events;
    }

    /// An app with this command line that PM2 has, that does not run, and that PM2 does not start again by itself. PM2 takes none
    /// whose program does not exist.
    public ServiceSpec app(List<String> argv) throws Exception {
        String name = "contract " + apps++;
        var line = new ArrayList<>(List.of("start", argv.getFirst(), "--name", name, "--interpreter", "none", "--no-autorestart", "--"));
        line.addAll(argv.subList(1, argv.size()));
        bed.pm2(line.toArray(String[]::new));
        bed.pm2("stop", name);
        return bed.service(name);
    }

    @Override
    public void close() throws IOException {
        bed.close();
    }
}
