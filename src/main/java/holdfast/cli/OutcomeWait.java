package holdfast.cli;

import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.Refusal;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.Incarnation;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.State;
import holdfast.text.FactLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Waits until what an operator asked for is proven, or cannot be. Tells on the way what happens.
final class OutcomeWait {
    /// How often the daemon is asked. A person sees no difference below a tenth of a second.
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /// Newest facts looked at in one poll: far more than one service makes in its time.
    private static final int FACTS = 200;

    /// A hold that is older than the order may be gone in the next turn of the loop.
    private static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ControlClient daemon;
    private final Event.Order request;
    private final Here here;
    private final Progress progress;
    private final FactLines facts;
    private final Words words;
    private final Map<ServiceId, Optional<Incarnation>> before = new LinkedHashMap<>();
    private final Map<ServiceId, Outcome> decided = new HashMap<>();
    private final long startNanos = System.nanoTime();
    private final Map<ServiceId, Fact.ReloadEnded> reloads = new HashMap<>();
    private long seen;

    OutcomeWait(ControlClient daemon, Event.Order request, Here here) {
        this.daemon = daemon;
        this.request = request;
        this.here = here;
        this.progress = new Progress(here);
        this.facts = new FactLines(here.texts());
        this.words = Words.of(here.texts());
    }

    /// How things stand before anything is asked.
    void note(Set<ServiceId> services) throws IOException, Refusal {
        Picture picture = daemon.picture();
        for (ServiceId service : services) {
            before.put(service, picture.service(service).flatMap(ServiceStatus::incarnation));
        }
        seen = daemon.facts(Optional.empty(), 1).stream().mapToLong(Stamped::sequence).max().orElse(0);
    }

    /// One outcome for each service.
    List<Outcome> until(long patienceNanos) throws IOException, Refusal {
        Picture picture = daemon.picture();
        while (decided.size() < before.size() && tookNanos() < patienceNanos) {
            List<Stamped> news = news();
            tell(news);
            for (ServiceId service : before.keySet()) {
                if (!decided.containsKey(service)) {
                    judge(picture, service, news).ifPresent(outcome -> decided.put(service, outcome));
                }
            }
            if (decided.size() < before.size()) {
                progress.show("cli.waiting", String.join(", ", open()), words.span(tookNanos()), words.span(patienceNanos));
                LockSupport.parkNanos(POLL_NANOS);
                picture = daemon.picture();
            }
        }
        progress.clear();
        var outcomes = new ArrayList<Outcome>();
        for (ServiceId service : before.keySet()) {
            Outcome late = bad(service, "cli.outcome.late", service, words.span(patienceNanos), stateNow(picture, service));
            outcomes.add(decided.getOrDefault(service, late));
        }
        return outcomes;
    }

    private List<Stamped> news() throws IOException, Refusal {
        List<Stamped> news = daemon.facts(Optional.empty(), FACTS).stream()
                .filter(stamped -> stamped.sequence() > seen)
                .toList();
        seen = news.stream().mapToLong(Stamped::sequence).max().orElse(seen);
        return news;
    }

    private void tell(List<Stamped> news) {
        if (here.wantsJson()) {
            return;
        }
        for (Stamped stamped : news) {
            FactLines.Line line = facts.line(stamped.fact());
            progress.clear();
            here.terminal().say(LevelColours.paint(here.terminal(), line.level(), line.words()));
        }
    }

    private Optional<Outcome> judge(Picture picture, ServiceId id, List<Stamped> news) {
        Optional<ServiceStatus> known = picture.service(id);
        if (known.isEmpty()) {
            return Optional.of(bad(id, "cli.outcome.gone", id));
        }
        ServiceStatus service = known.get();
        return switch (request) {
            case STOP -> stopped(service);
            case START, RESTART -> started(service, news);
            case RELOAD -> reloaded(service, news);
        };
    }

    private Optional<Outcome> stopped(ServiceStatus service) {
        return switch (service.state()) {
            case STOPPED -> Optional.of(good(service.id(), "cli.outcome.stopped", service.id(), words.span(tookNanos())));
            case STUCK -> Optional.of(bad(service.id(), "cli.outcome.stuck", service.id()));
            case LOOKING, WAITING, BACKING_OFF, STARTING, UP, RELOADING, STOPPING, PARKED, WATCHED -> Optional.empty();
        };
    }

    /// The last one counts: one that was asked for during another follows it.
    private Optional<Outcome> reloaded(ServiceStatus service, List<Stamped> news) {
        for (Stamped stamped : news) {
            if (stamped.fact() instanceof Fact.ReloadEnded ended && ended.service().equals(service.id())) {
                reloads.put(service.id(), ended);
            }
        }
        long pid = service.process().map(process -> process.pid()).orElse(0L);
        return Optional.ofNullable(reloads.get(service.id()))
                .filter(_ -> service.state() != State.RELOADING)
                .map(ended -> ReloadWords.outcome(ended, pid, here.texts(), tookNanos()));
    }

    private Optional<Outcome> started(ServiceStatus service, List<Stamped> news) {
        ServiceId id = service.id();
        boolean isNew = request == Event.Order.START || !service.incarnation().equals(before.get(id));
        if (isNew && service.state() == State.UP && service.health() == Health.HEALTHY) {
            long pid = service.process().map(process -> process.pid()).orElse(0L);
            return Optional.of(good(id, "cli.outcome.started", id, words.span(tookNanos()), pid));
        }
        for (Stamped stamped : news) {
            if (stamped.fact() instanceof Fact.StartFailed failed && failed.service().equals(id)) {
                return Optional.of(bad(id, "cli.outcome.start-failed", id, ServiceWords.phrase(facts.reason(failed.reason()))));
            }
            if (stamped.fact() instanceof Fact.Parked parked && parked.service().equals(id)) {
                return Optional.of(bad(id, "cli.outcome.parked", id));
            }
        }
        Optional<Hold> hold = service.incident().flatMap(IncidentStatus::hold).filter(ServiceWords::needsPerson);
        if (hold.isPresent() && service.process().isEmpty() && tookNanos() > HOLD_NANOS) {
            return Optional.of(bad(id, "cli.outcome.held", id, ServiceWords.phrase(facts.reason(hold.get().reason()))));
        }
        return service.state() == State.STUCK ? Optional.of(bad(id, "cli.outcome.stuck", id)) : Optional.empty();
    }

    private String stateNow(Picture picture, ServiceId id) {
        var services = new ServiceWords(here.texts(), words);
        return picture.service(id)
                .map(service -> services.state(service) + ", " + services.health(service.health()))
                .orElse("–");
    }

    private List<String> open() {
        return before.keySet().stream()
                .filter(service -> !decided.containsKey(service))
                .map(ServiceId::name)
                .toList();
    }

    private long tookNanos() {
        return System.nanoTime() - startNanos;
    }

    private Outcome good(ServiceId service, String key, Object... values) {
        return new Outcome(service, Exit.GOOD, Reason.of(key, values), tookNanos());
    }

    private Outcome bad(ServiceId service, String key, Object... values) {
        return new Outcome(service, Exit.BAD, Reason.of(key, values), tookNanos());
    }
}
