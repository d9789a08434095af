package holdfast.evidence;

import holdfast.evidence.Part.Look;
import holdfast.model.Command;
import holdfast.model.Finding;
import holdfast.model.Incarnation;
import holdfast.model.Limits;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.evidence.Scene.found;
import static holdfast.evidence.Scene.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// No part holds up the others, and none the whole.
class LookTimeTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path directory;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(directory);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void aPartThatHangsOrBreaksCostsNobodyElseHisTurn() throws Exception {
        var never = new CountDownLatch(1);
        var examiner = new Examiner(scene.machine, scene.store, List.of(
                part("hangs", (_, _) -> {
                    never.await();
                    return Look.of("");
                }),
                part("breaks", (_, _) -> {
                    throw new IOException("broken");
                }),
                part("works", (_, _) -> Look.of("seen", new Finding.PortFree(7)))));

        Finding.Examination seen = examiner.examine(
                new Command.Examine(scene.service(Optional.empty(), Map.of()).id(), 1, 42, Optional.of(new Incarnation(1)), Optional.empty()),
                scene.service(Optional.empty(), Map.of()));

        assertEquals(
                List.of("evidence.part-late", "evidence.part-failed"),
                unseen(seen).stream().map(Reason::key).toList());
        assertEquals(1, found(seen, Finding.PortFree.class).size());
        assertEquals("seen", text(seen, "works"));
    }

    /// On a full disk nothing can be kept, and what only programs know is asked for all the same.
    @Test
    void whereNothingCanBeKeptProgramsWriteIntoMemory() throws Exception {
        // Its directory is a file.
        Files.writeString(directory.resolve("evidence"), "");
        var given = new AtomicReference<Optional<Path>>(Optional.empty());
        var examiner = new Examiner(scene.machine, scene.store, List.of(part("asks", (_, scratch) -> {
            given.set(scratch.map(path -> Files.isDirectory(path) ? path : Path.of("missing")));
            Files.writeString(scratch.orElseThrow().resolve("program.out"), "");
            return Look.of("", new Finding.PortFree(7));
        })));
        ServiceSpec service = scene.service(Optional.empty(), Map.of());

        Finding.Examination seen =
                examiner.examine(new Command.Examine(service.id(), 1, 42, Optional.empty(), Optional.empty()), service);

        assertEquals(Optional.empty(), seen.evidence());
        assertEquals(1, found(seen, Finding.PortFree.class).size());
        Path scratch = Objects.requireNonNull(given.get()).orElseThrow();
        assertTrue(scratch.startsWith("/dev/shm"), scratch.toString());
        assertFalse(Files.exists(scratch));
    }

    /// A store that gives no place, and parts that heed no interrupt.
    @Test
    void aWholeLookEndsWithinItsTimeWhateverHangs() throws Exception {
        var never = new CountDownLatch(1);
        var isHeld = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform().daemon().start(() -> {
            synchronized (scene.store) {
                isHeld.countDown();
                awaitHeedless(never);
            }
        });
        isHeld.await();
        List<Part> parts = new Examiner(scene.machine, scene.store, scene.outputs(), scene.marks, scene.transcripts).parts();
        List<Part> hanging = parts.stream()
                .map(real -> part(real.name(), real.withinNanos(), (_, _) -> {
                    awaitHeedless(never);
                    return Look.of("");
                }))
                .toList();
        ServiceSpec service = scene.service(Optional.empty(), Map.of());
        long began = System.nanoTime();

        Finding.Examination seen = new Examiner(scene.machine, scene.store, hanging)
                .examine(new Command.Examine(service.id(), 1, 42, Optional.empty(), Optional.empty()), service);

        long took = System.nanoTime() - began;
        never.countDown();
        holder.join();
        assertTrue(took < Limits.EXAMINATION_NANOS, took + " ns");
        assertEquals(parts.size() + 1, unseen(seen).stream().filter(reason -> reason.key().equals("evidence.part-late")).count());
        assertEquals(Optional.empty(), seen.evidence());
    }

    private static void awaitHeedless(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException heedless) {
                // As a thread is that hangs in the kernel.
            }
        }
    }

    private interface Body {
        Look look(Subject subject, Optional<Path> scratch) throws IOException, InterruptedException;
    }

    private static Part part(String name, Body body) {
        return part(name, SECOND / 2, body);
    }

    private static Part part(String name, long withinNanos, Body body) {
        return new Part() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public long withinNanos() {
                return withinNanos;
            }

            @Override
            public Look look(Subject subject, Optional<Path> scratch) throws IOException, InterruptedException {
                return body.look(subject, scratch);
            }
        };
    }

    private static List<Reason> unseen(Finding.Examination examination) {
        return found(examination, Finding.Unseen.class).stream().map(Finding.Unseen::reason).toList();
    }
}
