package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.daemon.Beforehand;
import holdfast.daemon.Outfit;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.Plan;
import holdfast.daemon.control.PortFreed;
import holdfast.daemon.control.PortUse;
import holdfast.model.CheckId;
import holdfast.model.Event;
import holdfast.model.ProbeResult;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How things stand while no daemon runs, who holds which port, and what a pass would do.
final class LoneLook implements AutoCloseable {
    private final Configuration configuration;
    private final Outfit outfit;
    private final Beforehand beforehand;

    private LoneLook(Configuration configuration, Outfit outfit, Beforehand beforehand) {
        this.configuration = configuration;
        this.outfit = outfit;
        this.beforehand = beforehand;
    }

    /// @param chosen none = all
    /// @throws Failure when there is a journal, and it cannot be read
    static LoneLook at(Configuration configuration, List<ServiceId> chosen) throws Failure, IOException {
        Outfit outfit = Outfit.ofMachine(configuration.stateDirectory());
        return switch (Beforehand.read(configuration, chosen, outfit)) {
            case Beforehand.Opening.Known(Beforehand known) -> new LoneLook(configuration, outfit, known);
            case Beforehand.Opening.Unreadable(var reason) -> {
                outfit.release().run();
                throw Failure.of(Exit.BAD, reason);
            }
        };
    }

    Picture picture() {
        return PassPages.picture(configuration, beforehand.status());
    }

    List<PortUse> ports() throws IOException {
        return beforehand.ports();
    }

    PortFreed freePort(int port, Set<PortFreed.Stranger> named) {
        return beforehand.freePort(port, named);
    }

    Plan plan(List<List<Event.OperatorAsked>> rounds, Map<CheckId, ProbeResult> probed) throws Failure {
        try {
            return beforehand.plan(rounds, probed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Exit.BAD, "cli.interrupted");
        }
    }

    @Override
    public void close() {
        outfit.release().run();
    }
}
