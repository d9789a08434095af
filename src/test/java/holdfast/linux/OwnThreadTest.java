package holdfast.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OwnThreadTest {
    /// Of /proc/PID/stat, proc_pid_stat(5), counted behind the name.
    private static final int NICE_FIELD = 19 - 3;

    @Test
    void threadThatLetsOthersGoFirstDoesSoAloneAndItsThreadsWithIt() {
        int before = niceOfThisThread();
        var seen = new CompletableFuture<List<Integer>>();

        Thread.ofPlatform().start(() -> {
            var nice = new ArrayList<Integer>();
            assertTrue(OwnThread.letOthersGoFirst());
            nice.add(niceOfThisThread());
            Thread.ofPlatform().start(() -> {
                nice.add(niceOfThisThread());
                seen.complete(nice);
            });
        });

        assertEquals(List.of(OwnThread.PATIENT, OwnThread.PATIENT), seen.join());
        assertEquals(before, niceOfThisThread());
    }

    private static int niceOfThisThread() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE_FIELD]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
