package holdfast.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TableTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    @Test
    void countsColumnsAsTerminalsDo() {
        assertEquals(3, Widths.of("api"));
        assertEquals(4, Widths.of("Каса"));
        assertEquals(4, Widths.of("店铺"));
        assertEquals(2, Widths.of("🦀"));
        assertEquals(1, Widths.of("e\u0301"));
        assertEquals(2, Widths.of("✅"));
        assertEquals(0, Widths.of("\u200d"));
    }

    @Test
    void cutsWideCharactersWhole() {
        assertEquals("店…", Widths.fit("店铺店铺", 4));
        assertEquals("ab…", Widths.fit("abcdef", 3));
        assertEquals("abc", Widths.fit("abc", 3));
        assertEquals("", Widths.fit("abc", 0));
    }

    @Test
    void alignsColumnsOfAnyScript() {
        var table = new Table();
        table.add(List.of(Table.Cell.of("店铺"), Table.Cell.number("1"), Table.Cell.of("up")));
        table.add(List.of(Table.Cell.of("api"), Table.Cell.number("100"), Table.Cell.of("down")));

        assertEquals(List.of("店铺    1  up", "api   100  down"), table.lines(terminal(Terminal.UNLIMITED, false)));
    }

    @Test
    void takesFromTheWidestColumnFirstAndNeverBelowReadable() {
        var table = new Table();
        table.add(List.of(Table.Cell.of("api"), Table.Cell.of("connected, no answer for 5.0 s"), Table.Cell.of("end")));

        assertEquals(List.of("api  connected, no answer f…  end"), table.lines(terminal(33, false)));
        assertTrue(table.lines(terminal(5, false)).getFirst().contains("conne…"));
    }

    @Test
    void leavesOutWhatIsDispensableBeforeItCutsWhatIsNot() {
        var table = new Table();
        table.add(List.of(Table.Cell.of("SERVICE"), Table.Cell.of("DRIVER"), Table.Cell.of("CPU"), Table.Cell.of("STATE")));
        table.add(List.of(Table.Cell.of("api"), Table.Cell.of("run"), Table.Cell.number("0.4%"), Table.Cell.of("backing off")));

        assertEquals("SERVICE  CPU   STATE", table.lines(terminal(29, false), List.of(1, 2)).getFirst());
        assertEquals("api      backing off", table.lines(terminal(20, false), List.of(1, 2)).getLast());
        assertEquals("api      run     0.4%  backing off", table.lines(terminal(80, false), List.of(1, 2)).getLast());
    }

    @Test
    void coloursDoNotMoveColumns() {
        var table = new Table();
        table.add(List.of(Table.Cell.of("up", Colour.GREEN), Table.Cell.of("x")));
        table.add(List.of(Table.Cell.of("stopped", Colour.DIM), Table.Cell.of("y")));

        List<String> plain = table.lines(terminal(Terminal.UNLIMITED, false));
        List<String> coloured = table.lines(terminal(Terminal.UNLIMITED, true));
        assertEquals(plain, coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9]*m", "")).toList());
        assertTrue(coloured.getFirst().startsWith("\u001b[32mup\u001b[0m"));
    }

    private static Terminal terminal(int width, boolean colours) {
        return new Terminal(NOWHERE, NOWHERE, colours, false, width);
    }
}
