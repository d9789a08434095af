package holdfast.daemon;

import holdfast.linux.FileEvents;
import holdfast.linux.FileEvents.FileEvent;
import holdfast.linux.SysResult;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Event;
import holdfast.model.Fleet;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Has a check of files asked as soon as something changes there, instead of only in its time. It says that something changed,
/// not what: the check looks by itself. So a lost event costs a delay and nothing else.
///
/// Threading: any may call; a thread of its own watches.
final class FilesWatch implements AutoCloseable {
    /// Directories watched at most, all checks together: what older kernels allow a user in all (fs.inotify.max_user_watches).
    private static final int DIRECTORIES_MAX = 8_192;

    private static final long MILLI = 1_000_000L;

    /// From a change to the question: most changes come in twos and threes.
    private static final long SETTLING_NANOS = 50 * MILLI;

    /// Least time between two questions of the same check while changes go on.
    private static final long GAP_NANOS = 200 * MILLI;

    /// Files and directories for which the gap is as above. Of a tree ten times as large it is ten times as long, because looking is:
    /// at 20 µs for each, looking takes a tenth of the time at most.
    private static final int SMALL_TREE = 1_000;

    private static final long GOODBYE_SECONDS = 5;

    private final FileEvents events;
    private final Predicate<Event> inbox;
    private final Consumer<Reason> warnings;
    private final Thread thread;

    /// Of the watching thread alone.
    private final Map<CheckId, Turn> turns = new LinkedHashMap<>();

    private volatile Optional<Fleet> next = Optional.empty();
    private volatile boolean closed;
    private boolean hasWarned;

    /// One check, and when it is to be asked.
    private static final class Turn {
        private final WatchedFiles files;
        private Optional<Long> dueNanos = Optional.empty();
        private long notBeforeNanos = System.nanoTime();

        Turn(WatchedFiles files) {
            this.files = files;
        }

        void changed(long now) {
            if (dueNanos.isEmpty()) {
                dueNanos = Optional.of(Math.max(now + SETTLING_NANOS, notBeforeNanos));
            }
        }

        void asked(long now) {
            dueNanos = Optional.empty();
            notBeforeNanos = now + GAP_NANOS * Math.max(1, files.entries() / SMALL_TREE);
        }
    }

    private FilesWatch(FileEvents events, Predicate<Event> inbox, Consumer<Reason> warnings) {
        this.events = events;
        this.inbox = inbox;
        this.warnings = warnings;
        this.thread = Thread.ofPlatform().name("holdfast-files").daemon().unstarted(this::work);
    }

    /// @param inbox takes an event, or says that it has no room
    /// @param warnings told what is not watched
    /// @return empty when this machine does not let us watch; checks are then asked in their time only
    static Optional<FilesWatch> begin(Predicate<Event> inbox, Consumer<Reason> warnings) {
        return switch (FileEvents.open()) {
            case SysResult.Ok<FileEvents>(FileEvents events) -> {
                var watch = new FilesWatch(events, inbox, warnings);
                watch.thread.start();
                yield Optional.of(watch);
            }
            case SysResult.Failed<FileEvents> failed -> {
                warnings.accept(Reason.of("daemon.files.not-watched", failed.call(), failed.errno()));
                yield Optional.empty();
            }
        };
    }

    /// Watches for the checks of this fleet, and for no others.
    void follow(Fleet fleet) {
        next = Optional.of(fleet);
        events.wake();
    }

    @Override
    public void close() {
        closed = true;
        events.wake();
        try {
            boolean hasEnded = thread.join(Duration.ofSeconds(GOODBYE_SECONDS));
            if (hasEnded) {
                events.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (!closed) {
            Optional<Fleet> fleet = next;
            if (fleet.isPresent()) {
                next = Optional.empty();
                take(fleet.get());
            }
            switch (events.await(waitMillis())) {
                case SysResult.Ok<List<FileEvent>>(List<FileEvent> seen) -> {
                    note(seen);
                    if (!seen.isEmpty()) {
                        rest();
                    }
                }
                case SysResult.Failed<List<FileEvent>> failed -> {
                    warnings.accept(Reason.of("daemon.files.not-watched", failed.call(), failed.errno()));
                    return;
                }
            }
            ask();
        }
    }

    /// A directory in which something happens all the time wakes this thread a few times a second, and not with every event.
    private static void rest() {
        LockSupport.parkNanos(SETTLING_NANOS / 2);
    }

    /// A check that asks the same as before keeps its watches. Any other is asked once they are there, because what changed between
    /// its last answer and then was not told.
    private void take(Fleet fleet) {
        var before = new HashMap<>(turns);
        turns.clear();
        for (ServiceSpec service : fleet.services()) {
            for (CheckSpec check : service.checks()) {
                WatchedFiles.subject(check.question()).ifPresent(subject -> {
                    Turn known = before.get(check.id());
                    if (known != null && known.files.subject().equals(subject)) {
                        turns.put(check.id(), known);
                        return;
                    }
                    var turn = new Turn(new WatchedFiles(check.id(), subject));
                    turn.changed(System.nanoTime());
                    turns.put(check.id(), turn);
                });
            }
        }
        renew(before.values().stream().map(turn -> turn.files).toList());
    }

    private void note(List<FileEvent> seen) {
        long now = System.nanoTime();
        for (FileEvent event : seen) {
            for (Turn turn : turns.values()) {
                if (turn.files.concerns(event)) {
                    turn.changed(now);
                }
            }
        }
    }

    /// Watches are renewed before the question goes out: what changes between the two is told.
    private void ask() {
        long now = System.nanoTime();
        List<Turn> due = turns.values().stream()
                .filter(turn -> turn.dueNanos.filter(at -> at <= now).isPresent())
                .toList();
        if (due.stream().anyMatch(turn -> turn.files.isStale())) {
            renew(List.of());
        }
        for (Turn turn : due) {
            boolean isTaken = inbox.test(new Event.CheckDue(turn.files.check()));
            turn.asked(now);
            if (!isTaken) {
                turn.changed(now);
            }
        }
    }

    /// @param gone whose watches may not be needed any more
    private void renew(List<WatchedFiles> gone) {
        var unneeded = new HashSet<Integer>();
        gone.forEach(files -> unneeded.addAll(files.watches()));
        int left = DIRECTORIES_MAX - turns.values().stream()
                .filter(turn -> !turn.files.isStale())
                .mapToInt(turn -> turn.files.directories())
                .sum();
        for (Turn turn : turns.values()) {
            if (turn.files.isStale()) {
                unneeded.addAll(turn.files.watches());
                turn.files.watch(events, Math.max(0, left)).ifPresent(failed -> warn(turn.files, failed));
                left -= turn.files.directories();
            }
        }
        var needed = new HashSet<Integer>();
        turns.values().forEach(turn -> needed.addAll(turn.files.watches()));
        unneeded.removeAll(needed);
        unneeded.forEach(events::forget);
    }

    /// Once: the same is true of the next, and a log that repeats itself is not read.
    private void warn(WatchedFiles files, SysResult.Failed<Integer> failed) {
        if (!hasWarned) {
            hasWarned = true;
            warnings.accept(Reason.of("daemon.files.watched-in-part", files.subject().path(), failed.subject(), failed.errno()));
        }
    }

    private int waitMillis() {
        Optional<Long> first = turns.values().stream().flatMap(turn -> turn.dueNanos.stream()).min(Long::compare);
        return first.map(at -> (int) Math.max(0, (at - System.nanoTime()) / MILLI + 1)).orElse(-1);
    }
}
