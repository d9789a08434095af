package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.config.Reading;
import holdfast.daemon.Daemon.End;
import holdfast.daemon.Daemon.Opening;
import holdfast.journal.SqliteHistory;
import holdfast.model.Fleet;
import holdfast.model.HostPolicy;
import holdfast.model.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// How a daemon begins, changes and ends.
class DaemonLifeTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private Path temporary = Path.of("");

    private final PlayedMachine machine = new PlayedMachine();
    private final BlockingQueue<Reason> noted = new LinkedBlockingQueue<>();
    private Configuration configuration;

    @BeforeEach
    void configure() {
        configuration = OnePassTest.configuration(temporary, new Fleet(List.of(Samples.quick("shop"))));
    }

    @Test
    void aHelperThatDiesEndsTheDaemonAndABrokenTaskDoesNot() throws Exception {
        var handler = Thread.getDefaultUncaughtExceptionHandler();
        try (Daemon daemon = begin(configuration, configuration)) {
            daemon.mindHelpers();
            Runnable broken = () -> {
                throw new IllegalStateException("a bug");
            };

            Thread.ofVirtual().name("task").start(broken).join();
            await(noted -> noted.key().equals("daemon.task-broken") && noted.values().getFirst().equals("task"));
            Thread.ofPlatform().name("helper").start(broken).join();

            assertEquals("a bug", assertInstanceOf(End.Broken.class, daemon.awaitEnd()).cause().getMessage());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    @Test
    void newBoundsOfTheHostTakeEffectAtAReload() throws Exception {
        var before = configuration;
        var host = new HostPolicy(1, 1_000_000_000L, 100, 3, 1_000_000_000L);
        var next = new Configuration(
                before.file(), before.files(), new Fleet(before.fleet().services(), host), before.stateDirectory(), before.control(),
                before.log(), before.serviceLogs(), before.notices());
        try (Daemon daemon = begin(before, next)) {
            assertEquals(new Reloader.Outcome.Changed(List.of(), true, false), daemon.reload());

            await(noted -> noted.key().equals("daemon.reload.changed"));
            await(() -> daemon.fleet().host().equals(host));
            assertEquals(new Reloader.Outcome.Unchanged(false), daemon.reload());
        }
    }

    @Test
    void decidesNothingBeforeItBegins() throws Exception {
        try (Daemon daemon = open(configuration, configuration)) {
            daemon.openControl("test");
        }

        Path journal = Engine.journalFile(configuration.stateDirectory());
        assertEquals(List.of(), SqliteHistory.of(journal, "boot", 0, 0).recent(10));
        assertEquals(0, machine.carried.size());
    }

    private Daemon begin(Configuration before, Configuration next) {
        Daemon daemon = open(before, next);
        daemon.begin();
        return daemon;
    }

    private Daemon open(Configuration before, Configuration next) {
        var herald = new Herald();
        herald.listenToDecisions(progress -> {
            if (progress instanceof Progress.Noted note) {
                noted.add(note.reasons().getFirst());
            }
        });
        var opening = Daemon.open(before, () -> new Reading.Loaded(next), machine.outfit(System.getProperty("user.name")), herald);
        return assertInstanceOf(Opening.Ready.class, opening).daemon();
    }

    private void await(Predicate<Reason> wanted) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        for (Reason next = noted.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
                next == null || !wanted.test(next);
                next = noted.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            assertTrue(next != null, "it was not noted in time");
        }
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "it did not come about in time");
            Thread.onSpinWait();
        }
    }
}
