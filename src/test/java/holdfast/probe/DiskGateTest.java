package holdfast.probe;

import holdfast.model.CheckId;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A check hangs on a dead file system once at most.
final class DiskGateTest {
    private static final CheckId CHECK = new CheckId(Ask.SERVICE, "files");
    private static final CheckId OTHER = new CheckId(Ask.SERVICE, "other");

    private final DiskGate gate = new DiskGate();

    private static ProbeResult pass() {
        return ProbeResult.of(Outcome.PASS, Reason.of("probe.files.pass", "/"), 1);
    }

    @Test
    void asLongAsALookHangsItsCheckIsInErrorAndOthersAreNot() throws Exception {
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        var hanging = CompletableFuture.supplyAsync(() -> gate.through(CHECK, () -> {
            begun.countDown();
            await(end);
            return pass();
        }));
        await(begun);

        assertEquals("probe.monitor.hangs", gate.through(CHECK, DiskGateTest::pass).reason().key());
        assertEquals(Outcome.ERROR, gate.through(CHECK, DiskGateTest::pass).outcome());
        assertEquals(Outcome.PASS, gate.through(OTHER, DiskGateTest::pass).outcome());
        end.countDown();
        assertEquals(Outcome.PASS, hanging.get(20, TimeUnit.SECONDS).outcome());
        assertEquals(Outcome.PASS, gate.through(CHECK, DiskGateTest::pass).outcome());
    }

    @Test
    void aLookThatBreaksLeavesTheWayOpen() {
        assertThrows(IllegalStateException.class, () -> gate.through(CHECK, () -> {
            throw new IllegalStateException();
        }));

        assertEquals(Outcome.PASS, gate.through(CHECK, DiskGateTest::pass).outcome());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
