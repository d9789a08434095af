package holdfast.driver;

import holdfast.model.Command;
import holdfast.model.ServiceSpec;

/// Starts, stops, reloads and observes the processes of services, one backend each. No method blocks. Every command is answered by exactly
/// one event to the consumer that the driver was made with, from a thread of the driver; the contracts of the answers are those
/// of [holdfast.model.Event].
///
/// The end of the main process is told unasked, by [holdfast.model.Event.ProcessExited], once for every incarnation that was
/// answered to be started or found running, and never before that answer. While a stop is under way it is told as well, before the
/// answer to the stop or after it.
///
/// Threading: any. Commands for one service are carried out one after the other, in the order given.
public interface Driver {
    void start(Command.StartProcess command, ServiceSpec service);

    void stop(Command.StopProcess command, ServiceSpec service);

    /// Has it take in its new configuration or code. What runs on is told by the answer, be it the process of before or another one in
    /// its place; a driver that cannot do it refuses, and never restarts it instead.
    void reload(Command.ReloadProcess command, ServiceSpec service);

    void observe(Command.ObserveProcess command, ServiceSpec service);
}
