package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.model.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Brings a dead PM2 back with what was saved, once for all services that ask at the same time.
///
/// `pm2 resurrect` starts all that was saved, and does not look whether it still runs: a daemon that was killed leaves its apps
/// behind. Therefore it is used only when none of them lives. Otherwise a daemon is made (`pm2 ping`), and given the one service
/// that is to be started (`prepare`, which is what `pm2 resurrect` calls for each); the others go on as they are.
///
/// Threading: any; blocks its caller.
final class Revival {
    /// Nanoseconds for PM2 to take over one app; `listen_timeout` (3 s) and to spare.
    private static final long PREPARE_NANOS = 15_000_000_000L;

    private final Backend backend;
    private final Tool tool;
    private final Kin kin;

    Revival(Machine machine, Backend backend) {
        this.backend = backend;
        this.tool = new Tool(machine, backend.home());
        this.kin = new Kin(machine);
    }

    /// Nothing of this service may be alive. Empty = there is a PM2 again; what it shows is to be looked at.
    synchronized Optional<Reason> revive(Ward ward) {
        if (!(backend.look() instanceof Backend.Look.Dead)) {
            return Optional.empty();
        }
        List<Dump.Saved> saved = Dump.read(backend.home().dump());
        List<Dump.Saved> wanted =
                saved.stream().filter(one -> ward.isMeant(one.app())).toList();
        if (wanted.isEmpty()) {
            return Optional.of(Reason.of("driver.pm2.not-saved", backend.home(), ward.spec.selector()));
        }
        List<String> paths = Stream.concat(wanted.stream(), saved.stream())
                .flatMap(one -> one.path().stream())
                .distinct()
                .toList();
        return switch (kin.of(Dump.marks(saved), Set.of(), Set.of())) {
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> alive) when alive.isEmpty() -> tool.run(paths, "resurrect");
            case Reading.Found<List<ProcessStat>> _ -> tool.run(paths, "ping").or(() -> prepare(wanted));
            case Reading.Gone<List<ProcessStat>> _ ->
                Optional.of(Reason.of("driver.processes-unreadable", "/proc", "No such file or directory"));
            case Reading.Unreadable<List<ProcessStat>>(String subject, String cause) ->
                Optional.of(Reason.of("driver.processes-unreadable", subject, cause));
        };
    }

    private Optional<Reason> prepare(List<Dump.Saved> wanted) {
        return new Errands(backend.rpc(), PREPARE_NANOS)
                .run("prepare", wanted.stream().map(Dump.Saved::json).toList());
    }
}
