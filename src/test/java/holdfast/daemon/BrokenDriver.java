package holdfast.daemon;

import holdfast.driver.Driver;
import holdfast.model.Command;
import holdfast.model.ServiceSpec;

/// A driver with a bug in whatever it is asked for.
final class BrokenDriver implements Driver {
    @Override
    public void start(Command.StartProcess command, ServiceSpec service) {
        throw new IllegalStateException("a bug");
    }

    @Override
    public void stop(Command.StopProcess command, ServiceSpec service) {
        throw new IllegalStateException("a bug");
    }

    @Override
    public void reload(Command.ReloadProcess command, ServiceSpec service) {
        throw new IllegalStateException("a bug");
    }

    @Override
    public void observe(Command.ObserveProcess command, ServiceSpec service) {
        throw new IllegalStateException("a bug");
    }
}
