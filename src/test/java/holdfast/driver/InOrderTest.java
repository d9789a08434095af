package holdfast.driver;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

class InOrderTest {
    @Test
    void anActionThatBreaksDoesNotStopTheOnesBehindIt() throws Exception {
        var inOrder = new InOrder();
        var first = new CountDownLatch(1);
        var third = new CountDownLatch(1);
        var fourth = new CountDownLatch(1);

        inOrder.submit(() -> await(first));
        inOrder.submit(() -> {
            throw new IllegalStateException("a bug that this test makes");
        });
        inOrder.submit(third::countDown);
        first.countDown();

        assertTrue(third.await(20, TimeUnit.SECONDS), "what waited");
        inOrder.submit(fourth::countDown);
        assertTrue(fourth.await(20, TimeUnit.SECONDS), "what came later");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
