package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Fact;
import holdfast.model.Fact.ReloadResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ReloadSpec;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// What the stories of reloads share.
final class ReloadStory {
    static final Reason WHY = Reason.of("t.why");
    static final ProcessIdentity OTHER = new ProcessIdentity(777, 1, "boot");

    private ReloadStory() {}

    static ServiceSpec service(String name, String... needs) {
        return Rig.service(name, RecoverPolicy.DEFAULT, needs).withReload(Optional.of(new ReloadSpec.BySignal(1)));
    }

    static ServiceSpec kept() {
        return service("api")
                .withDriver(new DriverSpec.Pm2(
                        "api", DriverSpec.Pm2Selection.NAME, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    static Rig up(ServiceSpec spec) {
        var rig = new Rig(spec);
        rig.up("api");
        return rig;
    }

    static void answer(Rig rig, ReloadOutcome outcome) {
        var reload = rig.last(Command.ReloadProcess.class, "api");
        rig.event(new Event.ReloadAnswered(reload.service(), reload.command(), outcome));
    }

    static void reloaded(Rig rig) {
        answer(rig, new ReloadOutcome.Reloaded(rig.status("api").process().orElseThrow()));
    }

    static void observed(Rig rig) {
        var observe = rig.last(Command.ObserveProcess.class, "api");
        rig.event(new Event.ProcessObserved(observe.service(), observe.inquiry(), new Observation.Running(OTHER, Origin.BACKEND)));
    }

    static List<ReloadResult> results(Rig rig) {
        return rig.facts(Fact.ReloadEnded.class).stream().map(Fact.ReloadEnded::result).toList();
    }
}
