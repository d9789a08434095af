package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.config.Reading;
import holdfast.daemon.control.About;
import holdfast.daemon.control.ControlServer;
import holdfast.daemon.control.Reception;
import holdfast.daemon.control.Vitals;
import holdfast.journal.History;
import holdfast.model.Event;
import holdfast.model.Fleet;
import holdfast.model.Reason;
import holdfast.model.Status;
import holdfast.text.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The daemon: supervises the services of one configuration until it is told to end. Ending it ends supervision only; services
/// keep running, and the next daemon goes on with them.
///
/// Threading: any.
public final class Daemon implements AutoCloseable {
    private final Engine engine;
    private final Reloader reloader;
    private final Attendants attendants;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private volatile Optional<ConfigWatch> watch = Optional.empty();
    private Optional<ControlServer> control = Optional.empty();

    private Daemon(Engine engine, Reloader reloader, Attendants attendants) {
        this.engine = engine;
        this.reloader = reloader;
        this.attendants = attendants;
    }

    /// What became of opening.
    public sealed interface Opening {
        record Ready(Daemon daemon) implements Opening {}

        /// Nothing was touched. Another daemon runs, the state directory cannot be used, or the journal is of a newer version.
        record Refused(Reason reason) implements Opening {}
    }

    /// Why it ended.
    public sealed interface End {
        /// Somebody asked for it.
        ///
        /// @param by `SIGTERM`, for example
        record Asked(String by) implements End {}

        /// A bug. The program must end with a code other than 0, so that whatever keeps it starts it anew.
        record Broken(Reason reason, Throwable cause) implements End {}
    }

    /// Takes the lock and rebuilds the world from the journal. Nothing is asked or done before [#begin].
    ///
    /// @param source reads the same configuration again, for reloads
    /// @param texts the words of the log
    public static Opening open(Configuration configuration, Supplier<Reading> source, Outfit outfit, Texts texts) {
        return open(configuration, source, outfit, texts, _ -> {});
    }

    /// The same, with a listener who misses nothing from the very first note on: as [#listen], for the daemon's whole life.
    public static Opening open(
            Configuration configuration, Supplier<Reading> source, Outfit outfit, Texts texts, Consumer<Progress> listener) {
        var herald = new Herald();
        var _ = herald.listen(listener);
        herald.listenToDecisions(LogFile.open(configuration.log(), texts));
        return open(configuration, source, outfit, herald);
    }

    /// With somebody else than the log file to listen.
    static Opening open(Configuration configuration, Supplier<Reading> source, Outfit outfit, Herald herald) {
        return switch (Engine.open(configuration, configuration.fleet(), outfit, herald)) {
            case Engine.Opening.Refused(Reason reason) -> {
                herald.close();
                yield new Opening.Refused(reason);
            }
            case Engine.Opening.Ready(Engine engine) -> {
                Attendants attendants = Attendants.begin(engine);
                var reloader = new Reloader(configuration, source, engine, attendants::follow);
                yield new Opening.Ready(new Daemon(engine, reloader, attendants));
            }
        };
    }

    /// SIGTERM and SIGINT end it, SIGHUP has it read its configuration again.
    public void obeySignals() {
        for (String name : new String[] {"TERM", "INT"}) {
            signal(name, () -> end("SIG" + name));
        }
        signal("HUP", () -> Thread.ofVirtual().start(this::reload));
    }

    /// Ends it when one of its helper threads dies, for all of this program: a Holdfast that hears no exits any more, or judges itself
    /// no longer, must not go on as if it did. What dies on a virtual thread was one task, which is only told.
    public void mindHelpers() {
        Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> {
            if (thread.isVirtual() && cause instanceof RuntimeException) {
                engine.note(Progress.Note.ERROR, Reason.of("daemon.task-broken", thread.getName(), cause));
            } else {
                broken(cause);
            }
        });
    }

    /// Opens the control socket; [#close] closes it. Meant to come before [#begin]: a daemon that nobody can talk to should not begin.
    ///
    /// @param version of this program
    /// @throws IOException when that is not possible
    public void openControl(String version) throws IOException {
        Configuration configuration = configuration();
        Outfit outfit = engine.outfit();
        var about = new About(
                outfit.pid(),
                version,
                configuration.file().map(Path::toString).orElse("environment variables"),
                Optional.of(configuration.log().file().toString()),
                since());
        var parts = new Reception.Parts(
                clock(), engine.loop()::world, this::status, this::fleet, this::history, this::ask, this::reload, outfit.eyes(), this::listen,
                () -> new Vitals(vitals(), engine.herald().dropped()));
        var reception = new Reception(about, parts, outfit.lookups(), outfit.machine());
        control = Optional.of(
                ControlServer.open(configuration.control().socket(), configuration.control().group(), reception));
    }

    public Configuration configuration() {
        return reloader.current();
    }

    /// The services in force, those included that left the configuration and are not stopped yet.
    public Fleet fleet() {
        return engine.loop().world().fleet();
    }

    public Status status() {
        return engine.loop().status();
    }

    public LoopVitals vitals() {
        return engine.loop().vitals();
    }

    public Instant since() {
        return engine.since();
    }

    public Clock clock() {
        return engine.clock();
    }

    public History history() {
        return engine.journal().history(clock().nanos(), clock().wallMillis());
    }

    /// Brings a wish. It is carried out in order with everything else that happens.
    ///
    /// @return false when the inbox is full at the moment
    public boolean ask(Event.OperatorAsked asked) {
        return engine.inbox().offer(asked);
    }

    /// Reads the configuration again.
    public Reloader.Outcome reload() {
        Reloader.Outcome outcome = reloader.reload();
        watch.ifPresent(watching -> {
            try {
                watching.follow(reloader.files());
            } catch (IOException e) {
                notWatched(e);
            }
        });
        return outcome;
    }

    /// Calls `listener` for everything that goes on from now on, in order, on a thread that nobody else waits for.
    public Hearing listen(Consumer<Progress> listener) {
        return engine.herald().listen(listener);
    }

    /// For the demo.
    public Sabotage sabotage() {
        return new Sabotage(engine.outfit().machine());
    }

    /// After [#close], where nothing of it shall stay: takes away what lies outside of the state directory.
    public void leaveNothing() {
        engine.outfit().machine().ifPresent(machine -> machine.cgroups().remove());
    }

    /// Ends supervision.
    ///
    /// @param by who wants it, for the log
    public void end(String by) {
        end.complete(new End.Asked(by));
    }

    /// Waits until the daemon is to end. Call [#close] then.
    public End awaitEnd() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("an end is only ever completed", impossible);
        }
    }

    @Override
    public void close() {
        end("close");
        watch.ifPresent(ConfigWatch::close);
        attendants.close();
        control.ifPresent(this::close);
        engine.note(Progress.Note.INFO, Reason.of("daemon.ended"));
        engine.close();
        engine.herald().close();
    }

    /// Begins to supervise.
    public void begin() {
        Configuration configuration = configuration();
        var _ = engine.end().thenAccept(broken -> broken.ifPresent(this::broken));
        engine.note(Progress.Note.INFO, Reason.of("daemon.started", configuration.fleet().size()));
        engine.start();
        engine.rehearse();
        attendants.follow(configuration);
        configuration.file().ifPresent(file -> {
            try {
                watch = Optional.of(ConfigWatch.begin(file, configuration.files(), this::reload));
            } catch (IOException e) {
                notWatched(e);
            }
        });
    }

    private void broken(Throwable cause) {
        Reason reason = Reason.of("daemon.broken", cause);
        engine.note(Progress.Note.ERROR, reason);
        end.complete(new End.Broken(reason, cause));
    }

    private void notWatched(IOException cause) {
        String file = configuration().file().map(Path::toString).orElse("");
        engine.note(Progress.Note.WARNING, Reason.of("daemon.reload.not-watched", file, cause));
    }

    private void close(ControlServer server) {
        try {
            server.close();
        } catch (IOException e) {
            engine.note(Progress.Note.WARNING, Reason.of("daemon.control-not-closed", e));
        }
    }

    private void signal(String name, Runnable task) {
        Signals.on(name, task)
                .ifPresent(why -> engine.note(Progress.Note.WARNING, Reason.of("daemon.signal-not-heard", name, why)));
    }
}
