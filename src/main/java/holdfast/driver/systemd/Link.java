package holdfast.driver.systemd;

import holdfast.driver.dbus.Address;
import holdfast.driver.dbus.Call;
import holdfast.driver.dbus.Connection;
import holdfast.driver.dbus.Malformed;
import holdfast.driver.dbus.Message;
import holdfast.driver.dbus.Refused;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The way to one systemd. As long as it stands, whatever changes is told by signals, and nothing is asked. When it is lost, its
/// listeners are told so, it is tried anew, and once it is there again they are told to look at everything afresh.
///
/// Root has a socket of PID 1 itself, which systemctl(1) uses as well: the death of the message bus is not even noticed there.
///
/// Threading: any. Listeners are told on the connection's thread and must not block.
final class Link implements AutoCloseable {
    /// Nanoseconds for an answer. PID 1 answers within milliseconds; while it reloads hundreds of units, within seconds.
    static final long CALL_NANOS = 15_000_000_000L;

    static final String SYSTEMD = "org.freedesktop.systemd1";
    static final String ROOT = "/org/freedesktop/systemd1";
    private static final String MANAGER = SYSTEMD + ".Manager";
    private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
    private static final String BROKER = "org.freedesktop.DBus";

    /// Nanoseconds before the next try to reach it, doubling up to the maximum.
    private static final long AGAIN_NANOS = 50_000_000L;

    private static final long AGAIN_NANOS_MAX = 2_000_000_000L;

    private static final String NOBODY = ":";

    private static final List<String> MATCHES = List.of(
            "type='signal',sender='" + SYSTEMD + "',interface='" + PROPERTIES + "',path_namespace='" + ROOT + "/unit'",
            "type='signal',sender='" + SYSTEMD + "',interface='" + MANAGER + "',path='" + ROOT + "',member='JobRemoved'",
            "type='signal',sender='" + SYSTEMD + "',interface='" + MANAGER + "',path='" + ROOT + "',member='Reloading'",
            "type='signal',sender='" + SYSTEMD + "',interface='" + MANAGER + "',path='" + ROOT + "',member='UnitFilesChanged'",
            "type='signal',sender='" + BROKER + "',member='NameOwnerChanged',arg0='" + SYSTEMD + "'");

    private final List<Address> addresses;
    private final long userId;
    private final Map<String, Listener> listeners = new ConcurrentHashMap<>();
    private final ReentrantLock connecting = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection connection;

    /// The unique name of systemd on the bus; nobody's while there is a bus and it is not known yet, empty where there is none.
    private volatile String owner = NOBODY;

    /// Who is told of one unit.
    interface Listener {
        /// Properties of the unit changed. `isComplete`: all that changed with it has been told by now.
        void changed(Map<?, ?> properties, boolean isComplete);

        /// A job of the unit is over.
        void jobEnded(String job, String result);

        /// What is known may be out of date.
        void outdated();

        /// Nothing is known any more.
        void lost(IOException cause);
    }

    /// @param addresses where it may be reached, in the order in which they are tried
    Link(List<Address> addresses, long userId) {
        this.addresses = List.copyOf(addresses);
        this.userId = userId;
    }

    /// From now on told of the unit at this path, in the place of whoever was before.
    void listen(String path, Listener listener) {
        listeners.put(path, listener);
    }

    void leave(Listener listener) {
        listeners.values().removeIf(listener::equals);
    }

    /// All that is known of a unit now.
    UnitState look(String unit) throws IOException {
        List<Object> answer = call(new Call(SYSTEMD, UnitName.path(unit), PROPERTIES, "GetAll", new Call.Arguments("s", List.of(""))));
        if (answer.size() == 1 && answer.getFirst() instanceof Map<?, ?> properties) {
            return UnitState.of(properties);
        }
        throw new Malformed("GetAll answered with " + answer.size() + " values");
    }

    /// Calls a method of systemd itself.
    List<Object> manage(String member, String signature, Object... values) throws IOException {
        return call(Call.of(SYSTEMD, ROOT, MANAGER, member).with(signature, values));
    }

    List<Object> call(Call call) throws IOException {
        Connection current = connected();
        try {
            return current.call(call, CALL_NANOS);
        } catch (Refused refused) {
            throw refused;
        } catch (IOException lost) {
            // Whoever does not answer in time is away: all that waits for it may as well know.
            current.close();
            throw lost;
        }
    }

    private Connection connected() throws IOException {
        Connection current = connection;
        return current != null && current.isOpen() ? current : connect();
    }

    private Connection connect() throws IOException {
        connecting.lock();
        try {
            Connection current = connection;
            if (current != null && current.isOpen()) {
                return current;
            }
            if (closed.getCount() == 0) {
                throw new IOException("closed");
            }
            Connection made = open();
            connection = made;
            listeners.values().forEach(Listener::outdated);
            return made;
        } finally {
            connecting.unlock();
        }
    }

    private Connection open() throws IOException {
        IOException refusal = new IOException("no address");
        for (Address address : addresses) {
            var isUp = new AtomicBoolean();
            try {
                return greet(
                        Connection.open(
                                address,
                                userId,
                                CALL_NANOS,
                                new Connection.Listener(this::heard, cause -> lost(isUp.get(), cause))),
                        isUp);
            } catch (IOException failed) {
                // The reason of the last way that exists says more than that another does not.
                refusal = new IOException(address.socket() + ": " + failed.getMessage(), failed);
            }
        }
        throw refusal;
    }

    private Connection greet(Connection made, AtomicBoolean isUp) throws IOException {
        owner = NOBODY;
        try {
            for (String match : MATCHES) {
                made.match(match, CALL_NANOS);
            }
            made.call(Call.of(SYSTEMD, ROOT, MANAGER, "Subscribe"), CALL_NANOS);
            owner = made.address().hasBroker()
                    ? made.call(Call.of(BROKER, "/org/freedesktop/DBus", BROKER, "GetNameOwner").with("s", SYSTEMD), CALL_NANOS)
                            .getFirst()
                            .toString()
                    : "";
            isUp.set(true);
            if (!made.isOpen()) {
                throw new IOException("lost at once");
            }
            return made;
        } catch (IOException failed) {
            made.close();
            throw failed;
        }
    }

    private void heard(Message message) {
        try {
            if (message.member().equals("NameOwnerChanged")) {
                left(message);
            } else if (isFromSystemd(message)) {
                told(message);
            }
        } catch (IOException malformed) {
            listeners.values().forEach(Listener::outdated);
        }
    }

    /// On a bus anyone may send a signal to us. Who is at the end of a direct connection need not be asked.
    private boolean isFromSystemd(Message message) {
        return owner.isEmpty() || message.sender().equals(Optional.of(owner));
    }

    /// systemd left the bus, or came back as another: either way the subscription is gone.
    private void left(Message message) {
        Connection current = connection;
        if (message.sender().equals(Optional.of(BROKER)) && current != null) {
            current.close();
        }
    }

    private void told(Message message) throws IOException {
        switch (message.member()) {
            case "PropertiesChanged" -> {
                Listener listener = listeners.get(message.path());
                if (listener != null) {
                    changed(listener, message.body());
                }
            }
            case "JobRemoved" -> {
                List<Object> values = message.body();
                Listener listener = listeners.get(UnitName.path(values.get(2).toString()));
                if (listener != null) {
                    listener.jobEnded(values.get(1).toString(), values.get(3).toString());
                }
            }
            case "Reloading" -> {
                // Told before it begins and when it is over.
                if (message.body().getFirst().equals(false)) {
                    listeners.values().forEach(Listener::outdated);
                }
            }
            case "UnitFilesChanged" -> listeners.values().forEach(Listener::outdated);
            default -> {
                // A direct connection brings all signals there are.
            }
        }
    }

    /// For one change two signals come: what the service shows, then what every unit shows.
    private static void changed(Listener listener, List<Object> values) {
        if (values.get(1) instanceof Map<?, ?> properties && values.get(2) instanceof List<?> withoutValue) {
            listener.changed(properties, values.getFirst().equals(SYSTEMD + ".Unit"));
            if (withoutValue.stream().anyMatch(UnitState::isWanted)) {
                listener.outdated();
            }
        }
    }

    /// @param wasUp an attempt that failed is no loss; whoever made it is told
    private void lost(boolean wasUp, IOException cause) {
        if (wasUp && closed.getCount() > 0) {
            listeners.values().forEach(listener -> listener.lost(cause));
            Thread.ofVirtual().name("systemd-again").start(this::tryAgain);
        }
    }

    private void tryAgain() {
        long wait = AGAIN_NANOS;
        while (true) {
            try {
                connected();
                return;
            } catch (IOException away) {
                // Still away; whoever asks meanwhile is told why.
            }
            try {
                if (closed.await(wait, TimeUnit.NANOSECONDS)) {
                    return;
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
            wait = Math.min(wait * 2, AGAIN_NANOS_MAX);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Connection current = connection;
        if (current != null) {
            current.close();
        }
    }
}
