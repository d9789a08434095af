package holdfast.alert;

import holdfast.model.Fact.AlertKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

final class NoticeTest {
    private static final long DUE = 30;
    private static final Notice.Case OPEN = new Notice.Case(false, false, false, false, DUE);
    private static final Told DOWN = Told.NOTHING.and(AlertKind.DOWN);

    @Test
    void downIsToldWhenItsTimeHasComeAndOnlyOnce() {
        assertEquals(Optional.empty(), Notice.whileOpen(Told.NOTHING, OPEN, DUE - 1));
        assertEquals(Optional.of(AlertKind.DOWN), Notice.whileOpen(Told.NOTHING, OPEN, DUE));
        assertEquals(Optional.empty(), Notice.whileOpen(DOWN, OPEN, DUE + 1));
    }

    @Test
    void whatNeedsAPersonIsToldAtOnce() {
        var stuck = new Notice.Case(false, false, false, true, DUE);

        assertEquals(Optional.of(AlertKind.DOWN), Notice.whileOpen(Told.NOTHING, stuck, 0));
    }

    @Test
    void givingUpIsToldAtOnceAlsoAfterDownAndOnlyOnce() {
        var parked = new Notice.Case(true, false, false, false, DUE);

        assertEquals(Optional.of(AlertKind.GAVE_UP), Notice.whileOpen(Told.NOTHING, parked, 0));
        assertEquals(Optional.of(AlertKind.GAVE_UP), Notice.whileOpen(DOWN, parked, 0));
        assertEquals(Optional.empty(), Notice.whileOpen(DOWN.and(AlertKind.GAVE_UP), parked, 0));
    }

    @Test
    void nothingIsToldWhileADependencyIsToBlameOrAGoodStateIsBeingProven() {
        assertEquals(Optional.empty(), Notice.whileOpen(Told.NOTHING, new Notice.Case(false, false, true, false, DUE), DUE));
        assertEquals(Optional.empty(), Notice.whileOpen(Told.NOTHING, new Notice.Case(false, true, false, false, DUE), DUE));
        assertEquals(Optional.empty(), Notice.whileOpen(Told.NOTHING, new Notice.Case(true, true, false, false, DUE), DUE));
    }

    @Test
    void everyDownHasItsRecovered() {
        assertEquals(AlertKind.RECOVERED, Notice.onClosing(DOWN));
        assertEquals(AlertKind.RECOVERED, Notice.onClosing(Told.NOTHING.and(AlertKind.GAVE_UP)));
        assertEquals(AlertKind.SELF_HEALED, Notice.onClosing(Told.NOTHING));
    }

    @Test
    void isLookedAtAgainExactlyWhenItIsDue() {
        assertEquals(Optional.of(DUE), Notice.dueNanos(Told.NOTHING, OPEN));
        assertEquals(Optional.empty(), Notice.dueNanos(DOWN, OPEN));
    }
}
