package holdfast.evidence;

import holdfast.model.CheckId;
import holdfast.model.ProbeResult;
import holdfast.model.ServiceSpec;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The last answers of every check, for the evidence of its service: what was seen from outside before anybody looked closely.
///
/// Threading: any.
public final class ProbeTranscripts {
    /// Of each check: more than it takes to judge it.
    static final int ANSWERS = 8;

    /// Those of checks that are no more go when others come.
    private static final int CHECKS_MAX = 4_096;

    private final Map<CheckId, Deque<Answer>> answers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CheckId, Deque<Answer>> eldest) {
            return size() > CHECKS_MAX;
        }
    };

    record Answer(Instant at, ProbeResult result) {}

    public synchronized void note(CheckId check, ProbeResult result) {
        Deque<Answer> last = answers.computeIfAbsent(check, _ -> new ArrayDeque<>(ANSWERS));
        if (last.size() == ANSWERS) {
            last.removeFirst();
        }
        last.addLast(new Answer(Instant.now(), result));
    }

    /// By check, in the order of the configuration; the oldest first.
    synchronized Map<CheckId, List<Answer>> of(ServiceSpec service) {
        var found = new LinkedHashMap<CheckId, List<Answer>>();
        service.checks().forEach(check -> {
            Deque<Answer> last = answers.get(check.id());
            if (last != null) {
                found.put(check.id(), List.copyOf(last));
            }
        });
        return found;
    }
}
