package holdfast.cli;

import holdfast.cli.Table.Cell;
import holdfast.daemon.control.IncidentTold;
import holdfast.daemon.control.Tree;
import holdfast.model.Stamped;
import holdfast.text.FactLines;
import holdfast.text.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `holdfast incidents`: the list, or one with all that happened.
final class IncidentPages {
    private static final List<String> COLUMNS =
            List.of("incident", "service", "began", "ended", "detected", "recovered", "actions", "what");
    private static final String NOTHING = "–";

    private final Texts texts;
    private final Words words;
    private final FactLines facts;

    IncidentPages(Texts texts, Words words) {
        this.texts = texts;
        this.words = words;
        this.facts = new FactLines(texts);
    }

    /// @param incidents newest first
    List<String> list(List<IncidentTold> incidents, Instant now, Terminal terminal) {
        if (incidents.isEmpty()) {
            return List.of(texts.say("cli.incidents.none"));
        }
        var table = new Table();
        table.add(COLUMNS.stream()
                .map(column -> Cell.of(texts.say("cli.column." + column), Colour.BOLD))
                .toList());
        incidents.forEach(incident -> table.add(List.of(
                Cell.of(String.valueOf(incident.id())),
                Cell.of(incident.service().name()),
                Cell.of(words.time(incident.onset(), now)),
                ended(incident),
                Cell.of(words.span(incident.detectNanos())),
                Cell.of(incident.recoverNanos().map(words::span).orElse(NOTHING)),
                Cell.of(String.valueOf(incident.actions())),
                Cell.of(facts.cause(incident.cause()) + "; " + ServiceWords.phrase(facts.reason(incident.reason()))))));
        return table.lines(terminal);
    }

    /// @param timeline of its facts, oldest first
    List<String> one(Optional<IncidentTold> told, List<Stamped> timeline, Instant now, Terminal terminal) {
        var lines = new ArrayList<String>();
        told.ifPresent(incident -> lines.addAll(summary(incident, now)));
        lines.add("");
        var page = new WhyPage(texts, words, terminal);
        timeline.forEach(stamped -> lines.add("  " + page.timeline(stamped, now)));
        return lines;
    }

    private List<String> summary(IncidentTold incident, Instant now) {
        var lines = new ArrayList<String>();
        lines.add(texts.say(
                "cli.incident.headline",
                incident.id(),
                incident.service(),
                facts.cause(incident.cause()),
                ServiceWords.phrase(facts.reason(incident.reason()))));
        lines.add(texts.say(
                "cli.incident.noticed", words.time(incident.onset(), now), words.span(incident.detectNanos()), incident.actions()));
        lines.add(incident.recoverNanos()
                .map(nanos -> texts.say("cli.incident.recovered", words.span(nanos)))
                .orElseGet(() -> texts.say("cli.incident.not-recovered")));
        incident.closing().ifPresent(closing -> lines.add(texts.say("cli.incident.closed-" + Tree.word(closing))));
        return lines;
    }

    private Cell ended(IncidentTold incident) {
        if (incident.closed().isPresent()) {
            return Cell.of(texts.say("cli.incidents.closed"), Colour.GREEN);
        }
        return incident.restored().isPresent()
                ? Cell.of(texts.say("cli.incidents.proving"), Colour.YELLOW)
                : Cell.of(texts.say(incident.parked() ? "cli.incidents.parked" : "cli.incidents.open"), Colour.RED);
    }
}
