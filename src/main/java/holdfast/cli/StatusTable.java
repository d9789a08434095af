package holdfast.cli;

import holdfast.cli.Table.Cell;
import holdfast.daemon.LoopVitals;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Use;
import holdfast.daemon.control.Vitals;
import holdfast.model.Diagnosis.Confidence;
import holdfast.model.Fact;
import holdfast.model.Health;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.Status.CheckStatus;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.ServiceStatus;
import holdfast.text.FactLines;
import holdfast.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `holdfast status`: one line for each service, then a line for each open incident, then one for the whole.
final class StatusTable {
    private static final List<String> COLUMNS = List.of(
            "service", "driver", "state", "health", "since", "uptime", "restarts", "memory", "cpu", "last", "next");

    /// On a narrow terminal: driver, cpu, memory, restarts, uptime, since.
    private static final List<Integer> DISPENSABLE = List.of(1, 8, 7, 6, 5, 4);

    private static final String NOTHING = "–";

    private final Texts texts;
    private final Words words;
    private final ServiceWords services;
    private final String program;

    /// @param program how Holdfast was called, so that a command that is shown can be pasted
    StatusTable(Texts texts, Words words, String program) {
        this.texts = texts;
        this.program = program;
        this.words = words;
        this.services = new ServiceWords(texts, words);
    }

    List<String> lines(Picture picture, Terminal terminal) {
        var table = new Table();
        boolean hasNotes = picture.status().services().stream().anyMatch(service -> !services.note(picture, service).isEmpty());
        List<Cell> headings = COLUMNS.stream().map(this::heading).toList();
        table.add(hasNotes ? with(headings, heading("note")) : headings);
        picture.status().services().forEach(service -> {
            List<Cell> row = row(picture, service);
            table.add(hasNotes ? with(row, Cell.of(services.note(picture, service), Colour.YELLOW)) : row);
        });
        var lines = new ArrayList<>(table.lines(terminal, DISPENSABLE));
        picture.status().services().forEach(service -> service.incident()
                .map(incident -> texts.say(
                        "cli.status.incident", service.id(), incident.id(), services.cause(incident.cause()),
                        services.phrase(why(incident))))
                .map(line -> paragraph(terminal, Colour.RED, line))
                .ifPresent(lines::addAll));
        picture.status().services().stream()
                .filter(ServiceWords::isAbsent)
                .flatMap(service -> service.absence().map(absence -> texts.say("cli.status.absent", service.id(), services.sentence(absence))).stream())
                .map(line -> paragraph(terminal, Colour.YELLOW, line))
                .forEach(lines::addAll);
        picture.status().services().forEach(service -> service.incident()
                .filter(incident -> incident.proposal().isPresent())
                .map(incident -> texts.say("cli.status.proposal", service.id(), proposed(incident), program, incident.id()))
                .map(line -> paragraph(terminal, Colour.YELLOW, line))
                .ifPresent(lines::addAll));
        picture.vitals().ifPresent(vitals -> trouble(vitals).forEach(line -> lines.addAll(paragraph(terminal, Colour.YELLOW, line))));
        if (picture.status().services().stream().anyMatch(service -> service.incident().isPresent())) {
            lines.add(texts.say("cli.status.more", program));
        }
        lines.add(terminal.paint(Colour.DIM, Widths.fit(summary(picture), terminal.width())));
        return lines;
    }

    /// What is wrong with the daemon itself.
    private List<String> trouble(Vitals vitals) {
        LoopVitals loop = vitals.loop();
        var lines = new ArrayList<String>();
        loop.journalTrouble().map(texts::say).ifPresent(lines::add);
        if (vitals.droppedNews() > 0) {
            lines.add(texts.say("cli.status.dropped", vitals.droppedNews()));
        }
        if (vitals.isHeldUp()) {
            lines.add(texts.say("cli.status.held-up", words.span(Math.max(loop.worstTurnNanos(), loop.worstLatenessNanos())), loop.slowTurns(), loop.turns()));
        }
        return lines;
    }

    private static List<String> paragraph(Terminal terminal, Colour colour, String text) {
        String indent = "  ";
        var lines = new ArrayList<String>();
        Wrapped.lines(text, terminal.width(), terminal.narrowed(indent.length()).width())
                .forEach(piece -> lines.add((lines.isEmpty() ? "" : indent) + terminal.paint(colour, piece)));
        return lines;
    }

    /// The cause, where it is known; else what is seen of it.
    private static Reason why(IncidentStatus incident) {
        return incident.diagnosis()
                .filter(made -> made.confidence() != Confidence.GUESS)
                .map(Fact.Diagnosed::reason)
                .orElse(incident.reason());
    }

    private String proposed(IncidentStatus incident) {
        return incident.proposal()
                .map(proposal -> texts.say(
                        "cli.proposed." + FactLines.key(proposal.rung()), proposal.what().map(services::phrase).orElse("")))
                .orElse("");
    }

    private static List<Cell> with(List<Cell> cells, Cell more) {
        var all = new ArrayList<>(cells);
        all.add(more);
        return all;
    }

    private Cell heading(String column) {
        boolean isNumber = switch (column) {
            case "uptime", "restarts", "memory", "cpu" -> true;
            default -> false;
        };
        return new Cell(texts.say("cli.column." + column), Optional.of(Colour.BOLD), isNumber);
    }

    private List<Cell> row(Picture picture, ServiceStatus service) {
        Optional<Use> use = Optional.ofNullable(picture.use().get(service.id()));
        long now = picture.status().atNanos();
        boolean isJudged = service.health() != Health.UNKNOWN;
        return List.of(
                Cell.of(service.id().name()),
                Cell.of(service.driver()),
                Cell.of(services.state(service), ServiceWords.colour(service)),
                Cell.of(isJudged ? services.health(service.health()) : NOTHING, ServiceWords.colour(service.health())),
                Cell.of(picture.wall(service.sinceNanos()).isEmpty() ? NOTHING : words.roughSpan(now - service.sinceNanos())),
                Cell.number(PictureJson.uptime(service).map(words::percent).orElse(NOTHING)),
                Cell.number(String.valueOf(service.restarts())),
                Cell.number(use.map(used -> words.size(used.memoryBytes())).orElse(NOTHING)),
                Cell.number(use.map(used -> texts.say("cli.percent", words.tenths(used.cpuPercent()))).orElse(NOTHING)),
                last(service, now),
                Cell.of(services.next(picture, service).orElse(NOTHING)));
    }

    /// The newest answer; a failed one before a good one of the same service. Of what does not run it is dim: it is over.
    private Cell last(ServiceStatus service, long now) {
        return service.checks().stream()
                .filter(check -> check.last().isPresent())
                .reduce((one, other) -> isMoreTelling(other, one) ? other : one)
                .map(check -> {
                    ProbeResult result = check.last().orElseThrow();
                    String ago = texts.say("cli.ago", words.roughSpan(now - check.lastAtNanos()));
                    boolean isPass = result.outcome() == ProbeResult.Outcome.PASS;
                    Colour colour = isPass ? Colour.GREEN : Colour.RED;
                    String said = isPass
                            ? texts.say("cli.last.pass", ago)
                            : texts.say("cli.last.other", ago, check.id().name(), services.phrase(result.reason()));
                    return Cell.of(said, service.isAsked() ? colour : Colour.DIM);
                })
                .orElse(Cell.of(NOTHING));
    }

    private static boolean isMoreTelling(CheckStatus check, CheckStatus than) {
        return isFailed(check) == isFailed(than) ? check.lastAtNanos() > than.lastAtNanos() : isFailed(check);
    }

    private static boolean isFailed(CheckStatus check) {
        return check.last().map(result -> result.outcome() != ProbeResult.Outcome.PASS).orElse(false);
    }

    private String summary(Picture picture) {
        List<ServiceStatus> all = picture.status().services();
        long good = all.stream().filter(ServiceWords::isGood).count();
        String upFor = words.span(picture.about().since(), picture.at());
        String key = good == all.size() ? "cli.status.all-good" : "cli.status.some-bad";
        return texts.say(key, all.size(), all.size() - good)
                + " " + texts.say("cli.status.daemon", picture.about().pid(), upFor, picture.about().config());
    }
}
