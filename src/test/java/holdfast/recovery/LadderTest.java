package holdfast.recovery;

import holdfast.model.CommandLine;
import holdfast.model.Fact;
import holdfast.model.LadderSpec;
import holdfast.model.LadderSpec.Mode;
import holdfast.model.Reason;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import holdfast.recovery.Ladder.Called;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class LadderTest {
    private static final Rung FLUSH = Rung.of("flush");
    private static final Rung PAGE = Rung.of("page");
    private static final Called ANYTHING = new Called(true, true, true);
    private static final Called NO_REMEDY = new Called(false, true, true);

    private static LadderSpec ladder(Rung... rungs) {
        var own = new HashMap<Rung.Own, CommandLine>();
        for (Rung rung : rungs) {
            if (rung instanceof Rung.Own mine) {
                own.put(mine, new CommandLine(List.of(mine.name()), "/", Optional.empty(), Map.of(), 1));
            }
        }
        return new LadderSpec(
                Mode.ACT, List.of(rungs), own, List.of(), Optional.empty(), List.of(), List.of(), false, false);
    }

    /// What is taken one after the other, when nothing helps.
    private static List<Rung> climbed(LadderSpec ladder, Rungs history, Called called, int steps) {
        var taken = new ArrayList<Rung>();
        for (int step = 0; step < steps; step++) {
            Ladder.next(ladder, taken, history, 0, called).ifPresent(taken::add);
        }
        return taken;
    }

    private static Rungs failed(int times, Rung rung) {
        Rungs history = Rungs.NONE;
        for (int time = 0; time < times; time++) {
            history = history.and(rung, false, 0);
        }
        return history;
    }

    @Test
    void thePlaceInTheListIsThePlaceOnTheLadder() {
        assertEquals(
                List.of(Rung.REPAIR, FLUSH, Rung.RESTART, PAGE, Rung.CLEAN_RESTART, Rung.CLEAN_RESTART),
                climbed(ladder(Rung.REPAIR, FLUSH, Rung.RESTART, PAGE, Rung.CLEAN_RESTART), Rungs.NONE, ANYTHING, 6));
    }

    @Test
    void aboveTheLastOneTheHighestRestartIsRepeatedAndNotAMeasureOfItsOwn() {
        assertEquals(
                List.of(Rung.RESTART, FLUSH, PAGE, Rung.RESTART, Rung.RESTART),
                climbed(ladder(Rung.RESTART, FLUSH, PAGE), Rungs.NONE, NO_REMEDY, 5));
    }

    @Test
    void aMeasureThatDidNotHoldInThreeOfItsLastFourUsesIsSkipped() {
        LadderSpec ladder = ladder(FLUSH, Rung.RESTART, Rung.CLEAN_RESTART);

        assertEquals(Optional.of(FLUSH), Ladder.next(ladder, List.of(), failed(2, FLUSH), 0, NO_REMEDY));
        assertEquals(Optional.of(Rung.RESTART), Ladder.next(ladder, List.of(), failed(3, FLUSH), 0, NO_REMEDY));
        assertEquals(Optional.of(FLUSH), Ladder.next(ladder, List.of(), failed(3, FLUSH).and(FLUSH, true, 0), 0, NO_REMEDY));
    }

    @Test
    void historyBelongsToTheNameWhereverItStands() {
        Rungs history = failed(3, FLUSH);

        assertEquals(Optional.of(PAGE), Ladder.next(ladder(PAGE, FLUSH, Rung.RESTART), List.of(), history, 0, NO_REMEDY));
        assertEquals(
                List.of(PAGE, Rung.RESTART), climbed(ladder(FLUSH, PAGE, Rung.RESTART), history, NO_REMEDY, 2));
        assertFalse(history.isOpen(Rung.of("flush-2"), 0));
        assertFalse(history.and(PAGE, false, 0).isOpen(PAGE, 0), "what one did not hold counts against no other");
    }

    @Test
    void inALadderThatWasEditedMeanwhileOnlyWhatStandsAboveEveryMeasureTakenIsNew() {
        assertEquals(
                Optional.of(Rung.CLEAN_RESTART),
                Ladder.next(ladder(PAGE, Rung.RESTART, FLUSH, Rung.CLEAN_RESTART), List.of(FLUSH, Rung.RESTART), Rungs.NONE, 0, NO_REMEDY));
        assertEquals(
                Optional.of(PAGE),
                Ladder.next(ladder(Rung.RESTART, PAGE), List.of(FLUSH, Rung.RESTART), Rungs.NONE, 0, NO_REMEDY));
    }

    @Test
    void whereARestartCannotHelpAMeasureOfItsOwnIsNotTakenEither() {
        LadderSpec ladder = ladder(Rung.REPAIR, FLUSH, Rung.RESTART);

        assertEquals(Optional.empty(), Ladder.next(ladder, List.of(), Rungs.NONE, 0, new Called(false, false, false)));
        assertEquals(Optional.of(Rung.REPAIR), Ladder.next(ladder, List.of(), Rungs.NONE, 0, new Called(true, false, false)));
        assertEquals(
                Optional.of(Rung.RESTART), Ladder.next(ladder, List.of(), Rungs.NONE, 0, new Called(false, true, false)), "a slow retry");
    }

    @Test
    void namesThatComeAndGoAreForgottenInTheEnd() {
        Rungs history = Rungs.NONE;
        for (int name = 0; name < 1000; name++) {
            history = history.and(Rung.of("own-" + name), false, 0);
        }

        assertEquals(Rungs.REMEMBERED_IN_ALL, history.uses().size());
    }

    @Test
    void aLadderNeedsARestartAndACommandForEachMeasureOfItsOwn() {
        assertThrows(IllegalArgumentException.class, () -> ladder(Rung.REPAIR, FLUSH));
        assertThrows(IllegalArgumentException.class, () -> ladder(FLUSH, Rung.RESTART, FLUSH));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LadderSpec(
                        Mode.ACT, List.of(FLUSH, Rung.RESTART), List.of(), Optional.empty(), List.of(), List.of(), false, false));
    }

    @Test
    void anApprovalIsOfTheMeasureOfThatName() {
        var what = Optional.of(Reason.of("t.what"));
        Course asked = Course.BEGUN
                .proposed(new Fact.Proposed(new ServiceId("api"), 1, new Rung.Own("flush"), what))
                .approved();

        assertTrue(asked.isApproved(new Rung.Own("flush"), what), "as the journal gives it back");
        assertFalse(asked.isApproved(new Rung.Own("page"), what));
    }

    @Test
    void everyWordIsTheMeasureItIsTheWordOf() {
        for (Rung rung : Rung.Known.values()) {
            assertEquals(rung, Rung.of(rung.word()));
        }
        assertEquals(new Rung.Own("flush"), Rung.of("flush"));
        assertTrue(Rung.of("clean-restart").isRestart());
    }
}
