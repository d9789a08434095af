package holdfast.driver.systemd;

import holdfast.driver.Driver;
import holdfast.driver.Drivers;
import holdfast.driver.Machine;
import holdfast.driver.dbus.Address;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Services that are units of systemd, its own for the machine or one of an account.
///
/// systemd stays the one that runs them: how a unit is started, stopped and restarted after a crash is written in the unit.
/// Holdfast starts it where systemd has given up, and stops it where it hangs. Whatever people do with systemctl(1) is noticed by
/// signals and respected.
///
/// Threading: any.
public final class SystemdDriver implements Driver, Drivers.Closeable {
    private final Machine machine;
    private final Consumer<Event> events;
    private final Function<Realm, List<Address>> addresses;
    private final Map<Realm, Link> links = new HashMap<>();
    private final Map<ServiceId, Unit> units = new HashMap<>();

    public SystemdDriver(Machine machine, Consumer<Event> events) {
        this(machine, events, realm -> realm.addresses(machine.kernel()));
    }

    /// @param addresses where the systemd of a realm may be reached, in the order in which they are tried
    SystemdDriver(Machine machine, Consumer<Event> events, Function<Realm, List<Address>> addresses) {
        this.machine = machine;
        this.events = events;
        this.addresses = addresses;
    }

    @Override
    public void start(Command.StartProcess command, ServiceSpec service) {
        unit(service).start(command);
    }

    @Override
    public void stop(Command.StopProcess command, ServiceSpec service) {
        unit(service).stop(command);
    }

    @Override
    public void reload(Command.ReloadProcess command, ServiceSpec service) {
        unit(service).reload(command);
    }

    @Override
    public void observe(Command.ObserveProcess command, ServiceSpec service) {
        unit(service).observe(command);
    }

    private synchronized Unit unit(ServiceSpec service) {
        if (!(service.driver() instanceof DriverSpec.Systemd spec)) {
            throw new IllegalStateException("a command for " + service.id() + ", which is no unit of systemd");
        }
        Unit known = units.get(service.id());
        if (known != null && known.spec().equals(spec)) {
            return known;
        }
        Optional.ofNullable(known).ifPresent(Unit::leave);
        var realm = new Realm(spec.scope(), spec.user());
        Link link = links.computeIfAbsent(
                realm, key -> new Link(addresses.apply(key), machine.kernel().userId()));
        var made = new Unit(service.id(), spec, machine, link, events);
        units.put(service.id(), made);
        return made;
    }

    @Override
    public synchronized void close() {
        links.values().forEach(Link::close);
    }
}
