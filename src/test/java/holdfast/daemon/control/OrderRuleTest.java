package holdfast.daemon.control;

import holdfast.model.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// What is refused before anything is done.
final class OrderRuleTest {
    @Test
    void aReloadNeedsAWayAndAProcess() throws Exception {
        Card card = Samples.card("api");
        var without = new Card(
                card.id(), card.port(), card.needs(), card.output(), card.startWithinNanos(), card.stopWithinNanos(), 1, false, false);
        assertEquals(
                Refusal.Code.NOT_RELOADABLE, assertThrows(Refusal.class, () -> OrderRule.mayReload(without)).code());
        OrderRule.mayReload(card);

        assertEquals(
                Refusal.Code.NOT_UP,
                assertThrows(Refusal.class, () -> OrderRule.wishes(Samples.picture(), card.id(), Event.Order.RELOAD, false, "cli:t"))
                        .code());
        assertEquals(
                List.of(new Event.OperatorAsked(card.id(), Event.Order.RELOAD, "cli:t")),
                OrderRule.wishes(Samples.picture(Samples.healthy("api")), card.id(), Event.Order.RELOAD, false, "cli:t"));
    }
}
