package holdfast.journal;

import holdfast.journal.IncidentRecord.Moment;
import holdfast.journal.Journal.Append;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Fact.Cause;
import holdfast.model.Fact.Closing;
import holdfast.model.Fact.Purpose;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.SampleFacts;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What every journal keeps, whatever it is made of.
abstract class JournalContract {
    static final ServiceId SHOP = new ServiceId("shop");
    static final ServiceId BASE = new ServiceId("база");
    static final String BOOT = "boot-1";
    private static final long SECOND = 1_000_000_000L;
    private static final long WALL = 1_800_000_000_000L;

    /// The same journal each time, opened on that boot; the one before is closed.
    abstract Journal open(String boot) throws Exception;

    /// Whatever is written from now on fails, or works again.
    abstract void breakDisk(boolean broken) throws Exception;

    @Test
    void givesBackWhatItWasGivenInOrder() throws Exception {
        var given = new ArrayList<Fact>();
        try (Journal journal = open(BOOT)) {
            for (int turn = 0; turn < 20; turn++) {
                List<Fact> facts = new SampleFacts(turn).all();
                given.addAll(facts);
                var written = assertInstanceOf(
                        Append.Written.class, journal.append(facts, turn * SECOND, WALL + turn * 1000L));
                assertEquals(given.size(), written.last());
            }
        }

        var replayed = open(BOOT).replay(100 * SECOND, WALL + 100_000);

        assertEquals(given, replayed.facts().stream().map(Stamped::fact).toList());
        assertEquals(Optional.empty(), replayed.complaint());
        int inATurn = given.size() / 20;
        for (int i = 0; i < given.size(); i++) {
            assertEquals(i + 1, replayed.facts().get(i).sequence());
            assertEquals(i / inATurn * SECOND, replayed.facts().get(i).atNanos());
            assertEquals(WALL + i / inATurn * 1000L, replayed.facts().get(i).atWallMillis());
        }
    }

    @Test
    void placesFactsOfAnEarlierBootInThePast() throws Exception {
        try (Journal journal = open(BOOT)) {
            journal.append(List.of(wish()), 5_000 * SECOND, WALL);
            journal.append(List.of(wish()), 5_007 * SECOND, WALL + 7_000);
        }

        Journal next = open("boot-2");
        next.append(List.of(wish()), 3 * SECOND, WALL + 60_000);
        var replayed = next.replay(10 * SECOND, WALL + 67_000).facts();

        assertEquals(List.of(-57 * SECOND, -50 * SECOND, 3 * SECOND), replayed.stream().map(Stamped::atNanos).toList());
    }

    @Test
    void neverPlacesAFactInTheFutureHoweverTheClockJumped() throws Exception {
        try (Journal journal = open(BOOT)) {
            journal.append(List.of(wish()), 5_000 * SECOND, WALL + 3_600_000);
            journal.append(List.of(wish()), 5_001 * SECOND, WALL - 3_600_000);
            journal.append(List.of(wish()), 5_002 * SECOND, WALL + 3_600_000);
        }

        var replayed = open("boot-2").replay(10 * SECOND, WALL).facts();

        assertEquals(List.of(8 * SECOND, 9 * SECOND, 10 * SECOND), replayed.stream().map(Stamped::atNanos).toList());
    }

    @Test
    void tellsAnIncidentFromItsFacts() throws Exception {
        Journal journal = open(BOOT);
        journal.append(List.of(wish(), new Fact.WishChanged(BASE, Wish.UP, "cli:root")), SECOND, WALL);
        journal.append(crash(7), 100 * SECOND, WALL + 100_000);
        journal.append(List.of(new Fact.Forgotten(BASE), started(3)), 101 * SECOND, WALL + 101_000);
        journal.append(List.of(new Fact.IncidentRestored(SHOP, 7)), 102 * SECOND, WALL + 102_000);
        journal.append(List.of(new Fact.IncidentClosed(SHOP, 7, Closing.HEALED)), 112 * SECOND, WALL + 112_000);
        journal.append(List.of(wish()), 200 * SECOND, WALL + 200_000);
        journal.append(crash(8), 300 * SECOND, WALL + 300_000);

        History history = journal.history(301 * SECOND, WALL + 301_000);
        List<IncidentRecord> incidents = history.incidents(10);

        assertEquals(List.of(8L, 7L), incidents.stream().map(IncidentRecord::id).toList());
        assertEquals(
                new IncidentRecord(
                        7,
                        SHOP,
                        Cause.CRASHED,
                        Reason.of("driver.exit", "code 1"),
                        new Moment(98 * SECOND, WALL + 98_000),
                        new Moment(100 * SECOND, WALL + 100_000),
                        Optional.of(new Moment(102 * SECOND, WALL + 102_000)),
                        Optional.of(new Moment(112 * SECOND, WALL + 112_000)),
                        Optional.of(Closing.HEALED),
                        1,
                        0,
                        false),
                incidents.get(1));
        assertEquals(
                List.of("ended", "incident-opened", "start-intended", "started", "incident-restored", "incident-closed"),
                history.incident(7).stream().map(stamped -> FactText.kind(stamped.fact())).toList());
        assertEquals(List.of(8L), history.incidents(1).stream().map(IncidentRecord::id).toList());
        assertEquals(List.of(), history.incident(99));
        assertEquals(2, history.restarts(SHOP));
        assertEquals(0, history.restarts(BASE));
    }

    @Test
    void givesTheNewestFactsOldestFirst() throws Exception {
        Journal journal = open(BOOT);
        for (int i = 1; i <= 5; i++) {
            journal.append(List.of(started(i), new Fact.Forgotten(BASE)), i * SECOND, WALL + i * 1000L);
        }

        History history = journal.history(9 * SECOND, WALL + 9_000);

        assertEquals(List.of(started(4), started(5)), history.recent(SHOP, 2).stream().map(Stamped::fact).toList());
        assertEquals(
                List.of(new Fact.Forgotten(BASE), started(5), new Fact.Forgotten(BASE)),
                history.recent(3).stream().map(Stamped::fact).toList());
        assertEquals(List.of(), history.recent(new ServiceId("nobody"), 5));
    }

    @Test
    void keepsWhatCannotBeWrittenAndWritesItInOrderWhenItCan() throws Exception {
        Journal journal = open(BOOT);
        journal.append(List.of(started(1)), SECOND, WALL);
        breakDisk(true);
        for (int i = 2; i <= 40; i++) {
            var kept = assertInstanceOf(Append.Kept.class, journal.append(List.of(started(i)), i * SECOND, WALL + i * 1000L));
            assertEquals(i - 1, kept.waiting());
        }
        breakDisk(false);

        var written = journal.append(List.of(started(41)), 60 * SECOND, WALL + 60_000);

        assertInstanceOf(Append.Written.class, written);
        var facts = journal.replay(61 * SECOND, WALL + 61_000).facts();
        assertEquals(41, facts.size());
        for (int i = 1; i <= 41; i++) {
            assertEquals(started(i), facts.get(i - 1).fact());
        }
        assertEquals(2 * SECOND, facts.get(1).atNanos());
    }

    @Test
    void anAppendWithoutFactsWritesWhatWaits() throws Exception {
        Journal journal = open(BOOT);
        breakDisk(true);
        journal.append(List.of(started(1)), SECOND, WALL);
        breakDisk(false);

        journal.append(List.of(), 30 * SECOND, WALL + 30_000);

        assertTrue(journal.replay(31 * SECOND, WALL + 31_000).facts().stream().anyMatch(s -> s.fact().equals(started(1))));
    }

    static Fact wish() {
        return new Fact.WishChanged(SHOP, Wish.UP, "cli:root");
    }

    static Fact started(long run) {
        return new Fact.Started(SHOP, new Incarnation(run), new ProcessIdentity(100 + run, 1, BOOT));
    }

    @Test
    void aReloadShortlyBeforeIsPartOfTheStoryOfAnIncident() throws Exception {
        Journal journal = open(BOOT);
        var run = new Incarnation(2);
        journal.append(List.of(new Fact.ReloadIntended(SHOP, run, "cli:old")), SECOND, WALL);
        journal.append(List.of(wish(), new Fact.ReloadIntended(SHOP, run, "cli:root")), 900 * SECOND, WALL + 900_000);
        journal.append(
                List.of(new Fact.ReloadEnded(SHOP, run, Fact.ReloadResult.GOOD, Reason.of("t.good"))), 901 * SECOND, WALL + 901_000);
        journal.append(crash(9), 1_000 * SECOND, WALL + 1_000_000);

        History history = journal.history(1_001 * SECOND, WALL + 1_001_000);

        assertEquals(
                List.of("reload-intended", "reload-ended", "ended", "incident-opened", "start-intended"),
                history.incident(9).stream().map(stamped -> FactText.kind(stamped.fact())).toList());
        assertEquals(1_000 * SECOND, history.incidents(1).getFirst().detected().atNanos());
    }

    private static List<Fact> crash(long incident) {
        return List.of(
                new Fact.Ended(SHOP, new Incarnation(2), new ExitStatus.Code(1), 0, false),
                new Fact.IncidentOpened(SHOP, incident, Cause.CRASHED, Reason.of("driver.exit", "code 1"), 2 * SECOND),
                new Fact.StartIntended(SHOP, new Incarnation(3), Purpose.RECOVERY, 1));
    }
}
