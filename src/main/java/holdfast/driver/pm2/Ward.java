package holdfast.driver.pm2;

import holdfast.driver.InOrder;
import holdfast.linux.ProcessKey;
import holdfast.model.DriverSpec;
import holdfast.model.Event.Observation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// What is remembered of one service between its commands, and what was last told of it.
///
/// Threading: [#commands], [#tidings], [#isToBeTold] and [#isBusy] by any; the rest by whoever holds its monitor.
final class Ward {
    final ServiceId service;
    final InOrder commands = new InOrder();

    /// What is told of it unasked.
    final InOrder tidings = new InOrder();

    final AtomicBoolean isToBeTold = new AtomicBoolean();

    /// How the app is named; the newest configuration counts.
    DriverSpec.Pm2 spec;

    /// What the core knows; empty when it may know nothing, or something that was only believed.
    Optional<Observation> told = Optional.empty();

    /// `restart_time` at that moment: an app may have gone through the same state again.
    long toldStarts;

    /// The process that we started.
    Optional<ProcessIdentity> own = Optional.empty();

    /// The process that was last seen to be it.
    Optional<ProcessKey> last = Optional.empty();

    /// We had it stopped, and it has not run since.
    boolean isStoppedByUs;

    /// It was found stopped by somebody else when we were about to stop it, and the core has not heard of that yet.
    boolean isStoppedUnheard;

    /// Every `unique_id` it was seen with: PM2 gives another to an app that is deleted and made anew.
    final Set<String> marks = new HashSet<>();

    private int commandsUnderWay;

    Ward(ServiceId service, DriverSpec.Pm2 spec) {
        this.service = service;
        this.spec = spec;
    }

    /// Commands of ours are under way: what changes meanwhile is ours, or is looked at afterwards.
    synchronized boolean isBusy() {
        return commandsUnderWay > 0;
    }

    synchronized void begin() {
        commandsUnderWay++;
    }

    synchronized void end() {
        commandsUnderWay--;
    }

    boolean isMeant(App app) {
        return isMeant(spec, app);
    }

    static boolean isMeant(DriverSpec.Pm2 spec, App app) {
        return switch (spec.by()) {
            case NAME -> app.name().equals(spec.selector());
            case NAMESPACE -> app.namespace().equals(spec.selector()) && !app.isModule();
            case ID -> Long.toString(app.id()).equals(spec.selector());
        };
    }
}
