package holdfast.driver;

import holdfast.linux.Pidfd;
import holdfast.linux.PortHolder;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.linux.SpawnRequest;
import holdfast.linux.SysResult;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Starts an incarnation: first nothing of an earlier one may be left, then the declared port must be free, then it is spawned.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
final class Starter {
    /// Nanoseconds that the rest of an earlier incarnation gets to end on TERM. Its main process is dead and its service down, so
    /// this is time in which nobody is served.
    private static final long LEFTOVER_GRACE_NANOS = 2_000_000_000L;

    private final Machine machine;
    private final Preparation preparation;
    private final PortProof ports;
    private final Consumer<Event> events;

    Starter(Machine machine, Consumer<Event> events) {
        this.machine = machine;
        this.ports = new PortProof(machine);
        this.preparation = new Preparation(machine, Map.copyOf(System.getenv()));
        this.events = events;
    }

    StartOutcome start(Command.StartProcess command, ServiceSpec service, DriverSpec.Run spec, Desk desk) {
        // A process started by hand that was not adopted, since people wanted this service down, is theirs and no leftover.
        desk.run = desk.run.filter(run -> !(run.isByHand() && run.incarnation().equals(command.incarnation())));
        boolean isSwept = desk.isSwept && desk.run.map(Run::isClean).orElse(true);
        return (isSwept ? Optional.<StartOutcome>empty() : sweep(command, service, desk))
                .or(() -> spec.port().flatMap(port -> freePort(port, isSwept, command, service, desk)))
                .orElseGet(() -> spawn(command, service, spec, desk));
    }

    /// Ends what is left of earlier incarnations. Empty = proven that nothing is.
    private Optional<StartOutcome> sweep(Command.StartProcess command, ServiceSpec service, Desk desk) {
        var known = new HashSet<ProcessKey>();
        desk.run.ifPresent(run -> known.addAll(run.known()));
        command.previous().filter(one -> one.bootId().equals(machine.bootId())).map(Run::key).ifPresent(known::add);
        var family = new Family(machine, service.id(), known);
        var cgroups = machine.cgroups().of(service.id().name());
        Reading<List<ProcessStat>> left =
                new Reaper(machine, family::all).end(Optional.empty(), Signals.TERM, LEFTOVER_GRACE_NANOS, cgroups);
        return switch (left) {
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> some) when some.isEmpty() -> {
                cgroups.forEach(machine.cgroups()::remove);
                desk.isSwept = true;
                desk.run = Optional.empty();
                yield Optional.empty();
            }
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> some) ->
                Optional.of(new StartOutcome.Failed(
                        StartFailure.PREVIOUS_NOT_GONE, Names.unkillable(machine, some.getFirst())));
            case Reading.Gone<List<ProcessStat>> _ ->
                Optional.of(failed(StartFailure.PREVIOUS_NOT_GONE, "driver.processes-unreadable", "/proc", "No such file or directory"));
            case Reading.Unreadable<List<ProcessStat>>(String subject, String cause) ->
                Optional.of(Preparation.isForWantOfHandles(cause)
                        ? failed(StartFailure.OUT_OF_HANDLES, "driver.out-of-handles", service.id().name())
                        : failed(StartFailure.PREVIOUS_NOT_GONE, "driver.processes-unreadable", subject, cause));
        };
    }

    /// Empty = nobody listens there. A stray of ours is ended first; a stranger is named and left alone.
    private Optional<StartOutcome> freePort(
            int port, boolean sweepFirst, Command.StartProcess command, ServiceSpec service, Desk desk) {
        return switch (ports.holders(port)) {
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) when holders.isEmpty() -> Optional.empty();
            case Reading.Found<List<PortHolder>> _ when sweepFirst ->
                sweep(command, service, desk).or(() -> freePort(port, false, command, service, desk));
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) ->
                Optional.of(PortProof.held(port, holders.getFirst()));
            case Reading.Gone<List<PortHolder>> _ -> Optional.empty();
            case Reading.Unreadable<List<PortHolder>>(String subject, String cause) ->
                Optional.of(PortProof.unknown(port, subject, cause));
        };
    }

    private StartOutcome spawn(Command.StartProcess command, ServiceSpec service, DriverSpec.Run spec, Desk desk) {
        var token = new Token(machine.instance(), service.id(), command.incarnation());
        return switch (preparation.prepare(spec, token)) {
            case Preparation.Outcome.Refused(StartOutcome.Failed failed) -> failed;
            case Preparation.Outcome.Ready(SpawnRequest request) -> switch (machine.kernel().spawn(request)) {
                case SysResult.Failed<Pidfd> failed -> Preparation.failed(failed.errno(), request);
                case SysResult.Ok<Pidfd>(Pidfd process) -> begin(process, request, token, desk);
            };
        };
    }

    private StartOutcome begin(Pidfd process, SpawnRequest request, Token token, Desk desk) {
        // Our child, not reaped: it has an entry in any case, be it a zombie's.
        Optional<ProcessStat> stat = machine.table().stat(process.pid()).found();
        if (stat.isPresent()) {
            var identity = new ProcessIdentity(process.pid(), stat.get().startTicks(), machine.bootId());
            var run = new Run(machine, token, identity, false, events);
            if (run.watch(machine.watch(), process) instanceof SysResult.Ok<SysResult.Done>) {
                desk.run = Optional.of(run);
                return new StartOutcome.Started(identity);
            }
        }
        // What cannot be watched must not run. The sweep before the next start finds it should the kill come too late.
        machine.kernel().signal(process, Signals.KILL);
        process.close();
        desk.isSwept = false;
        return failed(StartFailure.OUT_OF_HANDLES, "driver.out-of-handles", request.program());
    }

    private static StartOutcome.Failed failed(StartFailure failure, String key, Object... values) {
        return Preparation.failed(failure, key, values);
    }
}
