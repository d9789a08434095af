package holdfast.cli;

import holdfast.cli.Table.Cell;
import holdfast.daemon.control.Picture;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status.CheckStatus;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.ServiceStatus;
import holdfast.text.FactLines;
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
    private static final long AT_ONCE_NANOS = 10_000_000;

    private final Texts texts;
    private final Words words;
    private final ServiceWords services;
    private final FactLines facts;
    private final Terminal terminal;

    WhyPage(Texts texts, Words words, Terminal terminal) {
        this.texts = texts;
        this.words = words;
        this.services = new ServiceWords(texts, words);
        this.facts = new FactLines(texts);
        this.terminal = terminal;
    }

    /// @param history of this service, oldest first
    /// @param missing what it needs and is not there
    List<String> lines(Picture picture, ServiceStatus service, List<Stamped> history, List<ServiceId> missing) {
        var lines = new ArrayList<String>();
        lines.add(headline(picture, service, missing));
        service.incident().ifPresent(incident -> lines.add(incidentLine(picture, incident)));
        section(lines, "cli.why.evidence", evidence(picture, service));
        section(lines, "cli.why.done", done(picture, service, history));
        section(lines, "cli.why.undone", services.leftUndone(picture, service, missing));
        section(lines, "cli.why.next", next(picture, service));
        return lines;
    }

    private String headline(Picture picture, ServiceStatus service, List<ServiceId> missing) {
        long forNanos = picture.status().atNanos() - service.sinceNanos();
        String line = services.sentence(service, missing);
        Optional<Instant> since = picture.wall(service.sinceNanos());
        if (since.isPresent()) {
            line = texts.say("cli.why.since", line, words.time(since.get(), picture.at()), words.span(forNanos));
        }
        if (service.process().isPresent()) {
            long run = service.incarnation().map(Incarnation::number).orElse(0L);
            line = texts.say("cli.why.process", line, service.process().get().pid(), run);
        }
        return terminal.paint(ServiceWords.colour(service), line);
    }

    private String incidentLine(Picture picture, IncidentStatus incident) {
        Instant detected = picture.wall(incident.detectedNanos()).orElse(picture.at());
        String noticed = incident.detectedNanos() - incident.onsetNanos() < AT_ONCE_NANOS
                ? texts.say("cli.why.noticed-at-once", words.time(detected, picture.at()))
                : texts.say(
                        "cli.why.noticed",
                        words.time(detected, picture.at()),
                        words.span(incident.detectedNanos() - incident.onsetNanos()));
        String line = texts.say(
                "cli.why.incident", incident.id(), services.cause(incident.cause()), services.phrase(incident.reason()), noticed);
        return incident.restoredNanos().isPresent() ? texts.say("cli.why.restored", line) : line;
    }

    private List<String> evidence(Picture picture, ServiceStatus service) {
        var table = new Table();
        service.checks().forEach(check -> table.add(List.of(
                Cell.of(check.id().name()),
                Cell.of(verdict(check), verdictColour(check)),
                Cell.of(seen(picture, check)))));
        return table.lines(new Terminal(
                terminal.out(), terminal.err(), terminal.colours(), terminal.live(), Math.max(1, terminal.width() - 2)));
    }

    private String verdict(CheckStatus check) {
        return switch (check.verdict()) {
            case UNKNOWN -> texts.say("cli.verdict.unknown");
            case GOOD -> texts.say("cli.verdict.good");
            case BAD -> texts.say("cli.verdict.bad", check.failuresInRow());
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

    private List<String> done(Picture picture, ServiceStatus service, List<Stamped> history) {
        List<Stamped> shown = service.incident()
                .map(incident -> since(picture, incident, history))
                .orElseGet(() -> newest(history, QUIET_FACTS));
        return shown.stream()
                .map(stamped -> timeline(stamped, picture.at()))
                .toList();
    }

    private List<Stamped> since(Picture picture, IncidentStatus incident, List<Stamped> history) {
        Instant onset = picture.wall(incident.onsetNanos()).orElse(Instant.EPOCH);
        return newest(
                history.stream()
                        .filter(stamped -> stamped.atWallMillis() >= onset.toEpochMilli())
                        .toList(),
                INCIDENT_FACTS);
    }

    private static List<Stamped> newest(List<Stamped> facts, int most) {
        return facts.subList(Math.max(0, facts.size() - most), facts.size());
    }

    /// One fact of a timeline: time and words, without the name of the service.
    String timeline(Stamped stamped, Instant now) {
        FactLines.Line line = facts.line(stamped.fact());
        String name = stamped.fact().service() + ": ";
        String said = line.words().startsWith(name) ? line.words().substring(name.length()) : line.words();
        return terminal.paint(Colour.DIM, words.time(Instant.ofEpochMilli(stamped.atWallMillis()), now)) + "  "
                + LevelColours.paint(terminal, line.level(), said);
    }

    private List<String> next(Picture picture, ServiceStatus service) {
        return List.of(services.next(picture, service).orElseGet(() -> texts.say("cli.why.nothing-next")));
    }

    private void section(List<String> lines, String headingKey, List<String> content) {
        if (!content.isEmpty()) {
            lines.add("");
            lines.add(terminal.paint(Colour.BOLD, texts.say(headingKey)));
            content.forEach(line -> lines.add("  " + line));
        }
    }
}
