package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.driver.pm2.Replies.Unclear;
import holdfast.linux.ProcessKey;
import holdfast.model.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// One PM2, asked.
///
/// Threading: any; every question blocks its caller, who brings a virtual thread.
final class Backend {
    /// Nanoseconds for PM2's list. With 200 apps it takes a tenth of a second; longer than this, PM2 hangs. The core asks again
    /// after [holdfast.model.Limits#OBSERVE_AGAIN_NANOS], and must have its answer by then.
    private static final long LOOK_NANOS = 3_000_000_000L;

    /// Nanoseconds for a daemon that nobody can talk to any more to be gone: of one that is killed the kernel takes the sockets
    /// first, and its memory only then.
    private static final long ENDING_NANOS = 500_000_000L;

    private final Home home;
    private final God god;
    private final Rpc rpc;

    Backend(Machine machine, Home home) {
        this.home = home;
        this.god = new God(machine, home);
        this.rpc = new Rpc(home);
    }

    /// What a look at PM2 showed.
    sealed interface Look {
        /// @param god PM2's own process
        record Apps(ProcessKey god, List<App> apps) implements Look {}

        /// There is no daemon; proven.
        record Dead() implements Look {}

        /// Nothing may be concluded.
        record Unknown(Reason reason) implements Look {}
    }

    Home home() {
        return home;
    }

    God god() {
        return god;
    }

    Rpc rpc() {
        return rpc;
    }

    Look look() {
        Rpc.Answer answer = rpc.call("getMonitorData", LOOK_NANOS, "{}");
        // Cut off in the middle, the daemon is most likely dying; a moment later that is certain.
        return understood(answer instanceof Rpc.Answer.Unknown(Reason _, boolean isCut) && isCut
                ? rpc.call("getMonitorData", LOOK_NANOS, "{}")
                : answer);
    }

    private Look understood(Rpc.Answer answer) {
        return switch (answer) {
            case Rpc.Answer.Done(ByteBuffer json) -> understood(bytes(json));
            case Rpc.Answer.Refused(String error) -> new Look.Unknown(Reason.of("driver.pm2.refused", "getMonitorData", error));
            case Rpc.Answer.Unknown(Reason reason, boolean _) -> new Look.Unknown(reason);
            case Rpc.Answer.Nobody() -> unreachable(god.find());
        };
    }

    private static byte[] bytes(ByteBuffer json) {
        var bytes = new byte[json.remaining()];
        json.duplicate().get(bytes);
        return bytes;
    }

    private Look understood(byte[] json) {
        Optional<ProcessKey> process = god.find();
        if (process.isEmpty()) {
            return new Look.Unknown(Reason.of("driver.pm2.no-process", home.rpcSocket(), home));
        }
        try {
            return new Look.Apps(process.get(), Replies.apps(json));
        } catch (Unclear unclear) {
            return new Look.Unknown(Reason.of("driver.pm2.unclear", home, String.valueOf(unclear.getMessage())));
        }
    }

    /// A daemon without its socket lives on and keeps its apps up, but nobody can talk to it.
    private Look unreachable(Optional<ProcessKey> process) {
        Optional<ProcessKey> left = process.filter(one -> !god.isGoneWithin(one, ENDING_NANOS)).or(god::find);
        return left.<Look>map(one -> new Look.Unknown(Reason.of("driver.pm2.socket-missing", one.pid(), home.rpcSocket())))
                .orElseGet(Look.Dead::new);
    }
}
