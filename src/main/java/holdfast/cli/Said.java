package holdfast.cli;

import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Refusal;
import holdfast.daemon.control.Tree;
import holdfast.model.ServiceId;
import holdfast.model.Status.ServiceStatus;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// What an operator said, seen to have arrived, and confirmed.
final class Said {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /// A word is taken in the next turn of the loop. One that says again what holds already cannot be told from it.
    private static final long ARRIVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Here here;

    Said(Here here) {
        this.here = here;
    }

    /// The picture in which it has arrived, or the last one.
    Picture await(ControlClient daemon, ServiceId id, Predicate<ServiceStatus> isDone) throws IOException, Refusal {
        long endNanos = System.nanoTime() + ARRIVAL_NANOS;
        Picture picture = daemon.picture();
        while (System.nanoTime() - endNanos < 0 && picture.service(id).filter(isDone).isEmpty()) {
            LockSupport.parkNanos(POLL_NANOS);
            picture = daemon.picture();
        }
        return picture;
    }

    Exit done(Picture picture, ServiceId id, String key, Object... values) {
        String said = here.texts().say(key, values);
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(new Tree()
                    .put("schema", PictureJson.SCHEMA)
                    .put("good", true)
                    .put("text", said)
                    .put("service", picture.service(id).map(service -> new PictureJson(here.texts()).service(picture, service)))
                    .map()));
        } else {
            here.terminal().say(said);
        }
        return Exit.GOOD;
    }
}
