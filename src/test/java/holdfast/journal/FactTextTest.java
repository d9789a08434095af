package holdfast.journal;

import holdfast.journal.FactText.UnreadableFact;
import holdfast.model.Fact;
import holdfast.model.SampleFacts;
import holdfast.model.ServiceId;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FactTextTest {
    @Test
    void everyKindOfFactComesBackAsItWasWritten() throws Exception {
        for (int seed = 0; seed < 500; seed++) {
            for (Fact fact : new SampleFacts(seed).all()) {
                String body = FactText.body(fact);

                assertEquals(fact, FactText.read(FactText.kind(fact), body), "seed " + seed + ": " + body);
            }
        }
    }

    @Test
    void eachKindHasItsOwnWord() {
        var facts = new SampleFacts(7).all();

        assertEquals(facts.size(), facts.stream().map(FactText::kind).collect(Collectors.toSet()).size());
    }

    @Test
    void writesWhatAPersonCanRead() {
        assertEquals(
                "{\"service\":\"shop\",\"incident\":3,\"delayNanos\":9223372036854775807}",
                FactText.body(new Fact.Parked(new ServiceId("shop"), 3, Long.MAX_VALUE)));
    }

    @Test
    void aFieldThatALaterVersionAddedIsPassedOver() throws Exception {
        var fact = FactText.read("forgotten", "{\"service\":\"shop\",\"later\":[\"x\"],\"more\":{\"a\":1},\"none\":null}");

        assertEquals(new Fact.Forgotten(new ServiceId("shop")), fact);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "forgotten | ",
        "forgotten | {",
        "forgotten | {}",
        "forgotten | {\"service\":\"\"}",
        "forgotten | {\"service\":5}",
        "forgotten | nonsense",
        "unheard-of | {\"service\":\"shop\",\"incident\":1}",
        "started | {\"service\":\"shop\",\"incarnation\":0,\"process\":{\"pid\":1,\"startTicks\":1,\"boot\":\"b\"}}",
        "stop-intended | {\"service\":\"shop\",\"incarnation\":1,\"purpose\":\"FUN\"}",
        "start-intended | {\"service\":\"shop\",\"incarnation\":1,\"purpose\":\"WISH\",\"tries\":99999999999}",
        "parked | {\"service\":\"shop\",\"incident\":\"1\",\"delayNanos\":1}",
        "parked | {\"service\":\"shop\",\"incident\":1.5,\"delayNanos\":1}",
    })
    void damagedOrUnknownTextIsRefusedByName(String kind, String body) {
        var refused = assertThrows(UnreadableFact.class, () -> FactText.read(kind, body == null ? "" : body));

        assertTrue(String.valueOf(refused.getMessage()).startsWith(kind), refused.getMessage());
    }
}
