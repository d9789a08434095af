package holdfast.daemon;

import holdfast.model.Event;
import holdfast.model.ProbeResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static holdfast.daemon.Samples.finished;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InboxTest {
    private final Inbox inbox = new Inbox(2);

    @Test
    void givesEventsInOrder() {
        inbox.post(woke("a"));
        inbox.post(finished("b", 1, Outcome.PASS));

        assertEquals(List.of(woke("a"), finished("b", 1, Outcome.PASS)), drain());
        assertEquals(Optional.empty(), inbox.poll());
    }

    @Test
    void keepsOnlyTheNewestResultOfEachCheckWhenFull() {
        inbox.post(woke("a"));
        inbox.post(woke("b"));
        inbox.post(finished("x", 1, Outcome.PASS));
        inbox.post(finished("y", 2, Outcome.PASS));
        inbox.post(finished("x", 3, Outcome.FAIL));

        assertEquals(
                List.of(woke("a"), woke("b"), finished("x", 3, Outcome.FAIL), finished("y", 2, Outcome.PASS)), drain());
    }

    @Test
    void aNewerResultNeverComesBeforeAnOlderOne() {
        inbox.post(woke("a"));
        inbox.post(woke("b"));
        inbox.post(finished("x", 1, Outcome.PASS));
        assertEquals(Optional.of(woke("a")), inbox.poll());

        inbox.post(finished("x", 2, Outcome.FAIL));

        assertEquals(List.of(woke("b"), finished("x", 2, Outcome.FAIL)), drain());
    }

    @Test
    void whoBringsAnExitWaitsForRoom() throws Exception {
        inbox.post(woke("a"));
        inbox.post(woke("b"));
        var brought = new CountDownLatch(1);
        Thread bringer = Thread.ofVirtual().start(() -> {
            inbox.post(woke("c"));
            brought.countDown();
        });
        while (bringer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertEquals(1, brought.getCount());

        assertEquals(Optional.of(woke("a")), inbox.poll());

        assertTrue(brought.await(10, TimeUnit.SECONDS));
        assertEquals(List.of(woke("b"), woke("c")), drain());
    }

    @Test
    void closingLetsGoOfWhoWaits() throws Exception {
        inbox.post(woke("a"));
        inbox.post(woke("b"));
        Thread bringer = Thread.ofVirtual().start(() -> inbox.post(woke("c")));

        inbox.close();

        assertTrue(bringer.join(Duration.ofSeconds(10)));
        assertEquals(List.of(woke("a"), woke("b")), drain());
    }

    @Test
    void anAlertEndsTheWait() throws Exception {
        inbox.alert();

        inbox.await(TimeUnit.HOURS.toNanos(1));

        assertEquals(0, inbox.size());
    }

    private List<Event> drain() {
        var events = new ArrayList<Event>();
        for (var next = inbox.poll(); next.isPresent(); next = inbox.poll()) {
            events.add(next.get());
        }
        return events;
    }

    private static Event woke(String name) {
        return new Event.ServiceWoke(Samples.id(name));
    }
}
