package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.daemon.InstanceLock.Owner;
import holdfast.journal.Journal;
import holdfast.journal.Journal.Replay;
import holdfast.journal.JournalUnavailable;
import holdfast.journal.SqliteJournal;
import holdfast.linux.OrphanReaper;
import holdfast.linux.OwnMemory;
import holdfast.model.Fleet;
import holdfast.model.Limits;
import holdfast.model.Reason;
import holdfast.supervisor.Decision;
import holdfast.supervisor.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Lock, journal, inbox, loop and rim, put together and running: what `monitor` and `check` have in common.
///
/// Threading: any.
final class Engine implements AutoCloseable {
    /// Seconds between two tidyings of the journal.
    private static final long TIDY_SECONDS = 300;

    /// Seconds that the loop gets to end its turn.
    private static final long GOODBYE_SECONDS = 5;

    /// Seconds after which services that were to be started or found have been.
    private static final long REHEARSE_SECONDS = 3;

    /// Seconds after which all that a start loads has been loaded and most of what runs often has been compiled, and what that alone
    /// needed is given back.
    private static final long SETTLED_SECONDS = 60;

    /// Seconds between two looks for dead orphans, when Holdfast is the first process of a container.
    private static final long ORPHANS_SECONDS = 5;

    private final Outfit outfit;
    private final InstanceLock lock;
    private final Herald herald;
    private final Core core;
    private final Instant since;
    private final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();
    private final ScheduledExecutorService upkeep = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("holdfast-upkeep").daemon().factory());
    private Optional<Thread> thread = Optional.empty();
    private Optional<ObserverCheck> observer = Optional.empty();

    /// What the loop works with.
    private record Core(Journal journal, Inbox inbox, Loop loop) {}

    private Engine(Outfit outfit, InstanceLock lock, Herald herald, Core core) {
        this.outfit = outfit;
        this.lock = lock;
        this.herald = herald;
        this.core = core;
        this.since = Instant.ofEpochMilli(outfit.clock().wallMillis());
    }

    /// What became of putting it together.
    sealed interface Opening {
        record Ready(Engine engine) implements Opening {}

        record Refused(Reason reason) implements Opening {}
    }

    /// The journal of a configuration.
    static Path journalFile(Path stateDirectory) {
        return stateDirectory.resolve("journal.db");
    }

    /// Takes the lock and rebuilds the world. Nothing is asked or done before [#start]. Owns the outfit from here on.
    ///
    /// @param fleet the services to take care of: all of the configuration, or some
    static Opening open(Configuration configuration, Fleet fleet, Outfit outfit, Herald herald) {
        Opening opening = lockAndBuild(configuration, fleet, outfit, herald);
        if (opening instanceof Opening.Refused) {
            outfit.release().run();
        }
        return opening;
    }

    private static Opening lockAndBuild(Configuration configuration, Fleet fleet, Outfit outfit, Herald herald) {
        Path directory = configuration.stateDirectory();
        Optional<Reason> unusable = StateDirectory.prepare(directory, outfit.user());
        if (unusable.isPresent()) {
            return new Opening.Refused(unusable.get());
        }
        Instant since = Instant.ofEpochMilli(outfit.clock().wallMillis());
        String config = configuration.file().map(Path::toString).orElse("environment variables");
        return switch (InstanceLock.acquire(directory, new Owner(outfit.pid(), since, config))) {
            case InstanceLock.Attempt.Refused(Reason reason) -> new Opening.Refused(reason);
            case InstanceLock.Attempt.Held(InstanceLock lock) -> {
                Opening opening = build(journalFile(directory), fleet, outfit, herald, lock);
                if (opening instanceof Opening.Refused) {
                    lock.close();
                }
                yield opening;
            }
        };
    }

    private static Opening build(Path file, Fleet fleet, Outfit outfit, Herald herald, InstanceLock lock) {
        long now = outfit.clock().nanos();
        long wall = outfit.clock().wallMillis();
        return switch (SqliteJournal.open(file, outfit.boot(), now, wall)) {
            case SqliteJournal.Opening.Refused(Reason reason) -> new Opening.Refused(reason);
            case SqliteJournal.Opening.Ready(SqliteJournal journal, Optional<Reason> warning) -> {
                try {
                    Replay replay = journal.replay(now, wall);
                    warning.or(replay::complaint)
                            .ifPresent(reason -> herald.tell(Progress.Noted.of(Progress.Note.ERROR, reason, wall)));
                    Decision begin = World.begin(fleet, replay.facts(), now ^ wall, now);
                    yield new Opening.Ready(assemble(begin, journal, outfit, herald, lock));
                } catch (JournalUnavailable e) {
                    journal.close();
                    yield new Opening.Refused(e.reason());
                }
            }
        };
    }

    private static Engine assemble(Decision begin, Journal journal, Outfit outfit, Herald herald, InstanceLock lock) {
        Clock clock = outfit.clock();
        var inbox = new Inbox(Limits.INBOX_EVENTS);
        var effects = new Effects(outfit.eyes(), outfit.probing(), outfit.hands(), outfit.driver().apply(inbox::post), inbox::post);
        var loop = new Loop(begin, inbox, journal, effects, new Loop.Surface(clock, herald::tell));
        return new Engine(outfit, lock, herald, new Core(journal, inbox, loop));
    }

    void start() {
        thread = Optional.of(Thread.ofPlatform().name("holdfast-loop").daemon().start(this::work));
        observer = Optional.of(ObserverCheck.begin(
                () -> new ObserverCheck.Pulse(core.loop().vitals().turns(), core.inbox().size()),
                core.inbox()::offer,
                outfit.probing()));
        if (OrphanReaper.isCalledFor(outfit.pid())) {
            outfit.machine().map(machine -> new OrphanReaper(machine, outfit.pid())).ifPresent(reaper -> repeat(reaper::look, ORPHANS_SECONDS));
        }
        var memory = new OwnMemory();
        var _ = upkeep.schedule(minded(() -> giveBack(memory)), SETTLED_SECONDS, TimeUnit.SECONDS);
        repeat(() -> {
            var _ = memory.giveBackAgain();
        }, SETTLED_SECONDS);
        repeat(this::tidy, TIDY_SECONDS);
    }

    /// Makes ready for the first crash, once the start is through.
    void rehearse() {
        var _ = upkeep.schedule(minded(outfit.rehearsal()), REHEARSE_SECONDS, TimeUnit.SECONDS);
    }

    /// Does it every so many seconds for as long as this runs, beside the loop.
    void repeat(Runnable task, long seconds) {
        var _ = upkeep.scheduleWithFixedDelay(minded(task), seconds, seconds, TimeUnit.SECONDS);
    }

    /// An executor would keep the error to itself, and never run the task again.
    private static Runnable minded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error bug) {
                Thread self = Thread.currentThread();
                self.getUncaughtExceptionHandler().uncaughtException(self, bug);
                throw bug;
            }
        };
    }

    /// Completed when the loop has ended: with what broke it, or with nothing when it was told to stop.
    CompletableFuture<Optional<Throwable>> end() {
        return end;
    }

    Loop loop() {
        return core.loop();
    }

    Inbox inbox() {
        return core.inbox();
    }

    Journal journal() {
        return core.journal();
    }

    Herald herald() {
        return herald;
    }

    Outfit outfit() {
        return outfit;
    }

    Clock clock() {
        return outfit.clock();
    }

    Instant since() {
        return since;
    }

    void note(Progress.Note note, Reason... reasons) {
        herald.tell(new Progress.Noted(note, List.of(reasons), clock().wallMillis()));
    }

    /// Ends supervision. Services keep running.
    @Override
    public void close() {
        observer.ifPresent(ObserverCheck::close);
        core.loop().stop();
        thread.ifPresent(Engine::awaitEnd);
        core.inbox().close();
        upkeep.shutdownNow();
        core.journal().close();
        outfit.release().run();
        lock.close();
    }

    private void work() {
        try {
            core.loop().run();
            end.complete(Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end.complete(Optional.empty());
        } catch (RuntimeException | Error bug) {
            // Crash-only: after a broken invariant nothing is known for sure. Whoever waits for the end stops the program; services
            // run on, and the next start rebuilds the world from the journal.
            end.complete(Optional.of(bug));
        }
    }

    /// The heap first, so that its free memory is returned, too. Unreadable or not: it is a matter of thrift alone.
    private static void giveBack(OwnMemory memory) {
        System.gc();
        var _ = memory.giveBack();
    }

    private void tidy() {
        try {
            int _ = core.journal().tidy(clock().wallMillis());
        } catch (JournalUnavailable e) {
            note(Progress.Note.WARNING, e.reason());
        }
    }

    private static void awaitEnd(Thread thread) {
        try {
            boolean _ = thread.join(Duration.ofSeconds(GOODBYE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
