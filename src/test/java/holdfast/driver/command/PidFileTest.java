package holdfast.driver.command;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

final class PidFileTest {
    @Test
    void theFirstLineIsThePidWhateverFollows() {
        assertEquals(new PidFile.Names(4711, 5), PidFile.parse("4711\n/var/lib/postgresql\n1700000000\n", 5));
        assertEquals(new PidFile.Names(4711, 5), PidFile.parse("  4711", 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\u0000\u0000", "garbage", "-1", "0", "1", "4194305", "99999999999", "4711 4712", "0x12"})
    void whatIsNoPidIsNotTakenForOne(String text) {
        assertEquals(new PidFile.Senseless(5), PidFile.parse(text, 5));
    }
}
