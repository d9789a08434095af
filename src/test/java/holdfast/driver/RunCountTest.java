package holdfast.driver;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RunCountTest {
    private final RunCount runs = new RunCount();

    @Test
    void whatWasBeforeTheFirstLookIsHistory() {
        assertEquals(0, runs.running(17));
        assertEquals(0, runs.over(18, 18));
    }

    @Test
    void whoSeesEveryRunMissesNone() {
        for (int restarts = 0; restarts < 5; restarts++) {
            assertEquals(0, runs.running(restarts));
            assertEquals(0, runs.running(restarts), "looked at twice");
            assertEquals(0, runs.over(restarts, restarts + 1));
        }
    }

    @Test
    void runsBetweenTwoLooksAreMissedOnce() {
        runs.running(0);
        assertEquals(2, runs.over(3, 3), "the first was told of as running, of the next two nobody heard");
        assertEquals(0, runs.over(3, 3));
        assertEquals(1, runs.over(3, 4));
        assertEquals(1, runs.running(5), "and one more before the one that runs");
        assertEquals(0, runs.over(6, 6));
    }

    @Test
    void whoIsStartedAnewIsCountedFromNothing() {
        runs.running(7);
        assertEquals(0, runs.running(0));
        assertEquals(1, runs.over(2, 2));
        assertEquals(3, runs.over(1, 3), "anew, and three times since");
    }

    @Test
    void whoForgetsMissesNothingOfWhatWasBefore() {
        runs.running(1);
        runs.forget();
        assertEquals(0, runs.over(9, 9));
    }
}
