package holdfast.driver;

import holdfast.linux.Signals;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Incarnation;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Starts a process that does nothing and sees it end, some times over and on no service's account. The way from an exit to the
/// next start is slow the first times, while its code is loaded, linked and compiled: on two busy cores 90 ms at first, 9 ms at the
/// tenth time, 3 ms at the hundredth. A daemon walks it here, rather than at its first crash.
///
/// Threading: any.
public final class Rehearsal {
    private final RunDriver driver;
    private final int times;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();

    // No service can be called so: names hold no slash. Port 0 is always free, and asking whether it is takes the same way as for any other.
    private final DriverSpec.Run spec = new DriverSpec.Run(
            List.of("true"), "/", Optional.empty(), Map.of(), Signals.TERM, "/dev/null", Optional.of(0));
    private final ServiceSpec service = new ServiceSpec(
            new ServiceId("/rehearsal"),
            spec,
            spec.port(),
            List.of(),
            List.of(),
            0,
            0,
            RecoverPolicy.DEFAULT,
            0,
            false);

    private Rehearsal(Machine machine, int times) {
        this.driver = new RunDriver(machine, this::heard);
        this.times = times;
    }

    /// Returns at once; the future gives the number of rounds that were run, fewer when a start failed.
    public static CompletableFuture<Integer> begin(Machine machine, int times) {
        var rehearsal = new Rehearsal(machine, times);
        rehearsal.round(1);
        return rehearsal.done;
    }

    private void round(long number) {
        driver.start(
                new Command.StartProcess(service.id(), new Incarnation(number), Optional.empty()), service);
    }

    private void heard(Event event) {
        switch (event) {
            case Event.ProcessExited exited when exited.incarnation().number() < times ->
                round(exited.incarnation().number() + 1);
            case Event.ProcessExited _ -> done.complete(times);
            case Event.StartAnswered answered when answered.outcome() instanceof Event.StartOutcome.Failed ->
                done.complete((int) answered.incarnation().number() - 1);
            case Event.StartAnswered _ -> {
                // Its end comes by itself.
            }
            case Event.ServiceWoke _,
                    Event.ProbeFinished _,
                    Event.StopAnswered _,
                    Event.ReloadAnswered _,
                    Event.ProcessObserved _,
                    Event.BackendChanged _,
                    Event.RivalsSeen _,
                    Event.DriverRemarked _,
                    Event.CheckDue _,
                    Event.Examined _,
                    Event.RemedyAnswered _,
                    Event.ObserverJudged _,
                    Event.OperatorAsked _,
                    Event.FleetChanged _ ->
                throw new IllegalStateException("nothing of this kind was asked for: " + event);
        }
    }
}
