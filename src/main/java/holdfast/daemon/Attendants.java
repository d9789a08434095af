package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.model.Reason;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// What goes on beside the loop for as long as the daemon lives, and follows the configuration in force: captured output is cut,
/// watched files are watched, and rivals are looked for.
///
/// Threading: any, one at a time.
final class Attendants implements AutoCloseable {
    /// Seconds between two rounds; a round in which nothing is due reads no file.
    private static final long RIVALS_SECONDS = 5;

    private final ServiceLogs logs;
    private final Optional<FilesWatch> files;

    private Attendants(ServiceLogs logs, Optional<FilesWatch> files) {
        this.logs = logs;
        this.files = files;
    }

    static Attendants begin(Engine engine) {
        attendToRivals(engine);
        Consumer<Reason> warnings = why -> engine.note(Progress.Note.WARNING, why);
        return new Attendants(ServiceLogs.begin(warnings), FilesWatch.begin(engine.inbox()::offer, warnings));
    }

    /// On a virtual thread, one round at a time: a container engine may take its time, and nobody waits for it.
    private static void attendToRivals(Engine engine) {
        var watch = new RivalWatch(engine.outfit().rivals(), () -> engine.loop().world().fleet(), engine.inbox()::offer);
        var turn = new Semaphore(1);
        engine.repeat(
                () -> {
                    if (turn.tryAcquire()) {
                        var _ = Thread.ofVirtual().name("holdfast-rivals").start(() -> {
                            try {
                                watch.round(engine.loop().status());
                            } finally {
                                turn.release();
                            }
                        });
                    }
                },
                RIVALS_SECONDS);
    }

    void follow(Configuration configuration) {
        logs.follow(configuration);
        files.ifPresent(watch -> watch.follow(configuration.fleet()));
    }

    @Override
    public void close() {
        files.ifPresent(FilesWatch::close);
        logs.close();
    }
}
