package holdfast.daemon;

import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static holdfast.daemon.Samples.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

class UnreadableTest {
    private static final Observation CLOSED = new Observation.Unreadable(Reason.of("test.closed"));
    private static final Observation GONE = new Observation.Gone(new ExitStatus.Unknown(), 0);

    private final List<Event> heard = new ArrayList<>();
    private final Unreadable unreadable = new Unreadable(heard::add);

    private void observed(String name, Observation... observations) {
        for (Observation observation : observations) {
            unreadable.accept(new Event.ProcessObserved(id(name), 1, observation));
        }
    }

    private List<Event> remarks() {
        return heard.stream().filter(Event.DriverRemarked.class::isInstance).toList();
    }

    @Test
    void whatCannotBeLookedAtTwiceIsToldOnceUntilThereIsAnAnswer() {
        observed("shop", CLOSED);
        observed("api", CLOSED);
        assertEquals(List.of(), remarks());

        observed("shop", CLOSED, CLOSED, CLOSED);
        assertEquals(List.of(new Event.DriverRemarked(id("shop"), Reason.of("test.closed"))), remarks());

        observed("shop", GONE, CLOSED, CLOSED);
        assertEquals(2, remarks().size());
        assertEquals(8, heard.size() - remarks().size(), "every answer is passed on");
    }
}
