package holdfast.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Aligned columns. On a narrow terminal the dispensable columns go, then the widest give way, each down to [#NARROWEST].
final class Table {
    private static final int GAP = 2;
    private static final int NARROWEST = 6;

    /// Columns at which a cut sentence still tells enough.
    private static final int COMFORTABLE = 20;

    private final List<List<Cell>> rows = new ArrayList<>();

    /// @param colour of the text, if any
    record Cell(String text, Optional<Colour> colour, boolean right) {
        static Cell of(String text) {
            return new Cell(text, Optional.empty(), false);
        }

        static Cell of(String text, Colour colour) {
            return new Cell(text, Optional.of(colour), false);
        }

        static Cell number(String text) {
            return new Cell(text, Optional.empty(), true);
        }
    }

    void add(List<Cell> row) {
        rows.add(List.copyOf(row));
    }

    List<String> lines(Terminal terminal) {
        return lines(terminal, List.of());
    }

    /// @param dispensable columns that may be left out on a narrow terminal, the first to go first; every row must have them
    List<String> lines(Terminal terminal, List<Integer> dispensable) {
        var left = new ArrayList<Integer>();
        for (int column : dispensable) {
            if (comfortableWidth(left) > terminal.width()) {
                left.add(column);
            }
        }
        List<List<Cell>> shown = rows.stream().map(row -> without(row, left)).toList();
        int[] widths = widths(shown, terminal.width());
        var lines = new ArrayList<String>();
        for (List<Cell> row : shown) {
            var line = new StringBuilder();
            int pending = 0;
            for (int column = 0; column < row.size(); column++) {
                Cell cell = row.get(column);
                String text = Widths.fit(cell.text(), widths[column]);
                int padding = widths[column] - Widths.of(text);
                line.repeat(' ', pending + (cell.right() ? padding : 0));
                line.append(cell.colour().map(colour -> terminal.paint(colour, text)).orElse(text));
                pending = GAP + (cell.right() ? 0 : padding);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /// With the last column in several lines, where it does not fit into one, so that nothing of it is lost.
    List<String> wrapped(Terminal terminal) {
        int last = rows.stream().mapToInt(List::size).max().orElse(1) - 1;
        var before = new Table();
        rows.forEach(row -> before.add(row.subList(0, last)));
        int[] widths = widths(before.rows, terminal.width() - GAP - COMFORTABLE);
        int indent = Arrays.stream(widths).sum() + GAP * last;
        int room = Math.max(COMFORTABLE, terminal.width() - indent);
        List<String> begun = before.lines(terminal.narrowed(GAP + COMFORTABLE));
        var lines = new ArrayList<String>();
        for (int i = 0; i < rows.size(); i++) {
            Cell cell = rows.get(i).getLast();
            int padding = indent - Wrapped.width(begun.get(i));
            for (String piece : Wrapped.lines(cell.text(), room, room)) {
                String painted = cell.colour().map(colour -> terminal.paint(colour, piece)).orElse(piece);
                boolean isFirst = padding >= 0;
                lines.add(((isFirst ? begun.get(i) + " ".repeat(padding) : " ".repeat(indent)) + painted).stripTrailing());
                padding = -1;
            }
        }
        return lines;
    }

    private static List<Cell> without(List<Cell> row, List<Integer> left) {
        return IntStream.range(0, row.size())
                .filter(column -> !left.contains(column))
                .mapToObj(row::get)
                .toList();
    }

    /// With long texts cut to what still says something.
    private long comfortableWidth(List<Integer> left) {
        int[] natural = widths(rows.stream().map(row -> without(row, left)).toList(), Terminal.UNLIMITED);
        return Arrays.stream(natural).mapToLong(width -> Math.min(width, COMFORTABLE)).sum()
                + (long) GAP * Math.max(0, natural.length - 1);
    }

    private static int[] widths(List<List<Cell>> rows, int available) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<Cell> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], Widths.of(row.get(column).text()));
            }
        }
        long excess = (long) Arrays.stream(widths).sum() + (long) GAP * Math.max(0, columns - 1) - available;
        for (; excess > 0; excess--) {
            int widest = 0;
            for (int column = 1; column < columns; column++) {
                widest = widths[column] > widths[widest] ? column : widest;
            }
            if (widths[widest] <= NARROWEST) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }
}
