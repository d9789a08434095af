package holdfast.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A process that the kernel really kills for want of memory, in a control group of the test's own.
class OutOfMemoryIT {
    private static final String LIMIT_BYTES = "50331648";

    /// Where memory is limited: version 1 of control groups, and version 2.
    private static final Path FIRST = Path.of("/sys/fs/cgroup/memory");
    private static final Path SECOND = Path.of("/sys/fs/cgroup");

    private final Sandbox sandbox = new Sandbox();
    private Optional<Path> group = Optional.empty();

    @AfterEach
    void cleanUp() throws IOException {
        sandbox.close();
        if (group.isPresent()) {
            Files.delete(group.get());
        }
    }

    @Test
    void aKillByTheKernelForWantOfMemoryIsToldAsWhatItIs() throws IOException {
        Sandbox.needs("perl", "perl");
        group = limited();
        assumeTrue(group.isPresent(), "no control group can be made here that limits memory");
        sandbox.write("app.sh", "echo $$ > " + group.get().resolve("cgroup.procs") + " && exec perl app.pl\n");
        sandbox.write("app.pl", """
                while (1) {
                  if (unlink 'eat') { my @all; while (1) { push @all, 'x' x 1000000 } }
                  select(undef, undef, undef, 0.05);
                }
                """);
        sandbox.configure("""
                state: state
                services:
                  app:
                    run: sh app.sh
                    every: 500ms
                    recover: { stable: 5s }
                """);
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("app").number("pid");

        sandbox.write("eat", "");

        daemon.await("app", "runs in another process, and the incident is over", 60, service ->
                service.text("health").equals("healthy")
                        && service.object("process").filter(process -> process.number("pid") != pid).isPresent()
                        && service.object("incident").isEmpty());
        Json diagnosis = Json.read(sandbox.holdfast("incidents", "1", "--json").output()).object("diagnosis").orElseThrow();
        assertEquals("out-of-memory", diagnosis.text("blame"));
        assertEquals("certain", diagnosis.text("confidence"));
        assertEquals("restart", diagnosis.text("advice"));
        String told = sandbox.holdfast("incidents", "1").output();
        assertTrue(told.contains("For certain: the kernel ended processes of it because memory ran out"), told);
        assertTrue(told.contains("signal 9"), told);
    }

    private static Optional<Path> limited() {
        boolean isSecond = read(SECOND.resolve("cgroup.subtree_control")).contains("memory");
        if (!isSecond && !Files.isWritable(FIRST.resolve("cgroup.procs"))) {
            return Optional.empty();
        }
        Path made = (isSecond ? SECOND : FIRST).resolve("holdfast-test-" + ProcessHandle.current().pid());
        try {
            Files.createDirectory(made);
            for (String limit : isSecond ? List.of("memory.max") : List.of("memory.limit_in_bytes")) {
                Files.writeString(made.resolve(limit), LIMIT_BYTES);
            }
            return Optional.of(made);
        } catch (IOException refused) {
            return Optional.empty();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException none) {
            return "";
        }
    }
}
