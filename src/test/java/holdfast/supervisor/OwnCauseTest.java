package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Diagnosis.Confidence;
import holdfast.model.Event.Request;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Hold;
import holdfast.model.HostPolicy;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Status.Next;
import holdfast.model.Status.State;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Stories of many that fall silent together, some of which are known to have a cause of their own.
final class OwnCauseTest {
    private static final Finding FROZEN = new Finding.MainProcess(7, 'T', Optional.empty());

    private final int count = 6;
    private final Rig rig;
    private int frozen;

    OwnCauseTest() {
        rig = new Rig(IntStream.range(0, count).mapToObj(i -> service("s" + i, RecoverPolicy.DEFAULT)).toArray(ServiceSpec[]::new));
        IntStream.range(0, count).forEach(i -> rig.up("s" + i));
        rig.examineByHand();
    }

    private Optional<Hold.Kind> hold(int i) {
        return rig.status("s" + i).incident().flatMap(incident -> incident.hold()).map(Hold::kind);
    }

    private int stops(int i) {
        return rig.count(Command.StopProcess.class, "s" + i);
    }

    /// Of those that are frozen.
    private long stopping() {
        return IntStream.range(0, frozen).filter(i -> rig.status("s" + i).state() == State.STOPPING).count();
    }

    /// All fail until each has been looked at; the first of them are frozen.
    private void fallSilent(int first) {
        frozen = first;
        probeAll(16 * SECOND);
        for (int i = 0; i < count; i++) {
            if (i < frozen) {
                rig.examined("s" + i, FROZEN);
            } else {
                rig.examined("s" + i);
            }
        }
        probeAll(2 * SECOND);
    }

    private void probeAll(long nanos) {
        for (long end = rig.now() + nanos; rig.now() < end; ) {
            rig.advance(SECOND / 2);
            for (int i = 0; i < count; i++) {
                rig.answerProbe("s" + i, Outcome.FAIL);
            }
        }
    }

    /// A stop is done at once, and what is started answers.
    private void serve(long nanos) {
        for (long end = rig.now() + nanos; rig.now() < end; ) {
            rig.advance(SECOND / 2);
            assertTrue(stopping() <= 1, "in lock-step");
            for (int i = 0; i < count; i++) {
                if (rig.status("s" + i).state() == State.STOPPING) {
                    rig.stopped("s" + i);
                    rig.started("s" + i);
                }
                rig.answerProbe("s" + i, rig.count(Command.StartProcess.class, "s" + i) > 1 ? Outcome.PASS : Outcome.FAIL);
            }
        }
    }

    @Test
    void sixThatAreFrozenTogetherAreRestartedOneByOneWithoutWaitingForACommonCause() {
        fallSilent(6);
        assertEquals(1, stopping());
        assertEquals(Optional.of(Hold.Kind.ONE_BY_ONE), hold(1));

        serve(30 * SECOND);

        for (int i = 0; i < count; i++) {
            assertEquals(1, stops(i), "s" + i);
            assertEquals(Optional.empty(), rig.status("s" + i).incident(), "s" + i);
        }
    }

    @Test
    void thoseWithoutACauseOfTheirOwnAreHeldAsBefore() {
        fallSilent(3);
        serve(60 * SECOND);

        for (int i = 0; i < count; i++) {
            assertEquals(i < 3 ? 1 : 0, stops(i), "s" + i);
        }
        assertEquals(Optional.of(Hold.Kind.COMMON_CAUSE), hold(3));
    }

    @Test
    void whatHasACauseOfItsOwnSaysNothingOfACommonOne() {
        fallSilent(4);
        serve(60 * SECOND);

        for (int i = 0; i < count; i++) {
            assertEquals(1, stops(i), "two of six are not many: s" + i);
        }
    }

    @Test
    void whatIsOnlyLikelyToBeItsOwnIsHeld() {
        probeAll(16 * SECOND);
        for (int i = 0; i < count; i++) {
            rig.examined("s" + i, new Finding.HaltedProcess(7, 'T', Optional.empty()));
        }
        serve(60 * SECOND);

        assertEquals(Blame.FROZEN, rig.facts(Fact.Diagnosed.class).getFirst().blame());
        IntStream.range(0, count).forEach(i -> assertEquals(0, stops(i), "s" + i));
    }

    @Test
    void onlyWhatIsOneServicesAloneIsItsOwn() {
        var own = EnumSet.noneOf(Blame.class);
        for (Blame blame : Blame.values()) {
            if (diagnosis(blame, Confidence.CERTAIN).isItsOwn()) {
                own.add(blame);
            }
            assertFalse(diagnosis(blame, Confidence.LIKELY).isItsOwn());
        }

        assertEquals(EnumSet.of(Blame.CRASHED, Blame.FROZEN, Blame.PORT_HELD_BY_STRAY, Blame.WRONG_PERMISSIONS), own);
    }

    private static Diagnosis diagnosis(Blame blame, Confidence confidence) {
        return new Diagnosis(blame, confidence, Reason.of("t.why"), List.of(), Optional.empty(), Advice.RESTART, Advice.RESTART);
    }

    @Test
    void oneThatIsPinnedDoesNotKeepTheOthersWaitingForEver() {
        rig.asked("s0", new Request.Pin("debugging", Long.MAX_VALUE));
        fallSilent(0);
        assertEquals(Optional.of(Hold.Kind.PINNED), hold(0));

        probeAll(HostPolicy.DEFAULT.commonCauseWaitNanos());

        assertEquals(0, stops(0));
        assertEquals(1, stops(1));
    }

    @Test
    void whenItIsTriedIsSaidAsLongAsThatIsKnown() {
        fallSilent(0);
        Next next = rig.status("s1").next().orElseThrow();
        assertEquals(Next.What.RESTART, next.what());
        assertEquals(
                rig.status("s1").incident().orElseThrow().detectedNanos() + HostPolicy.DEFAULT.commonCauseWaitNanos(), next.atNanos());

        probeAll(HostPolicy.DEFAULT.commonCauseWaitNanos());

        assertEquals(Optional.of(Hold.Kind.COMMON_CAUSE), hold(3));
        assertEquals(Next.What.PROBE, rig.status("s3").next().orElseThrow().what(), "others go first, for nobody knows how long");
    }

    @Test
    void peopleAreToldOfItByOneOfWhichTheyMayBeTold() {
        rig.asked("s0", new Request.Silence("maintenance", Long.MAX_VALUE));
        fallSilent(0);
        probeAll(60 * SECOND);

        assertEquals(
                List.of(new ServiceId("s1")), rig.facts(Fact.AlertDecided.class).stream().map(Fact.AlertDecided::service).toList());
    }
}
