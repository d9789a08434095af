package holdfast.cli;

import holdfast.cli.Measures.Measure;
import holdfast.cli.Table.Cell;
import holdfast.daemon.control.Tree;
import holdfast.model.Diagnosis;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Reason;
import holdfast.model.Rung;
import holdfast.model.Stamped;
import holdfast.text.FactLines;
import holdfast.text.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What an incident is about and what was done, as the pages of `why` and `incidents` have it in common.
final class CaseWords {
    private static final String INDENT = "  ";

    /// What is not of this service's own making; the first value is the service that is.
    private static final Set<String> ELSEWHERE = Set.of("diagnosis.proxy.beyond", "diagnosis.dependency.need");

    private final Texts texts;
    private final Words words;
    private final FactLines facts;
    private final Terminal terminal;

    CaseWords(Texts texts, Words words, Terminal terminal) {
        this.texts = texts;
        this.words = words;
        this.facts = new FactLines(texts);
        this.terminal = terminal;
    }

    /// The cause, how sure that is, what it calls for, and what speaks for it, strongest first.
    List<String> cause(Optional<Fact.Diagnosed> diagnosis) {
        var lines = new ArrayList<String>();
        diagnosis.ifPresent(made -> {
            lines.add(texts.say("cli.cause." + Tree.word(made.confidence()), phrase(made.reason())));
            lines.add(advice(made));
            made.evidence().forEach(evidence -> lines.add(texts.say("cli.cause.evidence", phrase(evidence))));
        });
        return lines;
    }

    private String advice(Fact.Diagnosed made) {
        if (ELSEWHERE.contains(made.reason().key())) {
            return texts.say("cli.advice.elsewhere", made.reason().values().getFirst());
        }
        boolean isRepair = made.advice() == Diagnosis.Advice.REPAIR;
        return texts.say("cli.advice." + Tree.word(made.advice()) + (isRepair && made.restartHelps() ? "-or-restart" : ""));
    }

    /// Where the evidence is kept.
    List<String> kept(Optional<Finding.Evidence> evidence) {
        return evidence.map(kept -> texts.say("cli.cause.kept", kept.path(), words.size(kept.bytes()))).stream().toList();
    }

    /// Numbered, with what came of each.
    List<String> measures(List<Measure> measures, Instant now) {
        var table = new Table();
        for (int i = 0; i < measures.size(); i++) {
            Measure measure = measures.get(i);
            table.add(List.of(
                    Cell.of(texts.say("cli.measure.number", i + 1)),
                    Cell.of(words.time(measure.at(), now), Colour.DIM),
                    Cell.of(what(measure)),
                    Cell.of(result(measure), colour(measure.result()))));
        }
        return table.wrapped(inner());
    }

    /// A timeline: what stands before each fact, time, and words without the name of the service.
    List<String> happened(List<Stamped> timeline, Function<Stamped, List<Cell>> before, Instant now) {
        var table = new Table();
        for (Stamped stamped : timeline) {
            FactLines.Line line = facts.line(stamped.fact());
            String name = stamped.fact().service() + ": ";
            String said = line.words().startsWith(name) ? line.words().substring(name.length()) : line.words();
            var row = new ArrayList<>(before.apply(stamped));
            row.add(Cell.of(words.time(Instant.ofEpochMilli(stamped.atWallMillis()), now), Colour.DIM));
            row.add(new Cell(said, LevelColours.of(line.level()), false));
            table.add(row);
        }
        return table.wrapped(inner());
    }

    void section(List<String> lines, String headingKey, List<String> content) {
        if (!content.isEmpty()) {
            lines.add("");
            lines.add(terminal.paint(Colour.BOLD, texts.say(headingKey)));
            content.forEach(line -> lines.addAll(indented(line)));
        }
    }

    /// As far as it fits into the width of the terminal; what does not goes on in the next line, further indented.
    private List<String> indented(String line) {
        List<String> pieces = Wrapped.lines(line, terminal.narrowed(INDENT.length()).width(), terminal.narrowed(2 * INDENT.length()).width());
        var lines = new ArrayList<String>();
        pieces.forEach(piece -> lines.add((lines.isEmpty() ? INDENT : INDENT + INDENT) + piece));
        return lines;
    }

    /// The part of the terminal that is left to what stands under a heading.
    Terminal inner() {
        return terminal.narrowed(INDENT.length());
    }

    /// The measure, as a proposal has it.
    String proposed(Rung rung, Optional<Reason> what) {
        return texts.say("cli.proposed." + FactLines.key(rung), what.map(this::phrase).orElse(""));
    }

    private String what(Measure measure) {
        String name = texts.say("cli.measure." + FactLines.key(measure.rung()), measure.what().map(this::phrase).orElse(""));
        return measure.run().map(run -> texts.say("cli.measure.run", name, run)).orElse(name);
    }

    private String result(Measure measure) {
        String result = texts.say("cli.result." + Tree.word(measure.result()));
        return measure.why().map(why -> texts.say("cli.result.why", result, phrase(why))).orElse(result);
    }

    private static Colour colour(Measures.Result result) {
        return switch (result) {
            case HELD -> Colour.GREEN;
            case UNDER_WAY, PROVING, OVERTAKEN -> Colour.YELLOW;
            case DID_NOT_HELP, DID_NOT_HOLD, NOT_DONE -> Colour.RED;
        };
    }

    private String phrase(Reason reason) {
        return ServiceWords.phrase(facts.reason(reason));
    }
}
