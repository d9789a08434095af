package holdfast.driver;

/// Counts the runs of a backend that nobody saw. A program that ends the moment it is started is over before its backend can be
/// asked about it; only the backend's own count of restarts shows that it ran.
///
/// Threading: one at a time.
public final class RunCount {
    private boolean isBlank = true;

    /// As the backend counts them.
    private long restarts;

    /// Runs since somebody last started it of which the core knows, be it that they run or that they ended.
    private long known;

    /// Nothing is known any more, and nothing is missed from what was before.
    public void forget() {
        isBlank = true;
    }

    /// Nothing has been counted yet.
    public boolean isBlank() {
        return isBlank;
    }

    /// The newest run is about to be told of as running.
    ///
    /// @param counted restarts that the backend made since somebody last started it; ≥ 0
    /// @return runs that are over and have not been told of
    public int running(long counted) {
        int missed = over(counted, counted);
        known = Math.max(known, counted + 1);
        return missed;
    }

    /// @param counted as in [#running]
    /// @param over of all runs since somebody last started it, how many are over for certain; ≥ 0
    /// @return those of them that have not been told of
    public int over(long counted, long over) {
        if (isBlank) {
            known = over;
        } else if (counted < restarts) {
            known = 0; // somebody has started it anew
        }
        isBlank = false;
        restarts = counted;
        int missed = Math.clamp(over - known, 0, Integer.MAX_VALUE);
        known = Math.max(known, over);
        return missed;
    }
}
