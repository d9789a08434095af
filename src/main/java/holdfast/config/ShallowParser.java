package holdfast.config;

import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.parser.Parser;

/// A parser that refuses deep nesting. The library's composer calls itself once per level, so a file of a few hundred thousand
/// opening brackets would otherwise end in a stack overflow.
final class ShallowParser implements Parser {
    /// Levels of lists and mappings. The deepest value of a configuration lies ten levels down.
    static final int DEPTH = 50;

    private final Parser parser;
    private int depth;

    ShallowParser(Parser parser) {
        this.parser = parser;
    }

    /// Found a level too many.
    static final class TooDeep extends RuntimeException {
        private final int line;
        private final int column;

        private TooDeep(Event event) {
            super("nested too deeply");
            line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
            column = event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(0);
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
        if (event instanceof CollectionStartEvent && ++depth > DEPTH) {
            throw new TooDeep(event);
        }
        if (event instanceof CollectionEndEvent) {
            depth--;
        }
        return event;
    }
}
