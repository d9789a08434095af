package holdfast.driver.pm2;

import holdfast.linux.ProcessKey;
import holdfast.model.Reason;
import java.util.List;

/// What PM2 shows of a service, all its instances together.
sealed interface Sight {
    /// It serves.
    ///
    /// @param first process of the instance with the lowest number that is up
    /// @param missing numbers of the instances that are wanted and not up
    record Up(ProcessKey first, List<Long> missing) implements Sight {
        public Up {
            missing = List.copyOf(missing);
        }
    }

    /// On its way from one state to another within milliseconds, or stopping: to be looked at again.
    record Passing(Reason reason) implements Sight {}

    /// Down, and PM2 is about to start it again.
    record Coming(App of, long withinNanos, Reason reason) implements Sight {}

    /// Down, and PM2 leaves it so by itself.
    record GivenUp(App of) implements Sight {}

    /// A person stopped it, or never started it.
    ///
    /// @param isCertain PM2 was heard to say so; otherwise the same may be seen while it is restarted, or PM2 is ended
    record Rested(Reason reason, boolean isCertain) implements Sight {}

    /// PM2 has none that is meant.
    record Absent() implements Sight {}

    /// Not to be understood.
    record Unclear(Reason reason) implements Sight {}
}
