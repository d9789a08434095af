package holdfast.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Aligned columns. On a narrow terminal the widest columns give way first, each down to [#NARROWEST] columns.
final class Table {
    private static final int GAP = 2;
    private static final int NARROWEST = 6;

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
        int[] widths = widths(terminal.width());
        var lines = new ArrayList<String>();
        for (List<Cell> row : rows) {
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
            lines.add(line.toString());
        }
        return lines;
    }

    private int[] widths(int available) {
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
