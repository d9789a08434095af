package holdfast.driver.docker;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the engine's events tell of the end of a container's runs, and an inspection does not: whether somebody asked for it.
///
/// Threading: any.
final class Hints {
    /// Containers of one service of which something is remembered: the present one and a few that came before it.
    private static final int CONTAINERS_MAX = 8;

    /// Signals that ask a program for something else than its end: HUP, USR1, USR2, WINCH.
    private static final Set<String> HARMLESS = Set.of("1", "10", "12", "28");

    private static final String KILL = "9";

    /// Nanoseconds for the word that a run was stopped to follow the signal that asked for it: a busy engine clears up first.
    private static final long WORD_NANOS = 10_000_000_000L;

    private final Map<String, Last> byContainer = new HashMap<>();

    /// When each was last heard of, in nanoseconds of the engine's clock; 0 = never.
    ///
    /// @param asked it was sent a signal that it may answer, as a stop begins
    private record Last(long stop, long kill, long asked, Optional<Integer> exitCode) {
        static final Last NOTHING = new Last(0, 0, 0, Optional.empty());
    }

    synchronized void take(EngineEvent event) {
        if (byContainer.size() >= CONTAINERS_MAX && !byContainer.containsKey(event.id())) {
            byContainer.clear();
        }
        Last last = byContainer.getOrDefault(event.id(), Last.NOTHING);
        switch (event.action()) {
            case STOP -> byContainer.put(event.id(), new Last(event.nanos(), last.kill(), last.asked(), last.exitCode()));
            case KILL -> {
                String signal = event.attribute("signal").orElse("");
                if (!HARMLESS.contains(signal)) {
                    long asked = signal.equals(KILL) ? last.asked() : event.nanos();
                    byContainer.put(event.id(), new Last(last.stop(), event.nanos(), asked, last.exitCode()));
                }
            }
            case DIE -> byContainer.put(event.id(), new Last(last.stop(), last.kill(), last.asked(), exitCode(event)));
            case CREATE, START, RESTART, OUT_OF_MEMORY, PAUSE, UNPAUSE, DESTROY, RENAME, HEALTH -> {}
        }
    }

    /// What an engine does that goes down is nobody's word on a container.
    synchronized void clear() {
        byContainer.clear();
    }

    /// Somebody had the engine stop this run.
    synchronized boolean isStopped(Container container) {
        return last(container.id()).stop() > nanos(container.startedAt());
    }

    /// Somebody had the engine signal this run, which may be the beginning of a stop.
    synchronized boolean isSignalled(Container container) {
        return last(container.id()).kill() > nanos(container.startedAt());
    }

    /// How long the end of this run is left to settle, when somebody had a hand in it.
    synchronized long patienceNanos(Container container) {
        boolean isWordDue = last(container.id()).asked() > nanos(container.startedAt()) && !isStopped(container);
        return isWordDue ? WORD_NANOS : Sight.SETTLE_NANOS;
    }

    /// How a container last ended that may not be there any more to be asked.
    synchronized Optional<Integer> exitCode(String id) {
        return last(id).exitCode();
    }

    private Last last(String id) {
        return byContainer.getOrDefault(id, Last.NOTHING);
    }

    static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }

    private static Optional<Integer> exitCode(EngineEvent event) {
        return event.attribute("exitCode")
                .filter(code -> code.matches("[0-9]{1,3}"))
                .map(Integer::parseInt);
    }
}
