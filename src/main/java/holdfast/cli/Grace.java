package holdfast.cli;

import holdfast.daemon.Progress;
import holdfast.model.Fact;
import holdfast.model.ServiceId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which services are being started at the moment: until one has answered for the first time, an unanswered check is no failure.
///
/// Threading: any.
final class Grace {
    private final Set<ServiceId> starting = ConcurrentHashMap.newKeySet();

    void hear(Progress progress) {
        if (!(progress instanceof Progress.Happened happened)) {
            return;
        }
        Fact fact = happened.fact();
        if (fact instanceof Fact.StartIntended) {
            starting.add(fact.service());
        } else if (endsAStart(fact)) {
            starting.remove(fact.service());
        }
    }

    private static boolean endsAStart(Fact fact) {
        return fact instanceof Fact.HealthJudged
                || fact instanceof Fact.IncidentOpened
                || fact instanceof Fact.IncidentRelapsed
                || fact instanceof Fact.StartFailed;
    }

    boolean isStarting(ServiceId service) {
        return starting.contains(service);
    }
}
