package holdfast.config;

import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.Parser;

/// A parser that refuses two things its library lets through: deep nesting, because the library's composer calls itself once per
/// level and a file of a few hundred thousand opening brackets would end in a stack overflow; and a tab after the blanks of an
/// indentation, which it takes for a blank although YAML 1.2 (section 6.1) does not.
final class StrictParser implements Parser {
    /// Levels of lists and mappings. The deepest value of a configuration lies ten levels down.
    static final int DEPTH = 50;

    private final Parser parser;
    private final String[] lines;
    private int depth;
    private int flowDepth;

    StrictParser(Parser parser, String[] lines) {
        this.parser = parser;
        this.lines = lines;
    }

    /// Ends the parsing. Line and column count from 0, as in [Mark].
    static final class Refused extends RuntimeException {
        private final String problem;
        private final int line;
        private final int column;

        private Refused(String problem, int line, int column) {
            super(problem);
            this.problem = problem;
            this.line = line;
            this.column = column;
        }

        String problem() {
            return problem;
        }

        int line() {
            return line;
        }

        int column() {
            return column;
        }
    }

    @Override
    public boolean checkEvent(Event.ID kind) {
        return parser.checkEvent(kind);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public boolean hasNext() {
        return parser.hasNext();
    }

    @Override
    public Event next() {
        Event event = parser.next();
        if (flowDepth == 0 && (event instanceof ScalarEvent || event instanceof CollectionStartEvent)) {
            event.getStartMark().ifPresent(this::refuseTabBefore);
        }
        if (event instanceof CollectionStartEvent start) {
            depth++;
            flowDepth += flowDepth > 0 || start.isFlow() ? 1 : 0;
            if (depth > DEPTH) {
                Mark mark = event.getStartMark().orElseThrow();
                throw new Refused("yaml.deep", mark.getLine(), mark.getColumn());
            }
        }
        if (event instanceof CollectionEndEvent) {
            depth--;
            flowDepth -= flowDepth > 0 ? 1 : 0;
        }
        return event;
    }

    private void refuseTabBefore(Mark mark) {
        String line = mark.getLine() < lines.length ? lines[mark.getLine()] : "";
        int indent = (int) line.chars().takeWhile(c -> c == ' ' || c == '\t').count();
        int tab = line.indexOf('\t');
        if (mark.getColumn() == indent && tab >= 0 && tab < indent) {
            throw new Refused("yaml.tab", mark.getLine(), tab);
        }
    }
}
