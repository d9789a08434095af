package holdfast.driver;

import holdfast.linux.PortHolder;
import holdfast.linux.ProcessCard;
import holdfast.linux.Reading;
import holdfast.linux.SocketTable;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Reason;
import java.util.List;

/// Whether a port is free for a service to be started.
///
/// Threading: any.
public final class PortProof {
    private final Machine machine;

    public PortProof(Machine machine) {
        this.machine = machine;
    }

    /// Who listens there. Empty = nobody. Never gone.
    public Reading<List<PortHolder>> holders(int port) {
        if (SocketTable.isBindable(port)) {
            return new Reading.Found<>(List.of());
        }
        return switch (machine.lookups().listeners(port)) {
            case Reading.Found<List<PortHolder>> found -> found;
            case Reading.Gone<List<PortHolder>> _ -> new Reading.Unreadable<>("/proc/net/tcp", "No such file or directory");
            case Reading.Unreadable<List<PortHolder>> unreadable -> unreadable;
        };
    }

    /// Nothing is started while a stranger holds the port.
    public static StartOutcome.Failed held(int port, PortHolder holder) {
        if (holder.processes().isEmpty()) {
            return failed("driver.port-held-unseen", port, holder.socket().user());
        }
        ProcessCard card = holder.processes().getFirst();
        return failed("driver.port-held", port, card.pid(), card.user(), Names.command(card));
    }

    /// Nothing is started while it is not known whether the port is free.
    public static StartOutcome.Failed unknown(int port, String subject, String cause) {
        return failed("driver.ports-unreadable", port, subject, cause);
    }

    private static StartOutcome.Failed failed(String key, Object... values) {
        return new StartOutcome.Failed(StartFailure.PORT_HELD, Reason.of(key, values));
    }
}
