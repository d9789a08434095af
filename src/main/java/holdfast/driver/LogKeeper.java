package holdfast.driver;

import holdfast.driver.LogRotation.Outcome;
import holdfast.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Keeps logs from growing without end: looks at their lengths now and then, and has those rotated that are too long.
///
/// A look costs one stat(2) a file. The next one comes when the fastest of them should be full, judged by how it has grown since
/// the last.
///
/// Threading: any; works on a thread of its own.
public final class LogKeeper implements AutoCloseable {
    /// Nanoseconds between two looks when nothing hurries.
    static final long LOOK_MAX_NANOS = 5_000_000_000L;

    /// Nanoseconds between two looks however fast logs grow: at 1 GB/s, the most a disk takes, 250 MB come in between.
    static final long LOOK_MIN_NANOS = 250_000_000L;

    /// Nanoseconds until what failed is tried again: it takes a person to change that.
    private static final long PAUSE_NANOS = 60_000_000_000L;

    /// Seconds that a rotation gets to end at the close. Cut short, it is finished by the next Holdfast.
    private static final long GOODBYE_SECONDS = 5;

    private final LogRotation rotation;
    private final Consumer<Reason> warnings;
    private final Thread thread = Thread.ofPlatform().name("holdfast-logs").daemon().unstarted(this::work);

    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

    // These two belong to the thread.
    private final Map<Path, Watched> watched = new HashMap<>();
    private final Set<Reason> told = new HashSet<>();

    private LogKeeper(LogRotation rotation, Consumer<Reason> warnings) {
        this.rotation = rotation;
        this.warnings = warnings;
    }

    /// How one log is kept, see [LogRotation#rotate].
    public record Quota(long bytes, int keep) {}

    /// One log, and what the last look at it showed.
    ///
    /// @param isKnown whether it was rotated since Holdfast began: the first time finishes what an earlier life began
    /// @param trouble why it could not be rotated, which was told
    private record Watched(
            Quota quota, boolean isKnown, long bytes, long lookedNanos, long notBeforeNanos, Optional<Reason> trouble) {
        Watched with(Quota other) {
            return new Watched(other, isKnown, bytes, lookedNanos, lookedNanos, trouble);
        }
    }

    private sealed interface Order {
        record Keep(Map<Path, Quota> files) implements Order {}

        record End() implements Order {}
    }

    /// Begins, with nothing to keep yet.
    ///
    /// @param warnings what a person should know, each said once, on the keeper's thread
    public static LogKeeper begin(LogRotation rotation, Consumer<Reason> warnings) {
        var keeper = new LogKeeper(rotation, warnings);
        keeper.thread.start();
        return keeper;
    }

    /// From now on, these files and no others. Looks at them at once.
    ///
    /// @param files absolute paths
    public void keep(Map<Path, Quota> files) {
        orders.add(new Order.Keep(Map.copyOf(files)));
    }

    /// Ends the looking, after a rotation that is under way. The logs grow on.
    @Override
    public void close() {
        orders.add(new Order.End());
        try {
            boolean _ = thread.join(Duration.ofSeconds(GOODBYE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Nanoseconds until a log should be full.
    ///
    /// @param room bytes until it is
    /// @param grown bytes by which it grew in `spentNanos`
    static long nextLookNanos(long room, long grown, long spentNanos) {
        if (grown <= 0) {
            return LOOK_MAX_NANOS;
        }
        double fullNanos = (double) room / grown * spentNanos;
        return (long) Math.clamp(fullNanos, (double) LOOK_MIN_NANOS, (double) LOOK_MAX_NANOS);
    }

    private void work() {
        try {
            long nextNanos = LOOK_MAX_NANOS;
            while (true) {
                switch (orders.poll(nextNanos, TimeUnit.NANOSECONDS)) {
                    case null -> {} // nothing was asked for; it is time
                    case Order.Keep(Map<Path, Quota> files) -> adopt(files);
                    case Order.End _ -> {
                        return;
                    }
                }
                nextNanos = look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void adopt(Map<Path, Quota> files) {
        long now = System.nanoTime();
        watched.keySet().retainAll(files.keySet());
        files.forEach((file, quota) -> watched.merge(
                file,
                new Watched(quota, false, size(file), now, now, Optional.empty()),
                (before, _) -> before.with(quota)));
    }

    private long look() {
        long nextNanos = LOOK_MAX_NANOS;
        for (Map.Entry<Path, Watched> entry : watched.entrySet()) {
            Path file = entry.getKey();
            Watched before = entry.getValue();
            long now = System.nanoTime();
            if (now - before.notBeforeNanos() < 0) {
                continue;
            }
            long found = size(file);
            Watched after = before.isKnown() && found <= before.quota().bytes()
                    ? new Watched(before.quota(), true, found, now, now, before.trouble())
                    : rotate(file, before, now);
            entry.setValue(after);
            long room = after.quota().bytes() - after.bytes();
            nextNanos = Math.min(nextNanos, nextLookNanos(room, found - before.bytes(), now - before.lookedNanos()));
        }
        return nextNanos;
    }

    private Watched rotate(Path file, Watched before, long nowNanos) {
        Quota quota = before.quota();
        Optional<Reason> trouble = switch (rotation.rotate(file, quota.bytes(), quota.keep())) {
            case Outcome.Missing _, Outcome.Fits _, Outcome.Cut _ -> Optional.empty();
            case Outcome.Emptied(Reason warning) -> {
                if (told.add(warning)) {
                    warnings.accept(warning);
                }
                yield Optional.empty();
            }
            case Outcome.Failed(Reason reason) -> Optional.of(reason);
        };
        trouble.filter(reason -> !before.trouble().equals(Optional.of(reason))).ifPresent(warnings);
        long pauseNanos = trouble.isPresent() ? PAUSE_NANOS : 0;
        return new Watched(quota, true, size(file), nowNanos, nowNanos + pauseNanos, trouble);
    }

    /// 0 where there is none yet. Why one cannot be looked at is for the rotation to say, which tries it too.
    private static long size(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).size();
        } catch (IOException unreadable) {
            return 0;
        }
    }
}
