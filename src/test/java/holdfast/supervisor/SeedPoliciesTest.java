package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Fact;
import holdfast.model.Fact.AlertKind;
import holdfast.model.Fact.Purpose;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.RecoverPolicy;
import holdfast.model.Stamped;
import holdfast.model.Status.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What the restart scripts of the seeds promise, kept by a line of policy each. That the lines mean these numbers is
/// `ServiceReaderTest.guardsOfTheSeedsAreOneLineEach`.
final class SeedPoliciesTest {
    private static final long MINUTE = 60 * SECOND;

    /// `{ attempts: 3, cooldown: 5m, cooldown_max: 5m }`
    private static final RecoverPolicy REST = new RecoverPolicy(
            3, 600 * SECOND, 6, 12, SECOND, 60 * SECOND, 0, 0, 5 * MINUTE, 5 * MINUTE, 10 * SECOND, 600 * SECOND);

    /// `{ attempts: 3, spacing: 5m, cooldown: never }`
    private static final RecoverPolicy APART = new RecoverPolicy(
            3, 1_800 * SECOND, 6, 12, SECOND, 60 * SECOND, 0, 5 * MINUTE, Long.MAX_VALUE, Long.MAX_VALUE, 10 * SECOND, 600 * SECOND);

    /// `{ attempts: 10, stable: 10s, backoff: 100ms, backoff_max: 15s }`
    private static final RecoverPolicy GROWING = new RecoverPolicy(
            10, 600 * SECOND, 20, 40, SECOND / 10, 15 * SECOND, 0, 0, 600 * SECOND, 3600 * SECOND, 10 * SECOND, 600 * SECOND);

    /// A service that dies as soon as it is started, for so long.
    private static Rig dying(RecoverPolicy policy, long nanos) {
        var rig = new Rig(service("api", policy));
        rig.up("api");
        long incarnation = 1;
        rig.exited("api", incarnation);
        for (long end = rig.now() + nanos; rig.now() < end; rig.advance(SECOND / 10)) {
            if (rig.status("api").state() == State.STARTING) {
                rig.started("api");
                rig.exited("api", ++incarnation);
            }
        }
        return rig;
    }

    private static List<Long> starts(Rig rig, Purpose purpose) {
        return rig.journal().stream()
                .filter(stamped -> stamped.fact() instanceof Fact.StartIntended start && start.purpose() == purpose)
                .map(Stamped::atNanos)
                .toList();
    }

    private static List<Long> gaps(List<Long> moments) {
        var gaps = new ArrayList<Long>();
        for (int i = 1; i < moments.size(); i++) {
            gaps.add(moments.get(i) - moments.get(i - 1));
        }
        return gaps;
    }

    @Test
    void threeAttemptsThenFiveMinutesOfRestAndOneMoreEachTime() {
        Rig rig = dying(REST, 21 * MINUTE);

        assertEquals(3, starts(rig, Purpose.RECOVERY).size());
        List<Long> retries = starts(rig, Purpose.SLOW_RETRY);
        assertEquals(4, retries.size());
        gaps(retries).forEach(gap -> assertTrue(gap >= 5 * MINUTE && gap < 5 * MINUTE + SECOND, () -> gap + " ns"));
        assertEquals(List.of(AlertKind.GAVE_UP), rig.facts(Fact.AlertDecided.class).stream().map(Fact.AlertDecided::kind).toList());
    }

    @Test
    void fiveMinutesApartThreeAtMostThenAPersonIsTold() {
        Rig rig = dying(APART, 120 * MINUTE);

        List<Long> starts = starts(rig, Purpose.RECOVERY);
        assertEquals(3, starts.size());
        gaps(starts).forEach(gap -> assertTrue(gap >= 5 * MINUTE, () -> gap + " ns"));
        assertEquals(List.of(), starts(rig, Purpose.SLOW_RETRY));
        assertEquals(AlertKind.GAVE_UP, rig.facts(Fact.AlertDecided.class).getLast().kind());
        assertEquals(State.PARKED, rig.status("api").state());
    }

    @Test
    void tenRestartsEachLaterThanTheLastAndTenSecondsMakeItGood() {
        Rig rig = dying(GROWING, 9 * MINUTE);

        List<Long> gaps = gaps(starts(rig, Purpose.RECOVERY));
        assertEquals(9, gaps.size());
        for (int i = 0; i < gaps.size(); i++) {
            long least = Math.min(15 * SECOND, (SECOND / 10) << i);
            assertTrue(gaps.get(i) >= least, least + " ns are due: " + gaps);
        }

        var well = new Rig(service("api", GROWING));
        well.up("api");
        well.exited("api", 1);
        well.started("api");
        well.probed("api", Outcome.PASS);
        well.advance(9 * SECOND);
        assertEquals(List.of(), well.facts(Fact.IncidentClosed.class));
        well.advance(11 * SECOND);
        well.probed("api", Outcome.PASS);
        assertEquals(Fact.Closing.HEALED, well.facts(Fact.IncidentClosed.class).getLast().closing());
        assertEquals(2, well.count(Command.StartProcess.class, "api"));
    }
}
