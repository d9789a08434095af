package holdfast.linux;

import holdfast.linux.OwnMappings.Mapping;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OwnMemoryTest {
    @Test
    void letsGoOnlyOfFilesThatAreReadAndHoldNothingOfOurs() {
        String smaps = mapping("1000-3000 r-xp 00000000 fe:00 7    /lib/code.so", 0)
                + mapping("3000-4000 r--p 00003000 fe:00 7    /lib/relocated.so", 4)
                + mapping("4000-5000 rw-p 00004000 fe:00 7    /lib/data.so", 0)
                + mapping("ffff0000-ffff8000 r--s 00000000 fe:00 8    /a file (deleted)", 0)
                + mapping("5000-6000 r--p 00000000 00:00 0 ", 0)
                + mapping("6000-7000 r-xp 00000000 00:00 0    [vdso]", 0);

        assertEquals(
                List.of("/lib/code.so", "/a file (deleted)"),
                OwnMappings.onlyRead(smaps).stream().map(one -> one.line().substring(one.line().indexOf('/'))).toList());
        assertEquals(
                List.of(0x1000L, 0x2000L, 0xffff0000L, 0x8000L),
                OwnMappings.onlyRead(smaps).stream().flatMap(one -> Stream.of(one.begin(), one.bytes())).toList());
    }

    @Test
    void whatIsNeededAgainComesBack() {
        var memory = new OwnMemory();
        Reading<OwnMemory.GivenBack> first = memory.giveBack();
        Reading<OwnMemory.GivenBack> second = memory.giveBack();

        assertTrue(assertInstanceOf(Reading.Found.class, first).value() instanceof OwnMemory.GivenBack some && some.mappings() > 0);
        assertInstanceOf(Reading.Found.class, second);
    }

    @Test
    void againIsOnlyWhatIsTheJavaMachinesAndIsMappedAsItWas() {
        var memory = new OwnMemory();
        assertEquals(0, found(memory.giveBackAgain()).mappings(), "nothing is known yet");

        long all = found(memory.giveBack()).mappings();
        long again = found(memory.giveBackAgain()).mappings();

        assertTrue(again >= 1 && again < all, again + " of " + all);
        assertTrue(new Mapping(0, 1, "0-1 r-xp 0 fe:00 7  /x/lib/server/libjvm.so").isOfTheJavaMachine());
        assertFalse(new Mapping(0, 1, "0-1 r-xp 0 fe:00 7  /x/libsqlitejdbc.so").isOfTheJavaMachine());
    }

    private static OwnMemory.GivenBack found(Reading<OwnMemory.GivenBack> reading) {
        return reading.found().orElseThrow();
    }

    private static String mapping(String head, int ownKilobytes) {
        return head + "\nSize:                 32 kB\nRss:                  32 kB\nAnonymous:  " + " ".repeat(8) + ownKilobytes
                + " kB\nVmFlags: rd ex mr mw me\n";
    }
}
