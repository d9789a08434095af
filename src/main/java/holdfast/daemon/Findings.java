package holdfast.daemon;

import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.util.List;

/// What one pass found, service by service in start order.
public record Findings(List<Finding> services) {
    public Findings {
        services = List.copyOf(services);
    }

    /// Nothing is bad. A service that an operator stopped is not.
    public boolean isGood() {
        return services.stream().noneMatch(finding -> finding.result() == Result.BAD);
    }

    /// What was found of one service.
    ///
    /// @param why what was seen, or why it is not good
    public record Finding(ServiceId service, Result result, Reason why) {}

    /// In a word.
    public enum Result {
        /// It answers, and where it was repaired the repair has held.
        GOOD,
        /// Not wanted up: an operator stopped it, or it is configured so.
        STOPPED,
        BAD
    }
}
