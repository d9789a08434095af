package holdfast.daemon;

import holdfast.daemon.ObserverCheck.Pulse;
import holdfast.model.Event;
import holdfast.model.Limits;
import holdfast.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ObserverCheckTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<String> said = new ArrayList<>();
    private Pulse pulse = new Pulse(0, 0);
    private Optional<Reason> canary = Optional.empty();
    private boolean isFull;

    private final ObserverCheck check = new ObserverCheck(() -> pulse, _ -> canary, this::take, () -> {});

    @Test
    void saysNothingWhileAllIsWell() {
        check.look(0);
        pulse = new Pulse(5, 3);
        check.look(SECOND / 2);
        pulse = new Pulse(6, 3);
        check.look(0);

        assertEquals(List.of(), said);
    }

    @Test
    void saysSoAgainAndAgainWhileItIsNotFitAndOnceWhenItIsWell() {
        canary = Optional.of(Reason.of("daemon.observer.canary", "x"));
        check.look(0);
        check.look(0);
        canary = Optional.empty();
        check.look(0);
        check.look(0);
        check.look(0);

        assertEquals(List.of("-daemon.observer.canary", "-daemon.observer.canary", "+daemon.observer.fit"), said);
        assertTrue(2 * ObserverCheck.EVERY_NANOS < Limits.OBSERVER_WORD_NANOS);
    }

    @Test
    void isNotFitAfterALookThatCameLate() {
        check.look(2 * SECOND);

        assertEquals(List.of("-daemon.observer.late"), said);
    }

    @Test
    void isNotFitWhileEventsWaitAndNoTurnIsMade() {
        pulse = new Pulse(7, 1);
        check.look(0);
        assertEquals(List.of(), said);

        check.look(0);
        assertEquals(List.of("-daemon.observer.loop"), said);
    }

    @Test
    void aWordThatFindsNoRoomIsSaidAgain() {
        check.look(2 * SECOND);
        isFull = true;
        check.look(0);
        check.look(0);
        isFull = false;
        check.look(0);

        assertEquals(List.of("-daemon.observer.late", "+daemon.observer.fit"), said);
    }

    @Test
    void theCanaryAnswersUntilItIsClosed() throws Exception {
        var bird = new Canary(task -> Thread.ofVirtual().start(task));
        for (int i = 0; i < 50; i++) {
            assertEquals(Optional.empty(), bird.ask(5 * SECOND));
        }
        bird.close();
        // It is opened anew: what was closed by accident is no sign of illness.
        assertEquals(Optional.empty(), bird.ask(5 * SECOND));
        bird.close();
    }

    @Test
    void theCanaryFallsSilentWhereProbesGetNoThreadAndRecovers() throws Exception {
        var starved = new AtomicBoolean();
        try (var bird = new Canary(task -> {
            if (!starved.get()) {
                Thread.ofVirtual().start(task);
            }
        })) {
            assertEquals(Optional.empty(), bird.ask(5 * SECOND));
            starved.set(true);
            assertEquals("daemon.observer.canary", bird.ask(SECOND / 20).orElseThrow().key());
            starved.set(false);
            assertEquals(Optional.empty(), bird.ask(5 * SECOND));
        }
    }

    @Test
    void looksBySelfAndEndsWhenClosed() throws Exception {
        var looked = new CountDownLatch(1);
        var own = ObserverCheck.begin(
                () -> {
                    looked.countDown();
                    return pulse;
                },
                this::take,
                Runnable::run);

        assertTrue(looked.await(20, TimeUnit.SECONDS));
        own.close();
    }

    private synchronized boolean take(Event event) {
        if (!isFull && event instanceof Event.ObserverJudged(boolean fit, Reason reason)) {
            said.add((fit ? "+" : "-") + reason.key());
        }
        return !isFull;
    }
}
