package holdfast.daemon;

import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Says why a service cannot be looked at: an answer that is no answer means nothing to the core, and people would read "being looked
/// at" for ever. Once is no matter, since a backend may just be starting; the second time in a row it is told, and then no more until
/// there was an answer.
///
/// Threading: any.
final class Unreadable implements Consumer<Event> {
    /// Answers in a row from which on it is told.
    private static final int TOLD_FROM = 2;

    private final Consumer<Event> events;
    private final Map<ServiceId, Integer> inRow = new ConcurrentHashMap<>();

    Unreadable(Consumer<Event> events) {
        this.events = events;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.ProcessObserved(var service, long _, Observation observation)) {
            if (observation instanceof Observation.Unreadable(Reason reason)) {
                if (inRow.merge(service, 1, Integer::sum) == TOLD_FROM) {
                    events.accept(new Event.DriverRemarked(service, reason));
                }
            } else {
                inRow.remove(service);
            }
        }
        events.accept(event);
    }
}
