package holdfast.probe;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How much memory the bodies of all probes may take together. Each is bounded, but many large ones at the same moment, or one that
/// is taken apart as JSON, could cost Holdfast its life. Who finds no room waits for it, until the deadline at most: then the check
/// is blind, and nobody is called bad for it.
///
/// Two rooms, so that nobody waits in a circle: who takes a body apart waits for none who still reads.
///
/// Threading: any.
final class BodyRoom {
    static final BodyRoom OF_THIS_PROCESS = new BodyRoom(Runtime.getRuntime().maxMemory());

    /// Bytes of a body that asks for no room. Most are not larger, and hundreds of these are nothing.
    static final int SMALL_BYTES = 16 * 1024;

    /// Bytes in memory for each byte that is read: what is there, and its double while it grows.
    private static final int READ = 3;

    /// As text: twice when it is not Latin.
    private static final int TEXT = 2;

    /// As JSON at worst: a list of objects with one field each.
    private static final int JSON = 28;

    private static final int KIBIBYTE = 1024;

    private final Room reading;
    private final Room judging;

    /// @param heapBytes that the Java machine may have; a quarter and a half of it are for bodies
    BodyRoom(long heapBytes) {
        reading = new Room(heapBytes / 4);
        judging = new Room(heapBytes / 2);
    }

    /// Room that was found, until it is closed.
    interface Lease extends AutoCloseable {
        Lease NONE = () -> {};

        @Override
        void close();
    }

    /// @param bytes that may come at most
    /// @throws ProbeFailure an error: there was no room until the deadline
    Lease toRead(long bytes, Deadline deadline) throws ProbeFailure {
        return reading.lease(bytes, READ, deadline);
    }

    Lease toSearch(long bytes, Deadline deadline) throws ProbeFailure {
        return judging.lease(bytes, TEXT, deadline);
    }

    Lease toTakeApart(long bytes, Deadline deadline) throws ProbeFailure {
        return judging.lease(bytes, TEXT + JSON, deadline);
    }

    private static final class Room {
        private final int kibibytes;
        private final Semaphore free;

        Room(long bytes) {
            kibibytes = Math.clamp(bytes / KIBIBYTE, 1, Integer.MAX_VALUE);
            // In turn, or the largest would wait for ever.
            free = new Semaphore(kibibytes, true);
        }

        /// What is larger than all there is has it for itself.
        Lease lease(long bytes, int factor, Deadline deadline) throws ProbeFailure {
            if (bytes <= SMALL_BYTES) {
                return Lease.NONE;
            }
            int wanted = (int) Math.min(bytes * factor / KIBIBYTE, kibibytes);
            try {
                if (!free.tryAcquire(wanted, deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                    throw ProbeFailure.error("probe.http.no-room", Amounts.size(bytes));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ProbeFailure.error("probe.monitor.interrupted");
            }
            return () -> free.release(wanted);
        }
    }
}
