package holdfast.daemon;

import holdfast.model.Event;
import holdfast.model.Fleet;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import holdfast.model.Status;
import holdfast.model.Status.ServiceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static holdfast.daemon.control.Samples.healthy;
import static org.junit.jupiter.api.Assertions.assertEquals;

/// When rivals are looked for.
class RivalWatchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Reason UNIT = Reason.of("t.unit");

    private final ServiceSpec api = Samples.service("api");
    private final List<Optional<ProcessIdentity>> looks = new ArrayList<>();
    private final List<Event> told = new ArrayList<>();
    private Optional<List<Reason>> found = Optional.of(List.of(UNIT));
    private Fleet fleet = new Fleet(List.of(api));
    private final RivalWatch watch = new RivalWatch(this::look, () -> fleet, told::add);

    private Optional<List<Reason>> look(ServiceSpec service, Optional<ProcessIdentity> process) {
        looks.add(process);
        return found;
    }

    private void round(long seconds, ServiceStatus... services) {
        watch.round(new Status(seconds * SECOND, List.of(services)));
    }

    private static ServiceStatus down() {
        return holdfast.daemon.control.Samples.stopped("api");
    }

    @Test
    void looksAtAServiceThatRunsAsAnotherProcessAndAgainAfterAWhile() {
        round(5, healthy("api"));
        round(10, healthy("api"));
        assertEquals(1, looks.size());

        round(15, down());
        round(20, healthy("api"));
        assertEquals(3, looks.size());

        round(300, healthy("api"));
        assertEquals(3, looks.size());
        round(321, healthy("api"));
        assertEquals(4, looks.size());
    }

    @Test
    void tellsWhatIsFoundAndNothingWhileItCannotBeKnown() {
        round(5, healthy("api"));
        found = Optional.empty();
        round(10, down());

        assertEquals(List.of(new Event.RivalsSeen(api.id(), List.of(UNIT))), told);
    }

    @Test
    void whatIsNotConfiguredIsNotLookedAt() {
        round(5, healthy("other"));
        assertEquals(0, looks.size());

        round(10, healthy("api"));
        fleet = new Fleet(List.of());
        round(15, healthy("api"));
        fleet = new Fleet(List.of(api));
        round(20, healthy("api"));
        assertEquals(2, looks.size(), "it left and came back");
    }
}
