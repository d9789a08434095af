package holdfast.driver.systemd;

import holdfast.driver.dbus.Address;
import holdfast.linux.Account;
import holdfast.linux.Kernel;
import holdfast.linux.SysResult;
import holdfast.model.DriverSpec.UnitScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One systemd of the machine: PID 1, or that of an account.
///
/// @param user whose; absent = of the account Holdfast runs as
record Realm(UnitScope scope, Optional<String> user) {
    private static final long ROOT = 0;

    /// Where it may be reached. Its own socket comes first for whoever may use it, as with systemctl(1); the bus for all others.
    /// An account that does not exist has none.
    List<Address> addresses(Kernel kernel) {
        return switch (scope) {
            case SYSTEM -> {
                Address bus = Address.bus(Path.of("/run/dbus/system_bus_socket"));
                yield kernel.userId() == ROOT
                        ? List.of(Address.direct(Path.of("/run/systemd/private")), bus)
                        : List.of(bus);
            }
            case USER -> userId(kernel)
                    .map(id -> Path.of("/run/user/" + id))
                    .map(home -> List.of(Address.direct(home.resolve("systemd/private")), Address.bus(home.resolve("bus"))))
                    .orElse(List.of());
        };
    }

    /// Empty for the system's, and for an account that does not exist.
    Optional<Long> userId(Kernel kernel) {
        if (scope == UnitScope.SYSTEM) {
            return Optional.empty();
        }
        return user.map(name -> kernel.account(name) instanceof SysResult.Ok<Optional<Account>>(Optional<Account> account)
                        ? account.map(Account::userId)
                        : Optional.<Long>empty())
                .orElseGet(() -> Optional.of(kernel.userId()));
    }
}
