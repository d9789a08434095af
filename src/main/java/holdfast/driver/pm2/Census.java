package holdfast.driver.pm2;

import holdfast.model.DriverSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import java.util.List;
import java.util.stream.Collectors;

/// What PM2 says of the instances of a service, one by one: its process lives, and other instances may answer for those that do not.
///
/// | instances | is |
/// |---|---|
/// | any that PM2 gave up | bad: there are fewer than there should be, and nobody brings them back |
/// | any that PM2 is about to start | good: that is PM2's |
/// | any that somebody stopped | good: a person's word, and said |
final class Census {
    private Census() {}

    static ProbeResult of(List<Instance> instances, DriverSpec.Pm2 spec, long tookNanos) {
        List<Instance> up = instances.stream().filter(one -> one.state() == Instance.State.UP).toList();
        List<Instance> other = instances.stream().filter(one -> one.state() != Instance.State.UP).toList();
        boolean isShort = other.stream().anyMatch(one -> one.state() == Instance.State.GIVEN_UP);
        Reason reason = other.isEmpty()
                ? Reason.of("driver.pm2.instances-up", up.size())
                : Reason.of(
                        isShort ? "driver.pm2.instances-lost" : "driver.pm2.instances-away",
                        up.size(),
                        instances.size(),
                        other.stream().map(one -> name(one.app(), spec)).collect(Collectors.joining(", ")));
        return ProbeResult.of(isShort ? Outcome.FAIL : Outcome.PASS, reason, tookNanos);
    }

    /// As PM2 calls it: its number in the list, and its status.
    static String name(App app, DriverSpec.Pm2 spec) {
        String number = Long.toString(app.id());
        String name = spec.by() == DriverSpec.Pm2Selection.NAMESPACE ? app.name() + " " + number : number;
        // "waiting restart" is what PM2 also calls what it has given up.
        boolean isLost = app.status() == App.Status.WAITING && !app.isComingBack();
        return name + " (" + (isLost ? App.Status.ERRORED : app.status()).word() + ")";
    }
}
