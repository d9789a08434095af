package holdfast.journal;

import holdfast.model.Stamped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Places rows of any boot on the monotonic clock of this one.
///
/// Rows of this boot stay where they are. Of an earlier boot, the newest row is placed by its wall time, and every older one at
/// its exact monotonic distance from it; so a wall clock that jumped within that boot bends nothing. What wall clocks say is
/// believed within two bounds: no row lies in the future, and none lies after a row that was written later.
///
/// Threading: pure.
///
/// @param boot this boot
/// @param nowNanos this moment on its monotonic clock
/// @param wallMillis the same moment on the wall clock
record Placement(String boot, long nowNanos, long wallMillis) {
    /// Nothing is placed longer ago than this: a machine without a battery starts in 1970, and must not overflow the clock.
    private static final long AGO_MILLIS_MAX = TimeUnit.DAYS.toMillis(3650);

    /// @param rows in order of their sequence
    List<Stamped> place(List<Row> rows) {
        var placed = new ArrayList<Stamped>(rows.size());
        long ceiling = nowNanos;
        long offset = 0;
        String current = boot;
        for (Row row : rows.reversed()) {
            if (!row.boot().equals(current)) {
                current = row.boot();
                offset = current.equals(boot) ? 0 : byWall(row.wallMillis()) - row.atNanos();
            }
            long at = Math.min(ceiling, row.atNanos() + offset);
            placed.add(new Stamped(row.sequence(), at, row.wallMillis(), row.fact()));
            ceiling = at;
        }
        Collections.reverse(placed);
        return placed;
    }

    private long byWall(long thenMillis) {
        long agoMillis = Math.clamp(wallMillis - thenMillis, 0, AGO_MILLIS_MAX);
        return nowNanos - TimeUnit.MILLISECONDS.toNanos(agoMillis);
    }
}
