package holdfast.cli;

import holdfast.cli.Table.Cell;
import holdfast.daemon.control.IncidentTold;
import holdfast.daemon.control.Tree;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Stamped;
import holdfast.text.FactLines;
import holdfast.text.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// `holdfast incidents`: the list, or one with all that happened.
final class IncidentPages {
    private static final List<String> COLUMNS =
            List.of("incident", "service", "began", "ended", "detected", "recovered", "actions", "what");
    /// On a narrow terminal: tries, times to notice and to recover.
    private static final List<Integer> DISPENSABLE = List.of(6, 4, 5);

    private static final String NOTHING = "–";

    private final Texts texts;
    private final Words words;
    private final FactLines facts;
    private final CaseWords cases;
    private final Terminal terminal;
    private final String program;

    /// @param program how Holdfast was called, so that a command that is shown can be pasted
    IncidentPages(Texts texts, Words words, Terminal terminal, String program) {
        this.texts = texts;
        this.words = words;
        this.facts = new FactLines(texts);
        this.cases = new CaseWords(texts, words, terminal);
        this.terminal = terminal;
        this.program = program;
    }

    /// @param incidents newest first
    List<String> list(List<IncidentTold> incidents, Instant now) {
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
        var lines = new ArrayList<>(table.lines(terminal, DISPENSABLE));
        lines.add(texts.say("cli.incidents.more", program));
        return lines;
    }

    /// @param timeline of its facts, oldest first
    List<String> one(long id, Optional<IncidentTold> told, List<Stamped> timeline, Instant now) {
        var lines = new ArrayList<String>();
        told.ifPresent(incident -> summary(incident, now)
                .forEach(line -> lines.addAll(Wrapped.lines(line, terminal.width(), terminal.width()))));
        var cause = new ArrayList<>(cases.cause(last(timeline, Fact.Diagnosed.class)));
        cause.addAll(cases.kept(last(timeline, Fact.EvidenceKept.class)
                .map(kept -> new Finding.Evidence(kept.path(), kept.bytes()))));
        cases.section(lines, "cli.why.cause", cause);
        cases.section(lines, "cli.why.measures", cases.measures(Measures.of(id, timeline), now));
        cases.section(lines, "cli.why.happened", happened(id, timeline, now));
        return lines;
    }

    static <F extends Fact> Optional<F> last(List<Stamped> timeline, Class<F> kind) {
        return timeline.reversed().stream().map(Stamped::fact).filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /// Each line with its time on the clock, and how long that is after the incident was noticed.
    private List<String> happened(long id, List<Stamped> timeline, Instant now) {
        long noticedMillis = timeline.stream()
                .filter(stamped -> stamped.fact() instanceof Fact.IncidentOpened opened && opened.incident() == id)
                .mapToLong(Stamped::atWallMillis)
                .findFirst()
                .orElse(timeline.isEmpty() ? 0 : timeline.getFirst().atWallMillis());
        return cases.happened(timeline, stamped -> List.of(Cell.number(offset(stamped, noticedMillis))), now);
    }

    private String offset(Stamped stamped, long noticedMillis) {
        return texts.say("cli.incident.offset", words.span(TimeUnit.MILLISECONDS.toNanos(stamped.atWallMillis() - noticedMillis)));
    }

    private List<String> summary(IncidentTold incident, Instant now) {
        var lines = new ArrayList<String>();
        lines.add(texts.say(
                "cli.incident.headline",
                incident.id(),
                incident.service(),
                facts.cause(incident.cause()),
                ServiceWords.phrase(facts.reason(incident.reason()))));
        String noticedAt = words.time(incident.detected(), now);
        lines.add(incident.detectNanos() < WhyPage.AT_ONCE_NANOS
                ? texts.say("cli.why.noticed-at-once", noticedAt)
                : texts.say(
                        "cli.incident.noticed", words.time(incident.onset(), now), noticedAt, words.span(incident.detectNanos())));
        lines.add(incident.recoverNanos()
                .flatMap(nanos -> incident.restored()
                        .map(at -> texts.say("cli.incident.recovered", words.time(at, now), words.span(nanos))))
                .orElseGet(() -> texts.say("cli.incident.not-recovered", words.span(incident.detected(), now))));
        incident.closing().ifPresent(closing -> lines.add(texts.say(
                "cli.incident.closed-" + Tree.word(closing), incident.closed().map(at -> words.time(at, now)).orElse(NOTHING))));
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
