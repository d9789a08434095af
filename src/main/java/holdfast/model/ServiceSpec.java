package holdfast.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// One service as configured, validated.
///
/// @param needs what must be healthy before this starts, in order
/// @param checks at least one; `config` adds one where the file names none
/// @param startWithinNanos start grace: from the start to the first success nothing is judged; past it, the start has failed
/// @param stopWithinNanos stop grace: from the stop signal to the kill
/// @param notifyAfterNanos an incident shorter than this is told only after the fact
/// @param ladder by what measures it is recovered
/// @param reload how it takes in what is new without going down; absent = as its backend does it, or not at all
/// @param enabled false: configured, but not wanted up unless an operator says so (`autostart: false`)
public record ServiceSpec(
        ServiceId id,
        DriverSpec driver,
        Optional<Integer> port,
        List<ServiceId> needs,
        List<CheckSpec> checks,
        long startWithinNanos,
        long stopWithinNanos,
        RecoverPolicy recover,
        LadderSpec ladder,
        Optional<ReloadSpec> reload,
        long notifyAfterNanos,
        boolean enabled) {
    /// With the default ladder.
    public ServiceSpec(
            ServiceId id,
            DriverSpec driver,
            Optional<Integer> port,
            List<ServiceId> needs,
            List<CheckSpec> checks,
            long startWithinNanos,
            long stopWithinNanos,
            RecoverPolicy recover,
            long notifyAfterNanos,
            boolean enabled) {
        this(
                id,
                driver,
                port,
                needs,
                checks,
                startWithinNanos,
                stopWithinNanos,
                recover,
                LadderSpec.DEFAULT,
                notifyAfterNanos,
                enabled);
    }

    /// Without a way to reload of its own.
    public ServiceSpec(
            ServiceId id,
            DriverSpec driver,
            Optional<Integer> port,
            List<ServiceId> needs,
            List<CheckSpec> checks,
            long startWithinNanos,
            long stopWithinNanos,
            RecoverPolicy recover,
            LadderSpec ladder,
            long notifyAfterNanos,
            boolean enabled) {
        this(
                id,
                driver,
                port,
                needs,
                checks,
                startWithinNanos,
                stopWithinNanos,
                recover,
                ladder,
                Optional.empty(),
                notifyAfterNanos,
                enabled);
    }

    public ServiceSpec {
        needs = List.copyOf(needs);
        checks = List.copyOf(checks);
    }

    /// The directories in which it works and keeps its output and its databases, as far as the configuration names them; never none.
    public List<String> places() {
        var places = new LinkedHashSet<String>();
        switch (driver) {
            case DriverSpec.Run run -> {
                places.add(run.directory());
                places.add(parent(run.output()));
            }
            case DriverSpec.Commands commands -> places.add(commands.start().directory());
            case DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Watch _ -> places.add("/");
        }
        checks.forEach(check -> {
            if (check.question() instanceof Question.Sqlite sqlite) {
                places.add(parent(sqlite.path()));
            }
        });
        return List.copyOf(places);
    }

    private static String parent(String path) {
        int last = path.lastIndexOf('/');
        return last <= 0 ? "/" : path.substring(0, last);
    }

    public ServiceSpec withNeeds(List<ServiceId> next) {
        return new ServiceSpec(
                id, driver, port, next, checks, startWithinNanos, stopWithinNanos, recover, ladder, reload, notifyAfterNanos, enabled);
    }

    public ServiceSpec withDriver(DriverSpec next) {
        return new ServiceSpec(
                id, next, port, needs, checks, startWithinNanos, stopWithinNanos, recover, ladder, reload, notifyAfterNanos, enabled);
    }

    public ServiceSpec withLadder(LadderSpec next) {
        return new ServiceSpec(
                id, driver, port, needs, checks, startWithinNanos, stopWithinNanos, recover, next, reload, notifyAfterNanos, enabled);
    }

    public ServiceSpec withReload(Optional<ReloadSpec> next) {
        return new ServiceSpec(
                id, driver, port, needs, checks, startWithinNanos, stopWithinNanos, recover, ladder, next, notifyAfterNanos, enabled);
    }

    public ServiceSpec withChecks(List<CheckSpec> next) {
        return new ServiceSpec(
                id, driver, port, needs, next, startWithinNanos, stopWithinNanos, recover, ladder, reload, notifyAfterNanos, enabled);
    }

    /// Its process belongs to a backend, which may start and stop it by itself or at somebody's word.
    public boolean isKeptElsewhere() {
        return switch (driver) {
            case DriverSpec.Run _, DriverSpec.Watch _ -> false;
            case DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Commands _ -> true;
        };
    }

    /// Nanoseconds that a reload may take: its command's own, else those of a stop and a start, which it is where a backend exchanges
    /// processes.
    public long reloadWithinNanos() {
        return reload.filter(ReloadSpec.ByCommand.class::isInstance)
                .map(by -> ((ReloadSpec.ByCommand) by).command().withinNanos())
                .orElse(startWithinNanos + stopWithinNanos);
    }

    /// There is a way to reload it, as far as that can be told without asking its backend.
    public boolean isReloadable() {
        return switch (driver) {
            case DriverSpec.Pm2 _, DriverSpec.Systemd _ -> true;
            case DriverSpec.Run _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Commands _ -> reload.isPresent();
            case DriverSpec.Watch _ -> false;
        };
    }

    /// Only looked at, never started or stopped.
    public boolean isWatched() {
        return driver instanceof DriverSpec.Watch;
    }
}
