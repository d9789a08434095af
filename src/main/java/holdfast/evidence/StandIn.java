package holdfast.evidence;

import holdfast.linux.PortKeeper;
import holdfast.linux.ProcessCard;
import holdfast.model.DriverSpec;
import java.util.Optional;

/// Whether a process holds the port of a service for it, as its backend does.
public final class StandIn {
    private StandIn() {}

    public static boolean of(DriverSpec driver, ProcessCard card) {
        return switch (driver) {
            case DriverSpec.Docker _, DriverSpec.Compose _ -> PortKeeper.of(card).equals(Optional.of(PortKeeper.ENGINE));
            case DriverSpec.Pm2 _ -> PortKeeper.of(card).equals(Optional.of(PortKeeper.PM2));
            case DriverSpec.Systemd _ -> PortKeeper.of(card).equals(Optional.of(PortKeeper.INIT));
            // Nobody's process is known to be that of a service which is only looked at.
            case DriverSpec.Watch _ -> true;
            case DriverSpec.Run _, DriverSpec.Commands _ -> false;
        };
    }

    /// A container's port may be held by the kernel, or by a process of another namespace.
    public static boolean isInvisible(DriverSpec driver) {
        return driver instanceof DriverSpec.Docker || driver instanceof DriverSpec.Compose || driver instanceof DriverSpec.Watch;
    }
}
