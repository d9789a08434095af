package holdfast.driver.systemd;

import holdfast.driver.dbus.Refused;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Reason;
import java.io.IOException;

/// Why systemd did not do what it was asked to, in words and by kind.
final class Refusals {
    private Refusals() {}

    static StartOutcome.Failed start(String unit, IOException failed) {
        return new StartOutcome.Failed(kind(failed), reason(unit, failed));
    }

    static Reason reason(String unit, IOException failed) {
        if (!(failed instanceof Refused refused)) {
            return unreachable(failed);
        }
        return switch (refused.name()) {
            case "org.freedesktop.systemd1.NoSuchUnit" -> Reason.of("driver.systemd.not-found", unit);
            case "org.freedesktop.systemd1.UnitMasked" -> Reason.of("driver.systemd.masked", unit);
            case "org.freedesktop.systemd1.BadUnitSetting", "org.freedesktop.systemd1.LoadFailed" ->
                Reason.of("driver.systemd.broken", unit);
            case "org.freedesktop.systemd1.OnlyByDependency" -> Reason.of("driver.systemd.only-by-dependency", unit);
            case "org.freedesktop.DBus.Error.AccessDenied",
                    "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired",
                    "org.freedesktop.DBus.Error.AuthFailed" ->
                Reason.of("driver.systemd.not-permitted", unit);
            default -> Reason.of("driver.systemd.refused", unit, String.valueOf(refused.getMessage()));
        };
    }

    /// Says nothing about the service.
    static Reason unreachable(IOException cause) {
        return Reason.of("driver.systemd.unreachable", String.valueOf(cause.getMessage()));
    }

    private static StartFailure kind(IOException failed) {
        if (!(failed instanceof Refused refused)) {
            return StartFailure.OTHER;
        }
        return switch (refused.name()) {
            case "org.freedesktop.systemd1.NoSuchUnit" -> StartFailure.NOT_FOUND;
            case "org.freedesktop.DBus.Error.AccessDenied",
                    "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired",
                    "org.freedesktop.DBus.Error.AuthFailed" ->
                StartFailure.NOT_PERMITTED;
            default -> StartFailure.OTHER;
        };
    }
}
