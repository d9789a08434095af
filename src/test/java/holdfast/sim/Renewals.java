package holdfast.sim;

import holdfast.model.Command;
import holdfast.model.Event.Origin;
import holdfast.model.Fact;
import holdfast.model.Fact.Closing;
import holdfast.model.Fact.ReloadResult;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Wish;
import holdfast.supervisor.Decision;
import holdfast.supervisor.Replay;
import holdfast.supervisor.World;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static holdfast.sim.Ledger.demand;

/// The promises about reloads: each has one end, nothing is started, stopped or repaired in its midst, none is made against a stop, and
/// a process is exchanged only by one that was asked for.
final class Renewals {
    private final Machine machine;
    private final Set<ServiceId> open = new HashSet<>();
    private final Map<ServiceId, Wish> wishes = new HashMap<>();
    private boolean lossy;

    Renewals(Machine machine) {
        this.machine = machine;
    }

    void daemonDied(boolean factsLost) {
        lossy |= factsLost;
    }

    void rereads(List<Stamped> journal) {
        open.clear();
        wishes.clear();
        journal.forEach(stamped -> note(stamped.fact()));
    }

    void verify(Decision decision) {
        for (Fact fact : decision.facts()) {
            if (!lossy) {
                check(fact);
            }
            note(fact);
        }
        for (Command command : decision.commands()) {
            if (command instanceof Command.ReloadProcess reload) {
                check(reload, decision.world());
            }
        }
    }

    private void check(Fact fact) {
        boolean isOpen = open.contains(fact.service());
        switch (fact) {
            case Fact.ReloadIntended intended -> {
                demand(!isOpen, "a second reload during the first");
                demand(wishes.get(intended.service()) != Wish.DOWN, "reloaded against the operator's stop");
            }
            case Fact.ReloadEnded ended -> demand(
                    isOpen || ended.result() == ReloadResult.REFUSED || ended.result() == ReloadResult.OVERTAKEN,
                    "a reload ends that was never begun");
            case Fact.Adopted adopted ->
                demand(isOpen || adopted.origin() != Origin.RELOAD, "a process is exchanged by a reload that nobody asked for");
            case Fact.StartIntended _ -> demand(!isOpen, "started in the midst of a reload");
            case Fact.StopIntended _ -> demand(!isOpen, "stopped in the midst of a reload");
            case Fact.RungTaken _ -> demand(!isOpen, "a measure in the midst of a reload");
            case Fact.IncidentClosed closed ->
                demand(!isOpen || closed.closing() != Closing.HEALED, "closed as healed in the midst of a reload");
            case Fact _ -> {}
        }
    }

    private void note(Fact fact) {
        switch (fact) {
            case Fact.ReloadIntended intended -> open.add(intended.service());
            case Fact.ReloadEnded ended -> open.remove(ended.service());
            case Fact.WishChanged changed -> wishes.put(changed.service(), changed.wish());
            case Fact.Forgotten gone -> {
                open.remove(gone.service());
                wishes.remove(gone.service());
            }
            case Fact _ -> {}
        }
    }

    private void check(Command.ReloadProcess reload, World world) {
        int index = world.fleet().index(reload.service()).orElseThrow();
        Machine.Place place = machine.place(reload.service());
        demand(
                lossy
                        || place.main == null
                        || place.main.byHand
                        || place.isKept
                        || place.main.incarnation == reload.incarnation().number(),
                "a reload aims at another incarnation than the one that lives");
        demand(open.contains(reload.service()), "a reload without its fact");
        demand(Replay.isWanted(world, index), "reloaded though nobody wants it up");
        demand(world.fleet().service(index).isReloadable(), "reloaded without a way to");
    }
}
