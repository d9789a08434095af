package holdfast.cli;

import holdfast.daemon.Choice;
import holdfast.daemon.Findings;
import holdfast.daemon.Findings.Finding;
import holdfast.daemon.Findings.Result;
import holdfast.daemon.Progress;
import holdfast.daemon.control.Card;
import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.Refusal;
import holdfast.model.CheckSpec;
import holdfast.model.Fleet;
import holdfast.model.Health;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Stamped;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.ServiceStatus;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A check while a daemon takes care of the services: asks every check at once through the daemon, and when something is not good
/// waits until the daemon has repaired it, or cannot.
final class HandOver {
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int FACTS = 500;

    private final Here here;
    private final ControlClient daemon;
    private final Fleet fleet;
    private final Statistics statistics = new Statistics();
    private final LogLines lines;
    private final Narrator narrator;
    private final List<Stamped> happened = new ArrayList<>();
    private long seen;

    HandOver(Here here, ControlClient daemon, Fleet fleet) {
        this.here = here;
        this.daemon = daemon;
        this.fleet = fleet;
        this.lines = LogLines.to(here.talking(), here.texts(), Clock.system(ZoneId.systemDefault()));
        this.narrator = new Narrator(lines, here.texts(), () -> fleet, false);
    }

    LogLines lines() {
        return lines;
    }

    /// What came of it.
    ///
    /// @param happened what the daemon did meanwhile, oldest first
    /// @param picture how things stand at the end
    record Checked(Findings findings, Statistics statistics, List<Stamped> happened, Picture picture) {}

    Checked check(List<ServiceId> chosen, boolean heals) throws IOException, Refusal {
        Picture picture = daemon.picture();
        here.talking().say(here.texts().say("cli.check.handed-over", picture.about().pid()));
        seen = daemon.facts(Optional.empty(), 1).stream().mapToLong(Stamped::sequence).max().orElse(0);
        List<ServiceSpec> services = Choice.of(fleet, chosen).services();
        long endNanos = System.nanoTime() + patienceNanos(services);
        while (true) {
            List<Finding> findings = findings(services, daemon.picture());
            boolean isOpen = findings.stream().anyMatch(finding -> finding.result() == Result.BAD);
            Picture now = daemon.picture();
            if (!isOpen || !heals || isHopeless(findings, now) || System.nanoTime() >= endNanos) {
                tellNews();
                return new Checked(new Findings(findings), statistics, List.copyOf(happened), now);
            }
            LockSupport.parkNanos(AGAIN_NANOS);
            tellNews();
        }
    }

    private List<Finding> findings(List<ServiceSpec> services, Picture picture) throws IOException, Refusal {
        var findings = new ArrayList<Finding>();
        for (ServiceSpec service : services) {
            Optional<ServiceStatus> status = picture.service(service.id());
            findings.add(status.isPresent() ? finding(service, status.get()) : bad(service.id(), "cli.outcome.gone", service.id()));
        }
        return findings;
    }

    /// Good is only what the daemon calls good and what answers at this moment.
    private Finding finding(ServiceSpec service, ServiceStatus status) throws IOException, Refusal {
        if (ServiceWords.isStoppedOnPurpose(status)) {
            return new Finding(service.id(), Result.STOPPED, Reason.of("cli.check.stopped", service.id()));
        }
        if (!ServiceWords.isServing(status)) {
            return new Finding(service.id(), Result.BAD, against(service, status));
        }
        for (CheckSpec check : service.checks()) {
            ProbeResult result = daemon.probe(check.id(), check.timeoutNanos());
            var progress = new Progress.Probed(check.id(), result, System.currentTimeMillis());
            statistics.hear(progress);
            narrator.hear(progress);
            if (result.outcome() != ProbeResult.Outcome.PASS && result.outcome() != ProbeResult.Outcome.SKIPPED) {
                return new Finding(service.id(), Result.BAD, result.reason());
            }
        }
        return new Finding(service.id(), Result.GOOD, Reason.of("daemon.pass.good", service.checks().size()));
    }

    private Reason against(ServiceSpec service, ServiceStatus status) {
        var services = new ServiceWords(here.texts(), Words.of(here.texts()));
        return status.incident()
                .map(incident -> incident.reason())
                .orElseGet(() -> Reason.of("cli.standing", service.id(), services.standing(status)));
    }

    /// Whether nothing that is bad will get better by waiting.
    private boolean isHopeless(List<Finding> findings, Picture picture) {
        return findings.stream()
                .filter(finding -> finding.result() == Result.BAD)
                .flatMap(finding -> picture.service(finding.service()).stream())
                .allMatch(HandOver::isHopeless);
    }

    private static boolean isHopeless(ServiceStatus status) {
        boolean needsPerson = status.incident()
                .flatMap(IncidentStatus::hold)
                .filter(ServiceWords::needsPerson)
                .isPresent();
        return needsPerson || switch (status.state()) {
            case PARKED, STUCK -> true;
            case WATCHED -> status.health() == Health.UNHEALTHY || status.health() == Health.DEGRADED;
            case UP -> status.health() == Health.DEGRADED;
            case LOOKING, STOPPED, WAITING, BACKING_OFF, STARTING, RELOADING, STOPPING -> false;
        };
    }

    private void tellNews() throws IOException, Refusal {
        for (Stamped stamped : daemon.facts(Optional.empty(), FACTS)) {
            if (stamped.sequence() > seen) {
                seen = stamped.sequence();
                var progress = new Progress.Happened(stamped);
                statistics.hear(progress);
                narrator.hear(progress);
                happened.add(stamped);
            }
        }
    }

    /// The page of `why` for each of them.
    void explain(Checked checked) throws IOException, Refusal {
        List<Card> cards = daemon.cards();
        for (Finding finding : checked.findings().services()) {
            Optional<ServiceStatus> status = checked.picture().service(finding.service());
            if (status.isPresent()) {
                PassPages.print(here, cards, checked.picture(), status.get(), daemon.facts(Optional.of(finding.service()), FACTS));
            }
        }
        here.talking().say("");
    }

    /// Long enough to notice, to stop, to start and to prove each of them once, and for the tries in between.
    private static long patienceNanos(List<ServiceSpec> services) {
        long most = TimeUnit.MINUTES.toNanos(30);
        long sum = 0;
        for (ServiceSpec service : services) {
            long noticing = service.checks().stream()
                    .mapToLong(check -> check.everyNanos() + check.failAfter() * (check.recheckNanos() + check.timeoutNanos()))
                    .max()
                    .orElse(0);
            long once = noticing + service.startWithinNanos() + service.stopWithinNanos() + service.recover().stableNanos();
            sum = Math.min(most, sum + Math.min(most, 2 * once));
        }
        return sum;
    }

    private static Finding bad(ServiceId service, String key, Object... values) {
        return new Finding(service, Result.BAD, Reason.of(key, values));
    }
}
