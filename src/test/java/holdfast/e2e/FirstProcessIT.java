package holdfast.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Holdfast as the first process of a pid namespace, as in a container.
class FirstProcessIT {
    private static final List<String> NAMESPACE = List.of("unshare", "--fork", "--pid", "--mount-proc", "--kill-child");

    private final Sandbox sandbox = new Sandbox();

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void collectsTheOrphansThatEndInItsContainer() throws Exception {
        Sandbox.needs("unshare", "util-linux");
        Process attempt = new ProcessBuilder(with(List.of("true"))).redirectErrorStream(true).start();
        assumeTrue(attempt.waitFor() == 0, "a pid namespace needs root");
        sandbox.write("app.sh", """
                for orphan in 1 2 3 4 5; do sh -c 'sleep 0.2 & exit 0'; done
                exec sleep 86421
                """);
        sandbox.configure("""
                state: state
                services:
                  app:
                    run: sh app.sh
                    every: 500ms
                """);
        Path output = sandbox.folder().resolve("first.out");
        var launcher = List.of(Path.of("holdfast").toAbsolutePath().toString(), "-c", sandbox.configuration().toString(), "monitor");
        Process first = sandbox.start(with(launcher), sandbox.folder(), output);
        var daemon = new Daemon(sandbox, first, output);
        daemon.awaitHealthy("app");

        Await.until("orphans have ended", 30, () -> zombies(first) > 0);
        Await.until("all of them are collected", 60, () -> zombies(first) == 0);
        Json app = daemon.awaitHealthy("app");
        assertEquals(0, app.number("restarts"));
    }

    private static List<String> with(List<String> program) {
        var argv = new ArrayList<>(NAMESPACE);
        argv.addAll(program);
        return argv;
    }

    /// Dead children of the first process, seen from outside.
    private static long zombies(Process unshare) {
        return unshare.children()
                .flatMap(ProcessHandle::children)
                .filter(child -> status(child.pid()).filter(text -> text.contains("State:\tZ")).isPresent())
                .count();
    }

    private static Optional<String> status(long pid) {
        try {
            return Optional.of(Files.readString(Path.of("/proc/" + pid + "/status")));
        } catch (IOException gone) {
            // It was collected while we looked.
            return Optional.empty();
        }
    }
}
