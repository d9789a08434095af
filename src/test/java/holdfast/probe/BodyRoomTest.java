package holdfast.probe;

import holdfast.model.ProbeResult.Outcome;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

class BodyRoomTest {
    private static final long MEGABYTE = 1024 * 1024;

    /// 16 MB for bodies that are read, 32 for those that are looked into.
    private final BodyRoom room = new BodyRoom(64 * MEGABYTE);

    @Test
    void whoFindsNoRoomIsBlindAndCallsNobodyBad() throws Exception {
        try (var _ = room.toTakeApart(MEGABYTE, within(1_000))) {
            ProbeFailure none = assertThrows(ProbeFailure.class, () -> room.toTakeApart(MEGABYTE, within(20)));

            assertEquals(Outcome.ERROR, none.outcome());
            assertEquals("probe.http.no-room", none.reason().key());
        }
    }

    @Test
    void roomThatIsLeftIsTheNextOnes() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (var _ = room.toTakeApart(MEGABYTE, within(1_000));
                    var _ = room.toRead(4 * MEGABYTE, within(1_000))) {
                assertSame(BodyRoom.Lease.NONE, room.toTakeApart(BodyRoom.SMALL_BYTES, within(1_000)));
            }
        }
    }

    @Test
    void whatIsLargerThanAllRoomHasItAlone() throws Exception {
        try (var _ = room.toTakeApart(4 * MEGABYTE, within(1_000))) {
            assertThrows(ProbeFailure.class, () -> room.toSearch(MEGABYTE, within(20)));
        }
    }

    private static Deadline within(long millis) {
        return new Deadline(System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
