package holdfast.daemon;

import holdfast.model.ServiceId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/// One lane per service: what is sent down a lane is done in order, one thing at a time, on a virtual thread that lives only while
/// there is something to do. A stop must never overtake the start it follows.
///
/// Threading: any.
final class Lanes {
    private final Map<ServiceId, ArrayDeque<Runnable>> lanes = new HashMap<>();

    void send(ServiceId service, Runnable task) {
        synchronized (lanes) {
            ArrayDeque<Runnable> lane = lanes.get(service);
            if (lane != null) {
                lane.add(task);
                return;
            }
            lane = new ArrayDeque<>();
            lane.add(task);
            lanes.put(service, lane);
        }
        Thread.ofVirtual().name("holdfast-lane-" + service.name()).start(() -> drive(service));
    }

    private void drive(ServiceId service) {
        while (true) {
            Runnable task;
            synchronized (lanes) {
                ArrayDeque<Runnable> lane = lanes.get(service);
                task = lane == null ? null : lane.poll();
                if (task == null) {
                    lanes.remove(service);
                    return;
                }
            }
            task.run();
        }
    }
}
