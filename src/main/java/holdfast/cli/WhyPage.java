package holdfast.cli;

import holdfast.cli.Table.Cell;
import holdfast.daemon.control.Picture;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Fact;
import holdfast.model.Hold;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status.CheckStatus;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.Next;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.State;
import holdfast.model.Status.Word;
import holdfast.text.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `holdfast why SERVICE`: what is wrong, since when, on what evidence, what was done, what was left undone and why, what comes
/// next. Short, because it is read at night.
final class WhyPage {
    /// Facts shown when nothing is wrong: enough to see what last happened.
    private static final int QUIET_FACTS = 5;

    /// Facts shown of an open incident, its newest.
    private static final int INCIDENT_FACTS = 20;

    /// What was noticed so soon was told by the kernel, and "after the last good answer" would be about nothing.
    static final long AT_ONCE_NANOS = 10_000_000;

    private final Texts texts;
    private final Words words;
    private final ServiceWords services;
    private final Undone undone;
    private final CaseWords cases;
    private final Terminal terminal;
    private final String program;

    /// @param program how Holdfast was called, so that a command that is shown can be pasted
    WhyPage(Texts texts, Words words, Terminal terminal, String program) {
        this.texts = texts;
        this.words = words;
        this.services = new ServiceWords(texts, words);
        this.undone = new Undone(texts, words, program);
        this.cases = new CaseWords(texts, words, terminal);
        this.terminal = terminal;
        this.program = program;
    }

    /// @param history of this service, oldest first
    /// @param missing what it needs and is not there
    List<String> lines(Picture picture, ServiceStatus service, List<Stamped> history, List<ServiceId> missing) {
        var lines = new ArrayList<String>();
        Optional<IncidentStatus> incident = service.incident();
        lines.addAll(fitted(headline(picture, service, missing)));
        incident.map(open -> incidentLine(picture, open))
                .or(() -> lastIncident(picture, history))
                .ifPresent(line -> lines.addAll(fitted(line)));
        incident.ifPresent(open -> {
            var cause = new ArrayList<>(cases.cause(open.diagnosis()));
            cause.addAll(cases.kept(open.evidence()));
            if (service.state() != State.WATCHED) {
                cause.add(texts.say("cli.cause.output", program, service.id()));
            }
            cases.section(lines, "cli.why.cause", cause);
        });
        cases.section(lines, "cli.why.rivals", service.rivals().stream().map(services::sentence).toList());
        cases.section(lines, "cli.why.checks", checks(picture, service));
        incident.ifPresent(open ->
                cases.section(lines, "cli.why.measures", cases.measures(Measures.of(open.id(), history), picture.at())));
        cases.section(lines, "cli.why.undone", undone.all(picture, service, missing, history));
        incident.ifPresent(open -> cases.section(lines, "cli.why.proposed", proposed(open)));
        cases.section(lines, "cli.why.next", next(picture, service));
        cases.section(lines, "cli.why.happened", happened(picture, service, history));
        return lines;
    }

    private List<String> fitted(String line) {
        return Wrapped.lines(line, terminal.width(), terminal.width());
    }

    private String headline(Picture picture, ServiceStatus service, List<ServiceId> missing) {
        long forNanos = picture.status().atNanos() - service.sinceNanos();
        String line = services.sentence(service, missing);
        Optional<Instant> since = picture.wall(service.sinceNanos());
        if (since.isPresent()) {
            String key = service.process().isPresent() ? "cli.why.running-since" : "cli.why.since";
            line = texts.say(key, line, words.time(since.get(), picture.at()), words.span(forNanos));
        }
        if (service.process().isPresent()) {
            long run = service.incarnation().map(Incarnation::number).orElse(0L);
            line = texts.say("cli.why.process", line, service.process().get().pid(), run);
        }
        return terminal.paint(ServiceWords.colour(service), line);
    }

    private String incidentLine(Picture picture, IncidentStatus incident) {
        Instant onset = picture.wall(incident.onsetNanos()).orElse(picture.at());
        Instant detected = picture.wall(incident.detectedNanos()).orElse(picture.at());
        String noticed = incident.detectedNanos() - incident.onsetNanos() < AT_ONCE_NANOS
                ? texts.say("cli.why.noticed-at-once", words.time(detected, picture.at()))
                : texts.say(
                        "cli.why.noticed",
                        words.time(onset, picture.at()),
                        words.time(detected, picture.at()),
                        words.span(incident.detectedNanos() - incident.onsetNanos()));
        String line = texts.say(
                "cli.why.incident", incident.id(), services.cause(incident.cause()), services.phrase(incident.reason()), noticed);
        return incident.restoredNanos().isPresent() ? texts.say("cli.why.restored", line) : line;
    }

    /// Whoever is woken up and finds it healthy asks what that was.
    private Optional<String> lastIncident(Picture picture, List<Stamped> history) {
        for (Stamped stamped : history.reversed()) {
            if (stamped.fact() instanceof Fact.IncidentClosed closed) {
                Instant at = Instant.ofEpochMilli(stamped.atWallMillis());
                return Optional.of(texts.say("cli.why.last-incident", closed.incident(), words.time(at, picture.at()), program));
            }
        }
        return Optional.empty();
    }

    private List<String> checks(Picture picture, ServiceStatus service) {
        var table = new Table();
        service.checks().forEach(check -> table.add(List.of(
                Cell.of(check.id().name()),
                service.isAsked()
                        ? Cell.of(verdict(check), verdictColour(check))
                        : Cell.of(texts.say("cli.verdict.not-asked"), Colour.DIM),
                service.isAsked() ? Cell.of(seen(picture, check)) : Cell.of(seenLast(picture, check), Colour.DIM))));
        return table.wrapped(cases.inner());
    }

    private String verdict(CheckStatus check) {
        return switch (check.verdict()) {
            case UNKNOWN -> texts.say("cli.verdict.unknown");
            case GOOD -> texts.say("cli.verdict.good");
            case BAD -> check.failuresLately() > check.failuresInRow()
                    ? texts.say("cli.verdict.flapping", check.failuresLately(), check.answersLately())
                    : texts.say("cli.verdict.bad", check.failuresInRow());
        };
    }

    private static Colour verdictColour(CheckStatus check) {
        return switch (check.verdict()) {
            case UNKNOWN -> Colour.DIM;
            case GOOD -> Colour.GREEN;
            case BAD -> Colour.RED;
        };
    }

    private String seen(Picture picture, CheckStatus check) {
        if (check.last().isEmpty()) {
            return texts.say("cli.why.not-asked");
        }
        ProbeResult result = check.last().get();
        String ago = words.span(picture.status().atNanos() - check.lastAtNanos());
        return texts.say("cli.why.seen", ago, services.phrase(result.reason()));
    }

    /// Of what does not run, or is not known to.
    private String seenLast(Picture picture, CheckStatus check) {
        return check.last().isEmpty() ? "" : texts.say("cli.why.seen-last", seen(picture, check));
    }

    private List<String> proposed(IncidentStatus incident) {
        return incident.proposal()
                .map(proposal -> List.of(
                        cases.proposed(proposal.rung(), proposal.what()),
                        texts.say("cli.why.say-yes", program, incident.id())))
                .orElse(List.of());
    }

    private List<String> happened(Picture picture, ServiceStatus service, List<Stamped> history) {
        List<Stamped> shown = service.incident()
                .map(incident -> since(picture, incident, history))
                .orElseGet(() -> newest(history, QUIET_FACTS));
        return cases.happened(shown, _ -> List.of(), picture.at());
    }

    private List<Stamped> since(Picture picture, IncidentStatus incident, List<Stamped> history) {
        Instant onset = picture.wall(incident.onsetNanos()).orElse(Instant.EPOCH);
        return telling(history.stream()
                .filter(stamped -> stamped.atWallMillis() >= onset.toEpochMilli())
                .toList());
    }

    /// The newest of an incident. In a crash loop what comes and goes with each run makes room for what was found and decided.
    private static List<Stamped> telling(List<Stamped> facts) {
        var kept = new ArrayList<Stamped>();
        int surplus = facts.size() - INCIDENT_FACTS;
        for (Stamped stamped : facts) {
            boolean comesAndGoes = switch (stamped.fact()) {
                case Fact.Adopted _, Fact.RunsMissed _, Fact.Ended _, Fact.EvidenceKept _ -> true;
                case Fact _ -> false;
            };
            if (surplus > 0 && comesAndGoes) {
                surplus--;
            } else {
                kept.add(stamped);
            }
        }
        return newest(kept, INCIDENT_FACTS);
    }

    private static List<Stamped> newest(List<Stamped> facts, int most) {
        return facts.subList(Math.max(0, facts.size() - most), facts.size());
    }

    /// What is planned and when; and what has to happen first, when repairing waits for something.
    private List<String> next(Picture picture, ServiceStatus service) {
        var lines = new ArrayList<String>();
        services.next(picture, service).ifPresent(next -> lines.add(service.next()
                .flatMap(planned -> picture.wall(planned.atNanos()))
                .filter(at -> at.isAfter(picture.at().plusSeconds(1)))
                .map(at -> texts.say("cli.why.next-at", next, words.time(at, picture.at())))
                .orElse(next)));
        earlier(service).or(() -> whenMended(service)).ifPresent(lines::add);
        service.incident().flatMap(IncidentStatus::hold).map(hold -> afterHold(picture, service, hold)).ifPresent(lines::add);
        return lines.isEmpty() ? List.of(texts.say("cli.why.nothing-next")) : lines;
    }

    /// What brings the next try forward, where it is looked for.
    private Optional<String> earlier(ServiceStatus service) {
        if (service.state() != State.PARKED || service.process().isPresent()) {
            return Optional.empty();
        }
        return service.incident().flatMap(IncidentStatus::diagnosis).flatMap(made -> switch (made.blame()) {
            case PORT_HELD_BY_STRANGER -> Optional.of(texts.say("cli.after.port-free", program));
            case DISK_FULL, INODES_FULL -> Optional.of(texts.say("cli.after.room"));
            case CRASHED, OUT_OF_MEMORY, HUNG, FROZEN, PORT_HELD_BY_STRAY, DEPENDENCY_DOWN, PROXY_BROKEN -> Optional.empty();
            case WRONG_PERMISSIONS, MEMORY_SHORT, SETTING_MISSING, SETTING_INVALID, DATABASE_DAMAGED -> Optional.empty();
            case HOST_STARVED -> Optional.of(texts.say("cli.after.starved"));
            case CERTIFICATE_EXPIRED, SLOW, WRONG_ANSWER, CANNOT_START, UNKNOWN -> Optional.empty();
        });
    }

    /// What ends it without Holdfast, where a person must do something.
    private Optional<String> whenMended(ServiceStatus service) {
        boolean isRunning = service.process().isPresent() || service.state() == State.WATCHED;
        Optional<IncidentStatus> open = service.incident()
                .filter(incident -> isRunning && incident.restoredNanos().isEmpty() && incident.hold().isEmpty());
        if (service.state() == State.PARKED) {
            return open.map(_ -> texts.say("cli.after.good"));
        }
        return open.flatMap(IncidentStatus::diagnosis)
                .filter(made -> made.advice() == Advice.PERSON)
                .map(_ -> texts.say("cli.after.mended"));
    }

    private String afterHold(Picture picture, ServiceStatus service, Hold hold) {
        String culprit = hold.culprit().map(ServiceId::name).orElse("");
        return switch (hold.kind()) {
            case PINNED -> service.pin()
                    .map(Word::untilNanos)
                    .flatMap(picture::wall)
                    .map(until -> texts.say("cli.after.pin-ends", words.time(until, picture.at())))
                    .orElseGet(() -> texts.say("cli.after.unpin", program, service.id()));
            case OBSERVING -> texts.say("cli.after.observing");
            case APPROVAL -> texts.say("cli.after.approval");
            case DEPENDENCY, BLAMED_ELSEWHERE -> texts.say("cli.after.culprit", culprit, program);
            case COMMON_CAUSE -> texts.say(isTimed(service) ? "cli.after.common-cause" : "cli.after.common-cause-turn");
            case ONE_BY_ONE, OBSERVER, CHAIN, HOST_BUDGET, HOST_STARVED -> texts.say("cli.after.passing");
        };
    }

    /// When it will be tried is known.
    private static boolean isTimed(ServiceStatus service) {
        return service.next().filter(next -> next.what() != Next.What.PROBE).isPresent();
    }
}
