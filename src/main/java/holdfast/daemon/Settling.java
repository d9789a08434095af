package holdfast.daemon;

import holdfast.daemon.Findings.Finding;
import holdfast.daemon.Findings.Result;
import holdfast.model.Fleet;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Status;
import holdfast.model.Status.CheckStatus;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.State;
import holdfast.model.Status.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// When a pass has seen enough of a service.
///
/// | the service | is settled as | because |
/// |---|---|---|
/// | healthy, no incident open | good | it answers, and a repair has been proven |
/// | not wanted up | stopped | that is how it should be |
/// | given up, and not about to be tried | bad | waiting does not help |
/// | cannot be stopped for sure | bad | a person must look |
/// | alive but not ready | bad | a restart is not the answer |
/// | only watched, and bad | bad | there is nothing that could be done |
/// | a check cannot look | bad | it cannot be called good |
/// | bad, and a person has to speak first: pinned, only observed, not approved | bad | waiting does not help |
/// | waits for, or is held because of, one that settled as anything but good | bad | waiting does not help |
/// | anything else | not yet | something is still going on |
///
/// Threading: pure.
final class Settling {
    /// A parked service whose next try is at most so far away, in nanoseconds, is waited for.
    private static final long TRY_IS_NEAR_NANOS = 1_000_000_000L;

    private final Fleet fleet;
    private final Map<ServiceId, ServiceStatus> statuses = new HashMap<>();
    private final Map<ServiceId, Optional<Finding>> found = new HashMap<>();
    private final long nowNanos;

    Settling(Fleet fleet, Status status) {
        this.fleet = fleet;
        this.nowNanos = status.atNanos();
        status.services().forEach(service -> statuses.put(service.id(), service));
        // In start order, so that what a service needs is decided before itself.
        fleet.services().forEach(spec -> found.put(spec.id(), find(spec)));
    }

    boolean isComplete() {
        return found.values().stream().allMatch(Optional::isPresent);
    }

    /// What there is to say now; of what is not settled yet, that it was not in time.
    Findings findings(Reason notInTime) {
        var findings = new ArrayList<Finding>();
        for (ServiceSpec spec : fleet.services()) {
            findings.add(found.getOrDefault(spec.id(), Optional.empty())
                    .orElseGet(() -> new Finding(spec.id(), Result.BAD, reason(spec.id()).orElse(notInTime))));
        }
        return new Findings(findings);
    }

    private Optional<Finding> find(ServiceSpec spec) {
        ServiceStatus status = statuses.get(spec.id());
        if (status == null || status.state() == State.LOOKING || status.state() == State.RELOADING) {
            return Optional.empty();
        }
        if (status.state() == State.STOPPED) {
            return Optional.of(new Finding(spec.id(), Result.STOPPED, Reason.of("daemon.pass.stopped")));
        }
        if (status.health() == Health.HEALTHY && status.incident().isEmpty()) {
            return Optional.of(new Finding(spec.id(), Result.GOOD, Reason.of("daemon.pass.good", status.checks().size())));
        }
        return isHopeless(spec, status)
                ? Optional.of(new Finding(spec.id(), Result.BAD, reason(spec.id()).orElseGet(() -> otherwise(spec))))
                : Optional.empty();
    }

    private boolean isHopeless(ServiceSpec spec, ServiceStatus status) {
        boolean isJudged = status.process().isEmpty() || status.health() != Health.UNKNOWN;
        return switch (status.state()) {
            case PARKED -> isJudged && !isTryNear(status);
            case STUCK -> true;
            case WATCHED -> status.health() == Health.UNHEALTHY || status.health() == Health.DEGRADED || isBlind(status);
            case UP -> status.health() == Health.DEGRADED || isBlind(status) || isHeldForGood(status);
            case WAITING -> spec.needs().stream().anyMatch(this::isLost);
            case BACKING_OFF -> isHeldForGood(status);
            case LOOKING, STOPPED, STARTING, RELOADING, STOPPING -> false;
        };
    }

    private Reason otherwise(ServiceSpec spec) {
        return spec.needs().stream()
                .filter(this::isLost)
                .findFirst()
                .map(need -> Reason.of("daemon.pass.waits", need))
                .orElseGet(() -> Reason.of("daemon.pass.given-up"));
    }

    private boolean isTryNear(ServiceStatus status) {
        return status.next().filter(next -> next.atNanos() - nowNanos <= TRY_IS_NEAR_NANOS).isPresent();
    }

    private static boolean isBlind(ServiceStatus status) {
        return status.checks().stream().anyMatch(CheckStatus::blind);
    }

    private boolean isHeldForGood(ServiceStatus status) {
        return status.incident().flatMap(IncidentStatus::hold).filter(this::isForGood).isPresent();
    }

    /// Only a person can end it, or what it waits for is lost.
    private boolean isForGood(Hold hold) {
        return switch (hold.kind()) {
            case PINNED, OBSERVING, APPROVAL -> true;
            case DEPENDENCY, BLAMED_ELSEWHERE, COMMON_CAUSE -> hold.culprit().filter(this::isLost).isPresent();
            case ONE_BY_ONE, OBSERVER, CHAIN, HOST_BUDGET, HOST_STARVED -> false;
        };
    }

    private boolean isLost(ServiceId need) {
        return found.getOrDefault(need, Optional.empty())
                .filter(finding -> finding.result() != Result.GOOD)
                .isPresent();
    }

    /// What speaks against a service: the reason of its incident, else what its checks saw last.
    private Optional<Reason> reason(ServiceId id) {
        ServiceStatus status = statuses.get(id);
        if (status == null) {
            return Optional.empty();
        }
        Optional<Reason> incident = status.incident().map(IncidentStatus::reason);
        List<CheckStatus> against = status.checks().stream()
                .filter(check -> check.verdict() == Verdict.BAD || check.blind())
                .toList();
        return incident.or(() -> against.stream()
                .flatMap(check -> check.last().stream())
                .map(ProbeResult::reason)
                .findFirst());
    }
}
