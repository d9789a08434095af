package holdfast.daemon;

import holdfast.model.CheckId;
import holdfast.model.Event;
import holdfast.model.Event.ProbeFinished;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Events on their way to the loop, in order, bounded. When it is full, probe results are kept to the newest of each check, and
/// whoever brings anything else waits: exits, answers and wishes are never dropped.
///
/// Invariant: while a check has a result set aside, none of its newer results enters the queue, so an older one never comes later.
///
/// Threading: any may post, one takes. The one that takes must never post.
public final class Inbox {
    private final int capacity;
    private final ArrayDeque<Event> queue = new ArrayDeque<>();
    private final LinkedHashMap<CheckId, ProbeFinished> aside = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition drained = lock.newCondition();
    private boolean closed;
    private boolean alerted;

    public Inbox(int capacity) {
        this.capacity = capacity;
    }

    /// Brings an event. Blocks while the inbox is full, unless it is a probe result. After [#close] events are dropped: the loop is
    /// gone, and the next one asks the operating system anew.
    public void post(Event event) {
        lock.lock();
        try {
            if (event instanceof ProbeFinished finished && (queue.size() >= capacity || aside.containsKey(finished.check()))) {
                aside.put(finished.check(), finished);
            } else {
                while (queue.size() >= capacity && !closed) {
                    drained.awaitUninterruptibly();
                }
                if (!closed) {
                    queue.add(event);
                }
            }
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Brings an event if there is room, and does not wait.
    ///
    /// @return false when the inbox is full
    boolean offer(Event event) {
        lock.lock();
        try {
            boolean fits = queue.size() < capacity && !closed;
            if (fits) {
                queue.add(event);
                filled.signal();
            }
            return fits;
        } finally {
            lock.unlock();
        }
    }

    /// The oldest event, if there is one.
    Optional<Event> poll() {
        lock.lock();
        try {
            Event next = queue.poll();
            if (next == null && !aside.isEmpty()) {
                next = aside.pollFirstEntry().getValue();
            }
            drained.signal();
            return Optional.ofNullable(next);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until there is an event, at most `nanos`, or until [#alert].
    void await(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (queue.isEmpty() && aside.isEmpty() && !alerted && left > 0) {
                left = filled.awaitNanos(left);
            }
            alerted = false;
        } finally {
            lock.unlock();
        }
    }

    /// Ends the present or the next wait at once, without an event.
    void alert() {
        lock.lock();
        try {
            alerted = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Lets go of everybody who waits to bring something.
    void close() {
        lock.lock();
        try {
            closed = true;
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return queue.size() + aside.size();
        } finally {
            lock.unlock();
        }
    }
}
