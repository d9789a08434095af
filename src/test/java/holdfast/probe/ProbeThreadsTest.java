package holdfast.probe;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

final class ProbeThreadsTest {
    @Test
    void hangingProbesDoNotMakeOthersWait() throws InterruptedException, ExecutionException, TimeoutException {
        int count = 300;
        var hanging = new CountDownLatch(count);
        var release = new CountDownLatch(1);
        try (var threads = new ProbeThreads()) {
            for (int i = 0; i < count; i++) {
                threads.execute(() -> {
                    hanging.countDown();
                    awaitQuietly(release);
                });
            }

            assertEquals(true, hanging.await(30, TimeUnit.SECONDS), "some probes were not begun");
            var healthy = CompletableFuture.supplyAsync(() -> "answered", threads);
            assertEquals("answered", healthy.get(30, TimeUnit.SECONDS));
            release.countDown();
        }
    }

    @Test
    void aFreePlatformThreadIsUsedFirst() throws InterruptedException, ExecutionException, TimeoutException {
        try (var threads = new ProbeThreads()) {
            assertFalse(CompletableFuture.supplyAsync(() -> Thread.currentThread().isVirtual(), threads).get(30, TimeUnit.SECONDS));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }
}
