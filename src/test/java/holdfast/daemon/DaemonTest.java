package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.config.Problem;
import holdfast.config.Reading;
import holdfast.daemon.Daemon.End;
import holdfast.daemon.Daemon.Opening;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Fleet;
import holdfast.model.Health;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import holdfast.model.Stamped;
import holdfast.model.Status.ServiceStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.daemon.Samples.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DaemonTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    @TempDir
    private Path temporary = Path.of("");

    private final PlayedMachine machine = new PlayedMachine();
    private final Herald herald = new Herald();
    private final BlockingQueue<Progress> heard = new LinkedBlockingQueue<>();

    @Test
    void keepsAServiceUpAcrossACrash() throws Exception {
        try (Daemon daemon = start(Samples.quick("shop"))) {
            await(Fact.HealthJudged.class, judged -> judged.to() == Health.HEALTHY);

            machine.crash(id("shop"));

            await(Fact.IncidentClosed.class, closed -> closed.closing() == Fact.Closing.HEALED);
            ServiceStatus shop = daemon.status().services().getFirst();
            assertEquals(2, shop.incarnation().orElseThrow().number());
            assertEquals(1, daemon.history().incidents(5).size());
            assertTrue(daemon.vitals().turns() > 5);
        }
    }

    @Test
    void theNextDaemonGoesOnWithoutTouchingAnything() throws Exception {
        try (Daemon _ = start(Samples.quick("shop"))) {
            await(Fact.HealthJudged.class, judged -> judged.to() == Health.HEALTHY);
        }
        assertTrue(machine.running.containsKey(id("shop")), "services outlive the daemon");
        machine.carried.clear();
        heard.clear();

        try (Daemon next = startWith(configuration(Samples.quick("shop")), new Herald())) {
            await(Fact.Adopted.class, adopted -> adopted.origin() == Event.Origin.HOLDFAST);
            await(Fact.HealthJudged.class, judged -> judged.to() == Health.HEALTHY);
            assertEquals(1, next.status().services().getFirst().incarnation().orElseThrow().number());
        }
        assertTrue(machine.carried.stream().allMatch(carried -> carried.command() instanceof Command.ObserveProcess));
    }

    @Test
    void carriesOutWishesAndWritesDownWhoHadThem() throws Exception {
        try (Daemon daemon = start(Samples.quick("shop"))) {
            await(Fact.HealthJudged.class, judged -> judged.to() == Health.HEALTHY);

            assertTrue(daemon.ask(new Event.OperatorAsked(id("shop"), Event.Order.STOP, "cli:root")));

            await(Fact.WishChanged.class, changed -> changed.actor().equals("cli:root"));
            await(Fact.Ended.class, Fact.Ended::asked);
        }
    }

    @Test
    void appliesTheDifferenceWhenItsFileIsReplaced() throws Exception {
        Path file = Files.writeString(temporary.resolve("holdfast.yaml"), "one");
        var before = configuration(Optional.of(file), Samples.quick("shop"));
        var after = configuration(Optional.of(file), Samples.quick("shop"), Samples.quick("more"));
        try (Daemon daemon = startWith(before, () -> new Reading.Loaded(after), herald)) {
            await(Fact.HealthJudged.class, judged -> judged.to() == Health.HEALTHY);
            Files.writeString(temporary.resolve("new.yaml"), "two");

            Files.move(temporary.resolve("new.yaml"), file, StandardCopyOption.ATOMIC_MOVE);

            await(Fact.Started.class, started -> started.service().equals(id("more")));
            assertEquals(2, daemon.fleet().size());
            assertEquals(after, daemon.configuration());
            assertEquals(
                    1,
                    machine.carried.stream()
                            .filter(carried -> carried.command() instanceof Command.StartProcess start
                                    && start.service().equals(id("shop")))
                            .count());
        }
    }

    @Test
    void anInvalidConfigurationChangesNothingAndIsToldLoudly() throws Exception {
        var problem = new Problem("holdfast.yaml", 3, 5, Reason.of("config.x"), Reason.of("config.y"));
        var configuration = configuration(Samples.quick("shop"));
        try (Daemon daemon = startWith(configuration, () -> new Reading.Refused(List.of(problem), Set.of()), herald)) {
            var refused = assertInstanceOf(Reloader.Outcome.Refused.class, daemon.reload());

            assertEquals(List.of(problem), refused.problems());
            assertEquals(configuration, daemon.configuration());
            awaitNote(Reason.of("daemon.reload.refused", 1));
            awaitNote(Reason.of("daemon.reload.refused-at", "holdfast.yaml:3:5"));
        }
    }

    @Test
    void refusesToRunTwiceAndNamesTheFirst() throws Exception {
        var configuration = configuration(Samples.quick("shop"));
        try (Daemon _ = startWith(configuration, herald)) {
            var second = assertInstanceOf(Opening.Refused.class, start(configuration, machine, new Herald()));

            assertEquals("daemon.lock.held", second.reason().key());
            assertEquals(Long.toString(ProcessHandle.current().pid()), second.reason().values().getFirst());
        }
    }

    @Test
    void refusesAJournalOfANewerVersionAndLetsGoOfTheLock() throws Exception {
        var configuration = configuration(Samples.quick("shop"));
        startWith(configuration, herald).close();
        Path journal = Engine.journalFile(configuration.stateDirectory());
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version=77");
        }

        for (int attempt = 0; attempt < 2; attempt++) {
            var refused = assertInstanceOf(Opening.Refused.class, start(configuration, machine, new Herald()));
            assertEquals("journal.newer", refused.reason().key());
        }
    }

    @Test
    void aBugEndsTheDaemonAndSaysSo() throws Exception {
        var sound = machine.outfit(System.getProperty("user.name"));
        var outfit = new Outfit(
                sound.clock(), sound.eyes(), sound.probing(), _ -> new BrokenDriver(), sound.lookups(), sound.user(),
                sound.boot(), sound.pid(), sound.release());
        var configuration = configuration(Samples.quick("shop"));
        var running = assertInstanceOf(
                Opening.Ready.class,
                Daemon.open(configuration, () -> new Reading.Loaded(configuration), outfit, herald));
        try (Daemon daemon = running.daemon()) {
            daemon.begin();
            var end = assertInstanceOf(End.Broken.class, daemon.awaitEnd());

            assertEquals("a bug", end.cause().getMessage());
            assertEquals("daemon.broken", end.reason().key());
        }
    }

    @Test
    void endsWhenAsked() throws Exception {
        try (Daemon daemon = start(Samples.quick("shop"))) {
            daemon.end("SIGTERM");

            assertEquals(new End.Asked("SIGTERM"), daemon.awaitEnd());
        }
    }

    static Opening start(Configuration configuration, PlayedMachine machine, Herald herald) {
        return Daemon.open(
                configuration,
                () -> new Reading.Loaded(configuration),
                machine.outfit(System.getProperty("user.name")),
                herald);
    }

    private Daemon start(ServiceSpec... services) {
        return startWith(configuration(services), herald);
    }

    private Daemon startWith(Configuration configuration, Herald told) {
        return startWith(configuration, () -> new Reading.Loaded(configuration), told);
    }

    private Daemon startWith(Configuration configuration, Supplier<Reading> source, Herald told) {
        told.listenToDecisions(heard::add);
        var opening =
                Daemon.open(configuration, source, machine.outfit(System.getProperty("user.name")), told);
        Daemon daemon = assertInstanceOf(Opening.Ready.class, opening).daemon();
        daemon.begin();
        return daemon;
    }

    private Configuration configuration(ServiceSpec... services) {
        return configuration(Optional.empty(), services);
    }

    private Configuration configuration(Optional<Path> file, ServiceSpec... services) {
        var plain = OnePassTest.configuration(temporary, new Fleet(Arrays.asList(services)));
        return new Configuration(
                file, Set.of(), plain.fleet(), plain.stateDirectory(), plain.control(), plain.log(), plain.serviceLogs(), plain.notices());
    }

    private <F extends Fact> void await(Class<F> kind, Predicate<F> wanted) throws InterruptedException {
        awaitProgress(progress -> progress instanceof Progress.Happened(Stamped stamped)
                && kind.isInstance(stamped.fact())
                && wanted.test(kind.cast(stamped.fact())));
    }

    private void awaitNote(Reason reason) throws InterruptedException {
        awaitProgress(progress -> progress instanceof Progress.Noted noted && noted.reasons().getFirst().equals(reason));
    }

    private void awaitProgress(Predicate<Progress> wanted) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Progress next = heard.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("it did not happen in time");
            }
            if (wanted.test(next)) {
                return;
            }
        }
    }
}
