package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.model.Reason;
import java.util.Optional;
import java.util.function.Consumer;

/// What goes on beside the loop for as long as the daemon lives, and follows the configuration in force: captured output is cut,
/// watched files are watched.
///
/// Threading: any, one at a time.
final class Attendants implements AutoCloseable {
    private final ServiceLogs logs;
    private final Optional<FilesWatch> files;

    private Attendants(ServiceLogs logs, Optional<FilesWatch> files) {
        this.logs = logs;
        this.files = files;
    }

    static Attendants begin(Engine engine) {
        Consumer<Reason> warnings = why -> engine.note(Progress.Note.WARNING, why);
        return new Attendants(ServiceLogs.begin(warnings), FilesWatch.begin(engine.inbox()::offer, warnings));
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
