package holdfast.config;

import java.util.function.Consumer;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;

/// A parser that does not let through two things that its library does: deep nesting, because the library's composer calls itself once
/// per level and a file of a few hundred thousand opening brackets would end in a stack overflow; and a tab after the blanks of an
/// indentation, which it takes for a blank although YAML 1.2 (section 6.1) does not. A tab ends the parsing; what is too deep is told
/// and left out.
final class StrictParser implements Parser {
    /// Levels of lists and mappings. The deepest value of a configuration lies ten levels down.
    static final int DEPTH = 50;

    /// Levels of what is too deep up to which its end is looked for.
    private static final int DEPTH_LEFT_OUT = 1000;

    private final Parser parser;
    private final String[] lines;
    private final Consumer<Mark> deep;
    private boolean hasAliases;
    private int depth;
    private int flowDepth;

    /// @param deep told of everything that is left out because it is too deep
    StrictParser(Parser parser, String[] lines, Consumer<Mark> deep) {
        this.parser = parser;
        this.lines = lines;
        this.deep = deep;
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
        hasAliases |= event instanceof AliasEvent;
        if (flowDepth == 0 && (event instanceof ScalarEvent || event instanceof CollectionStartEvent)) {
            event.getStartMark().ifPresent(this::refuseTabBefore);
        }
        if (event instanceof CollectionStartEvent start) {
            depth++;
            flowDepth += flowDepth > 0 || start.isFlow() ? 1 : 0;
            if (depth > DEPTH) {
                leaveOut(event.getStartMark().orElseThrow());
            }
        }
        if (event instanceof CollectionEndEvent) {
            depth--;
            flowDepth -= flowDepth > 0 ? 1 : 0;
        }
        return event;
    }

    /// Whether anything is said by an alias so far.
    boolean hasAliases() {
        return hasAliases;
    }

    /// Everything up to the end of the list or mapping that has just begun.
    private void leaveOut(Mark begin) {
        int open = 1;
        try {
            while (open > 1 || !(parser.peekEvent() instanceof CollectionEndEvent)) {
                Event event = parser.next();
                open += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
                if (open > DEPTH_LEFT_OUT) {
                    throw new Refused("yaml.deep.rest", begin.getLine(), begin.getColumn());
                }
            }
        } catch (YamlEngineException broken) {
            // Most likely a bracket that is never closed: the one mistake is told where it began to matter.
            throw new Refused("yaml.deep.rest", begin.getLine(), begin.getColumn());
        }
        deep.accept(begin);
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
