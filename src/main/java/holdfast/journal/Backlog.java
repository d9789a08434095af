package holdfast.journal;

import holdfast.model.Fact;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;

/// Facts that wait for a disk that cannot be written. When there are too many, the oldest go: the newest ones say how things are.
///
/// Threading: whoever appends.
final class Backlog {
    /// Facts. A busy host writes a few a minute; some 10 MB when full.
    static final int FACTS_MAX = 10_000;

    private final ArrayDeque<Waiting> facts = new ArrayDeque<>();
    private long lost;

    /// A fact with the moment it belongs to, which is not the moment it will be written.
    record Waiting(Fact fact, long atNanos, long wallMillis) {}

    void add(List<Fact> more, long nowNanos, long wallMillis) {
        for (Fact fact : more) {
            facts.add(new Waiting(fact, nowNanos, wallMillis));
            if (facts.size() > FACTS_MAX) {
                facts.remove();
                lost++;
            }
        }
    }

    Collection<Waiting> waiting() {
        return facts;
    }

    int size() {
        return facts.size();
    }

    long lost() {
        return lost;
    }

    void clear() {
        facts.clear();
    }
}
