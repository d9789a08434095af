package holdfast.sim;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;

/// What an editor does to a configuration.
final class Reloaded {
    private Reloaded() {}

    /// `mine` keeps its name and needs, and takes all else from `other`.
    static ServiceSpec as(ServiceSpec mine, ServiceSpec other) {
        var checks = other.checks().stream()
                .map(check -> new CheckSpec(
                        new CheckId(mine.id(), check.id().name()),
                        check.question(),
                        check.role(),
                        check.everyNanos(),
                        check.recheckNanos(),
                        check.timeoutNanos(),
                        check.failAfter(),
                        check.goodAfter(),
                        check.blame().filter(culprit -> !culprit.equals(mine.id()))))
                .toList();
        var needs = mine.needs().stream().filter(need -> !need.equals(other.id())).toList();
        return new ServiceSpec(
                mine.id(),
                other.driver(),
                other.port(),
                mine.id().name().length() > 2 ? java.util.List.of() : needs,
                checks,
                other.startWithinNanos(),
                other.stopWithinNanos(),
                other.recover(),
                other.ladder(),
                other.notifyAfterNanos(),
                other.enabled())
                .withReload(other.reload());
    }

    static ServiceSpec without(ServiceSpec spec, ServiceId gone) {
        var needs = spec.needs().stream().filter(need -> !need.equals(gone)).toList();
        return spec.withNeeds(needs);
    }
}
