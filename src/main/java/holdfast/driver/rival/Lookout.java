package holdfast.driver.rival;

import holdfast.driver.Machine;
import holdfast.driver.Token;
import holdfast.linux.Account;
import holdfast.linux.SysResult;
import holdfast.model.DriverSpec;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks for whoever else restarts a service.
///
/// | service | rival |
/// |---|---|
/// | `run`, `command` | the unit whose main process it is, or the PM2 that has started it |
/// | `pm2` | a unit that runs the app through `pm2-runtime` or `pm2 start`, or the app itself; not one that brings PM2 up at boot |
/// | `systemd` | a program that the unit starts and that restarts things itself |
/// | any | a cron job or a timer that restarts it by name, at least every hour |
///
/// Threading: any; reads files, and blocks its caller for as long as that takes.
public final class Lookout {
    private final Machine machine;
    private final Lineage lineage;
    private final UnitFiles units;
    private final Jobs jobs;

    public Lookout(Machine machine) {
        this(machine, Path.of("/"));
    }

    /// @param root of the file system in which the processes of the machine live
    Lookout(Machine machine, Path root) {
        this.machine = machine;
        this.lineage = new Lineage(machine.lookups().table());
        this.units = new UnitFiles(root);
        this.jobs = new Jobs(root, units);
    }

    /// Empty while it cannot be known: a service that is down has no process to look at.
    ///
    /// @param process its main process, while it runs
    public Optional<List<Reason>> rivals(ServiceSpec service, Optional<ProcessIdentity> process) {
        return switch (service.driver()) {
            case DriverSpec.Watch _ -> Optional.of(List.of());
            case DriverSpec.Run _ -> process.map(known -> ofProcess(service, known));
            case DriverSpec.Commands commands ->
                process.map(known -> and(ofProcess(service, known), jobs.that(new Restart.Command(commands.start(), service.id()))));
            case DriverSpec.Pm2 pm2 -> process.map(known ->
                    and(ofApp(service, pm2, known.pid()), jobs.that(new Restart.Named(Restart.Keeper.PM2, pm2.selector()))));
            case DriverSpec.Systemd unit -> Optional.of(
                    and(ofUnit(unit), jobs.that(new Restart.Named(Restart.Keeper.SYSTEMD, unit.unit()))));
            case DriverSpec.Docker docker when docker.by() == DriverSpec.ContainerSelection.NAME ->
                Optional.of(jobs.that(new Restart.Named(Restart.Keeper.DOCKER, docker.selector())));
            case DriverSpec.Docker _ -> Optional.of(List.of());
            case DriverSpec.Compose compose -> Optional.of(jobs.that(new Restart.Named(Restart.Keeper.COMPOSE, compose.service())));
        };
    }

    private List<Reason> ofProcess(ServiceSpec service, ProcessIdentity process) {
        Optional<Lineage.Daemon> pm2 = lineage.pm2(process.pid());
        if (pm2.isPresent()) {
            return List.of(Reason.of("driver.rival.pm2", service.id(), process.pid(), pm2.get().home(), pm2.get().pid()));
        }
        return isStartedByUs(service, process.pid())
                ? List.of()
                : lineage.mainUnit(process.pid()).map(unit -> ofMain(service, process, unit)).stream().toList();
    }

    private Reason ofMain(ServiceSpec service, ProcessIdentity process, Lineage.Place unit) {
        Optional<UnitFile> file = units.find(unit.unit(), unit.isOfUser(), Optional.empty());
        return file.filter(UnitFile::restarts).isPresent()
                ? Reason.of("driver.rival.unit-restarts", service.id(), process.pid(), unit.unit(), file.get().restart())
                : Reason.of("driver.rival.unit", service.id(), process.pid(), unit.unit());
    }

    /// Whoever carries our mark was started by us; what cannot be read may have been.
    private boolean isStartedByUs(ServiceSpec service, long pid) {
        return machine.lookups()
                .table()
                .environment(pid)
                .found()
                .filter(environment -> Token.find(machine.instance(), service.id(), environment).isEmpty())
                .isEmpty();
    }

    private List<Reason> ofApp(ServiceSpec service, DriverSpec.Pm2 pm2, long pid) {
        Optional<Lineage.Place> place = lineage.unit(pid);
        Optional<UnitFile> file = place.flatMap(unit -> units.find(unit.unit(), unit.isOfUser(), home(pm2.user())));
        if (place.isEmpty() || file.isEmpty()) {
            return List.of();
        }
        if (file.get().runsAppsOfPm2()) {
            return List.of(Reason.of(
                    "driver.rival.pm2-in-unit", service.id(), place.get().unit(), file.get().command(), file.get().restart()));
        }
        boolean isItself = lineage.pm2(pid).isEmpty() && lineage.mainUnit(pid).isPresent();
        return isItself && !file.get().startsPm2()
                ? List.of(Reason.of("driver.rival.app-in-unit", service.id(), place.get().unit(), pm2.selector()))
                : List.of();
    }

    private List<Reason> ofUnit(DriverSpec.Systemd unit) {
        boolean isOfUser = unit.scope() == DriverSpec.UnitScope.USER;
        return units.find(unit.unit(), isOfUser, isOfUser ? home(unit.user()) : Optional.empty()).stream()
                .flatMap(file -> file.keeper().stream()
                        .map(keeper -> Reason.of("driver.rival.keeper-in-unit", unit.unit(), file.command(), keeper)))
                .toList();
    }

    private Optional<Path> home(Optional<String> user) {
        if (user.isEmpty()) {
            return Optional.of(Path.of(System.getProperty("user.home")));
        }
        return machine.kernel().account(user.get()) instanceof SysResult.Ok<Optional<Account>>(Optional<Account> account)
                ? account.map(found -> Path.of(found.home()))
                : Optional.empty();
    }

    private static List<Reason> and(List<Reason> some, List<Reason> more) {
        var all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
