package holdfast.daemon;

import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HeraldTest {
    @Test
    void deliversInOrderAndEverythingBeforeItCloses() {
        var heard = new CopyOnWriteArrayList<Progress>();
        var herald = new Herald();
        var _ = herald.listen(heard::add);
        for (int i = 0; i < 1000; i++) {
            herald.tell(note(i));
        }

        herald.close();

        assertEquals(1000, heard.size());
        assertEquals(note(0), heard.getFirst());
        assertEquals(note(999), heard.getLast());
    }

    @Test
    void aListenerThatHangsHoldsUpNobody() throws Exception {
        var stuck = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var herald = new Herald();
        var _ = herald.listen(_ -> {
            stuck.countDown();
            awaitQuietly(release);
        });
        herald.tell(note(0));
        assertTrue(stuck.await(20, TimeUnit.SECONDS));

        for (int i = 0; i < 20_000; i++) {
            herald.tell(note(i));
        }

        assertEquals(10_000, herald.dropped());
        release.countDown();
        herald.close();
    }

    @Test
    void singleProbesReachOnlyThoseWhoWantEverything() throws Exception {
        BlockingQueue<Progress> log = new LinkedBlockingQueue<>();
        BlockingQueue<Progress> person = new LinkedBlockingQueue<>();
        var result = ProbeResult.of(Outcome.PASS, Reason.of("probe.tcp.open"), 1);
        var probed = new Progress.Probed(Samples.check("shop"), result, 1);
        try (var herald = new Herald()) {
            herald.listenToDecisions(log::add);
            herald.tell(probed);
            try (var _ = herald.listen(person::add)) {
                herald.tell(probed);
                herald.tell(note(1));
                assertEquals(probed, person.poll(20, TimeUnit.SECONDS));
                assertEquals(note(1), person.poll(20, TimeUnit.SECONDS));
            }
            herald.tell(note(2));
            assertEquals(note(1), log.poll(20, TimeUnit.SECONDS));
            assertEquals(note(2), log.poll(20, TimeUnit.SECONDS));
        }
        assertEquals(List.of(), List.copyOf(person));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Progress note(int number) {
        return Progress.Noted.of(Progress.Note.INFO, Reason.of("daemon.started", number), number);
    }
}
