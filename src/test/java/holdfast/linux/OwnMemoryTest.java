package holdfast.linux;

import holdfast.linux.OwnMappings.Mapping;
import java.util.List;
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
                List.of(new Mapping(0x1000, 0x2000, "/lib/code.so"), new Mapping(0xffff0000L, 0x8000, "/a file (deleted)")),
                OwnMappings.onlyRead(smaps));
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
    void againIsOnlyWhatTheJavaMachineNeverUnmapsAndWasFoundBefore() {
        var memory = new OwnMemory();
        assertEquals(new OwnMemory.GivenBack(0, 0), memory.giveBackAgain());

        assertInstanceOf(Reading.Found.class, memory.giveBack());

        assertTrue(memory.giveBackAgain().mappings() >= 1);
        assertTrue(new Mapping(0, 1, "/x/lib/server/libjvm.so").isLasting());
        assertFalse(new Mapping(0, 1, "/x/libsqlitejdbc.so").isLasting(), "a library may be unloaded, and its place taken");
    }

    private static String mapping(String head, int ownKilobytes) {
        return head + "\nSize:                 32 kB\nRss:                  32 kB\nAnonymous:  " + " ".repeat(8) + ownKilobytes
                + " kB\nVmFlags: rd ex mr mw me\n";
    }
}
