package holdfast.driver.docker;

import holdfast.model.Reason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// One engine, and all services that it keeps: they share its stream of events. Each looks after itself on a thread of its own, so
/// none waits for another.
///
/// Threading: any.
final class Station implements Feed.Listener, AutoCloseable {
    private final Engine engine;
    private final Feed feed;
    private final List<Ward> wards = new CopyOnWriteArrayList<>();

    Station(Endpoint endpoint, Deadlines deadlines) {
        var client = new EngineClient(endpoint, deadlines);
        this.engine = new Engine(client);
        this.feed = new Feed(client, deadlines, this);
        if (!(endpoint instanceof Endpoint.Unusable)) {
            feed.begin();
        }
    }

    Engine engine() {
        return engine;
    }

    void add(Ward ward) {
        wards.add(ward);
    }

    void remove(Ward ward) {
        wards.remove(ward);
    }

    @Override
    public void connected() {
        wards.forEach(Ward::lookSoon);
    }

    @Override
    public void happened(EngineEvent event) {
        wards.forEach(ward -> ward.happened(event));
    }

    @Override
    public void lost(Reason reason) {
        wards.forEach(ward -> ward.lost(reason));
    }

    @Override
    public void close() {
        feed.close();
    }
}
