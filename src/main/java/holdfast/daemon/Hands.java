package holdfast.daemon;

import holdfast.model.Command;
import holdfast.model.ServiceSpec;

/// Starts, stops and looks at processes; each call ends in exactly one event in the inbox. May block: it is called from a lane of
/// its service, in order, never from the loop.
public interface Hands {
    void start(Command.StartProcess command, ServiceSpec spec);

    /// @param spec the one that the incarnation was started under
    void stop(Command.StopProcess command, ServiceSpec spec);

    void observe(Command.ObserveProcess command, ServiceSpec spec);
}
