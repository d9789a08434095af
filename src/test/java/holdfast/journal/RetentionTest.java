package holdfast.journal;

import holdfast.journal.SqliteJournal.Opening;
import holdfast.model.DriverSpec;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Fact.Cause;
import holdfast.model.Fact.Closing;
import holdfast.model.Fact.Purpose;
import holdfast.model.Fleet;
import holdfast.model.Health;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Stamped;
import holdfast.model.Status;
import holdfast.model.Wish;
import holdfast.supervisor.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RetentionTest {
    private static final String BOOT = "boot";
    private static final long SECOND = 1_000_000_000L;
    private static final long HOUR = 3600 * SECOND;
    private static final long WALL = 1_795_248_000_000L;
    private static final List<ServiceId> SERVICES = List.of(new ServiceId("a"), new ServiceId("b"), new ServiceId("quiet"));

    @TempDir
    private Path directory = Path.of("");

    private @Nullable SqliteJournal opened;
    private final Random random = new Random(20261121);
    private long nextIncident = 1;
    private long nextRun = 1;

    @AfterEach
    void close() {
        journal().close();
    }

    @Test
    void aTrimmedJournalRebuildsTheSameWorld() throws Exception {
        long nowNanos = live(60 * 24);
        long nowWall = wall(nowNanos);
        var before = journal().replay(nowNanos, nowWall).facts();

        int trimmed = tidyAll(nowWall);

        var after = journal().replay(nowNanos, nowWall).facts();
        assertEquals(before.size() - trimmed, after.size());
        assertTrue(after.size() < before.size() * 3 / 4, "only " + trimmed + " of " + before.size() + " trimmed");
        assertTrue(after.size() >= Retention.ROWS_MIN);
        assertEquals(status(before, nowNanos), status(after, nowNanos));
    }

    @Test
    void keepsAWishForAsLongAsItHolds() throws Exception {
        var quiet = new Fact.WishChanged(new ServiceId("quiet"), Wish.DOWN, "cli:root");
        journal().append(List.of(quiet), SECOND, WALL);
        long nowNanos = live(60 * 24);

        assertTrue(tidyAll(wall(nowNanos)) > 0);

        assertTrue(journal().replay(nowNanos, wall(nowNanos)).facts().stream().anyMatch(stamped -> stamped.fact().equals(quiet)));
    }

    @Test
    void keepsYoungFactsUntilThereAreTooMany() throws Exception {
        for (int i = 0; i < 22_000; i += 1000) {
            journal().append(someFacts(1000), i * SECOND, WALL);
        }

        int trimmed = tidyAll(WALL);

        int kept = journal().replay(HOUR * 24, WALL).facts().size();
        assertEquals(22_000 - trimmed, kept);
        assertTrue(kept >= Retention.ROWS_MAX && kept < Retention.ROWS_MAX + 200, "kept " + kept);
    }

    @Test
    void aClockThatJumpedAheadCostsNoRecentFact() throws Exception {
        journal().append(someFacts(4_000), SECOND, WALL);

        assertEquals(0, tidyAll(WALL + TimeUnit.DAYS.toMillis(3650)));
    }

    /// Hours of the life of services that crash, are repaired, and sometimes held or parked.
    private long live(int hours) {
        long now = SECOND;
        for (int hour = 0; hour < hours; hour += 2) {
            for (ServiceId service : SERVICES.subList(0, 2)) {
                now += random.nextLong(1, HOUR / 4);
                episode(service, now);
            }
            now += HOUR * 3 / 2;
        }
        return now;
    }

    private void episode(ServiceId service, long now) {
        var run = new Incarnation(nextRun++);
        var reason = Reason.of("probe.http.refused", service);
        long incident = nextIncident++;
        write(now, new Fact.Ended(service, run, new ExitStatus.Code(1), 0, false),
                new Fact.IncidentOpened(service, incident, Cause.CRASHED, reason, SECOND));
        var next = new Incarnation(nextRun++);
        write(now + SECOND, new Fact.StartIntended(service, next, Purpose.RECOVERY, random.nextInt(1, 4)));
        write(now + SECOND, new Fact.Started(service, next, new ProcessIdentity(random.nextInt(1, 99999), 7, BOOT)));
        if (random.nextInt(10) == 0) {
            write(now + 2 * SECOND, new Fact.Parked(service, incident, 600 * SECOND));
            write(now + 3 * SECOND, new Fact.Unparked(service, incident, Closing.HEALED));
        }
        write(now + 4 * SECOND, new Fact.HealthJudged(service, Health.UNKNOWN, Health.HEALTHY, Optional.empty(), reason));
        write(now + 4 * SECOND, new Fact.IncidentRestored(service, incident));
        write(now + 14 * SECOND, new Fact.IncidentClosed(service, incident, Closing.HEALED));
    }

    private void write(long now, Fact... facts) {
        journal().append(List.of(facts), now, wall(now));
    }

    private static long wall(long nowNanos) {
        return WALL + TimeUnit.NANOSECONDS.toMillis(nowNanos);
    }

    private List<Fact> someFacts(int count) {
        var facts = new ArrayList<Fact>();
        for (int i = 0; i < count; i++) {
            facts.add(new Fact.RecoveryDelayed(SERVICES.getFirst(), 1, random.nextLong(HOUR)));
        }
        return facts;
    }

    private int tidyAll(long wallMillis) throws JournalUnavailable {
        int all = 0;
        for (int step = journal().tidy(wallMillis); step > 0; step = journal().tidy(wallMillis)) {
            all += step;
        }
        return all;
    }

    /// Without the count of all starts ever: it goes as far back as the journal does.
    private static List<Status.ServiceStatus> status(List<Stamped> facts, long nowNanos) {
        var fleet = new Fleet(SERVICES.stream().map(RetentionTest::spec).toList());
        return World.begin(fleet, facts, 1, nowNanos).world().status(nowNanos).services().stream()
                .map(s -> new Status.ServiceStatus(
                        s.id(), s.driver(), s.state(), s.health(), s.wish(), s.incarnation(), s.process(), s.sinceNanos(),
                        0, s.recoveries(), s.probes(), s.failures(), s.healthyNanos(), s.observedNanos(), s.checks(),
                        s.incident(), s.next(), s.pin(), s.silence(), s.rivals(), s.absence()))
                .toList();
    }

    private static ServiceSpec spec(ServiceId id) {
        var run = new DriverSpec.Run(List.of("/bin/true"), "/", Optional.empty(), Map.of(), 15, "/dev/null", Optional.empty());
        return new ServiceSpec(
                id, run, Optional.empty(), List.of(), List.of(), SECOND, SECOND, RecoverPolicy.DEFAULT, SECOND, true);
    }

    private SqliteJournal journal() {
        if (opened == null) {
            opened = open();
        }
        return opened;
    }

    private SqliteJournal open() {
        var opening = SqliteJournal.open(directory.resolve("journal.db"), BOOT, SECOND, WALL);
        return assertInstanceOf(Opening.Ready.class, opening).journal();
    }
}
