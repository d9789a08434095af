package holdfast.text;

import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Incarnation;
import holdfast.model.Reason;
import holdfast.model.SampleFacts;
import holdfast.model.ServiceId;
import holdfast.text.FactLines.Level;
import holdfast.text.FactLines.Line;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FactLinesTest {
    private static final ServiceId SHOP = new ServiceId("shop");
    private final FactLines lines = new FactLines(Texts.english());

    @Test
    void hasWordsForEveryKindOfFactAndEveryValueOfItsEnums() {
        for (int seed = 0; seed < 200; seed++) {
            for (Fact fact : new SampleFacts(seed).all()) {
                String words = lines.line(fact).words();

                assertTrue(words.startsWith(fact.service().name() + ": "), words);
                assertTrue(words.length() > fact.service().name().length() + 5, words);
            }
        }
    }

    @Test
    void samplesLeaveOutNoKindOfFact() {
        var kinds = new SampleFacts(1).all().stream().map(Object::getClass).collect(Collectors.toSet());

        assertEquals(Arrays.stream(Fact.class.getPermittedSubclasses()).collect(Collectors.toSet()), kinds);
    }

    @Test
    void saysHowAProcessEnded() {
        var exits = new ExitWords(Texts.english());

        assertEquals("signal 9 (KILL)", exits.say(new ExitStatus.Signalled(9, false)));
        assertEquals("signal 11 (SEGV), with a core dump", exits.say(new ExitStatus.Signalled(11, true)));
        assertEquals("exit code 3", exits.say(new ExitStatus.Code(3)));
    }

    @Test
    void anUnaskedEndIsAnErrorAndAnAskedOneIsNot() {
        var code = new ExitStatus.Code(0);

        assertEquals(
                new Line(Level.ERROR, "shop: ended by itself: exit code 0"),
                lines.line(new Fact.Ended(SHOP, new Incarnation(1), code, 0, false)));
        assertEquals(
                new Line(Level.INFO, "shop: stopped: exit code 0"),
                lines.line(new Fact.Ended(SHOP, new Incarnation(1), code, 0, true)));
        var word = Optional.of(Reason.of("driver.pm2.given-up", "shop", 16));
        assertTrue(lines.line(new Fact.Ended(SHOP, new Incarnation(1), code, 0, false, word)).toString().contains("16"));
    }

    @Test
    void aStartThatHoldfastDidNotLiveToCarryOutIsNotSaidToHaveBeenStopped() {
        var unseen = new Fact.Ended(SHOP, new Incarnation(1), new ExitStatus.Unknown(), 0, true);

        assertEquals(new Line(Level.INFO, "shop: nothing of it runs; no exit was seen"), lines.line(unseen));
    }

    @Test
    void showsAReasonItHasNoWordsForAsItWasStored() {
        String words = lines.reason(new Reason("text.of-another-version", List.of("a", "b")));

        assertEquals("text.of-another-version [a, b]", words);
        assertFalse(lines.reason(Reason.of("nowhere.at-all")).isEmpty());
    }
}
