package holdfast.daemon.control;

import holdfast.daemon.Reloader;
import holdfast.model.CheckId;
import holdfast.model.Event;
import holdfast.model.ProbeResult;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The daemon, as the control socket sees it. Every method may be called from any thread and must not wait for the loop.
public interface Served {
    Picture picture();

    List<Card> cards();

    /// Puts the wish into the inbox of the loop.
    ///
    /// @return false when the inbox is full: the caller is told to ask again
    boolean ask(ServiceId service, Event.Request request, String actor);

    /// What would be done if an operator wished this now. Carries out nothing.
    ///
    /// @param chosen the services it is about, with all they need; none = all
    Plan plan(List<Event.OperatorAsked> wishes, List<ServiceId> chosen);

    /// Asks one check's question now, apart from the schedule. The answer moves no verdict.
    ///
    /// @return empty when no such check is configured
    Optional<ProbeResult> probe(CheckId check);

    /// The newest facts, oldest first.
    ///
    /// @param service only this one's
    List<Stamped> facts(Optional<ServiceId> service, int most) throws IOException;

    /// The newest incidents, newest first.
    List<IncidentTold> incidents(int most) throws IOException;

    /// From its first fact to its last everything that happened to the service; empty when there is no such incident.
    List<Stamped> incident(long number) throws IOException;

    /// Reads the configuration again and applies the difference; one that is not valid changes nothing.
    Reloader.Outcome reread();

    List<PortUse> ports() throws IOException;

    /// Ends what an earlier run left on a port.
    ///
    /// @param named strangers who are to be ended as well
    PortFreed freePort(int port, Set<PortFreed.Stranger> named);

    /// Calls `fact` for every fact from now on, on the thread of the loop: it must only take note.
    ///
    Following follow(Consumer<Stamped> fact);

    /// Closing it ends the calls.
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
