package holdfast.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KernelLogTest {
    @Test
    void readsLinesWithAndWithoutStamp() {
        assertEquals(
                List.of(
                        new KernelLog.Line(12_345, "Out of memory: Killed process 7 (x)"),
                        new KernelLog.Line(3, "a [b] c"),
                        new KernelLog.Line(-1, "no stamp")),
                KernelLog.parse("<3>[12345.678901] Out of memory: Killed process 7 (x)\n<6>[    3.000001] a [b] c\n<6>no stamp\n"));
    }

    @Test
    void neverWaitsForTheLog() {
        switch (KernelLog.tail()) {
            case SysResult.Ok<List<KernelLog.Line>>(List<KernelLog.Line> lines) ->
                lines.forEach(line -> assertFalse(line.text().startsWith("<"), line.text()));
            case SysResult.Failed<List<KernelLog.Line>>(int errno, String _, String _) -> assertEquals(Errno.EPERM, errno);
        }
    }

    @Test
    void readsPressureWhereTheKernelKeepsIt(@TempDir Path proc) throws Exception {
        assertInstanceOf(Reading.Gone.class, PressureFigures.read(proc));
        Path pressure = Files.createDirectory(proc.resolve("pressure"));
        String text = "some avg10=12.34 avg60=1.00 avg300=0.00 total=1\nfull avg10=5.99 avg60=0.00 avg300=0.00 total=1\n";
        for (String name : List.of("cpu", "memory", "io")) {
            Files.writeString(pressure.resolve(name), text);
        }

        assertEquals(new Reading.Found<>(new PressureFigures(12, 5, 5)), PressureFigures.read(proc));
        Files.writeString(pressure.resolve("io"), "nothing");
        assertInstanceOf(Reading.Unreadable.class, PressureFigures.read(proc));
    }

    @Test
    void knowsGroupsByName() {
        assertTrue(Groups.idOf("root") instanceof SysResult.Ok<OptionalLong>(var id) && id.orElse(-1) == 0);
        assertTrue(Groups.idOf("no-such-group-here") instanceof SysResult.Ok<OptionalLong>(var id) && id.isEmpty());
    }
}
