package holdfast.supervisor;

import holdfast.model.Command.Manner;
import holdfast.model.Diagnosis;
import holdfast.model.Fact;
import holdfast.model.Fact.Purpose;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.Rung;
import holdfast.recovery.Incident;
import holdfast.supervisor.CaseFile.Preparation;
import java.util.Optional;

/// Taking one measure, from the word on it to the start that follows.
///
/// | measure | while it runs | while it is down |
/// |---|---|---|
/// | REPAIR, the process may stay | repair, then judge anew | repair, then start |
/// | REPAIR that needs it stopped | stop, repair, start | repair, then start |
/// | one of the service's own | its command, then judge anew | its command, then start |
/// | RESTART | stop, start | start |
/// | CLEAN_RESTART, RECREATE | stop, clear the declared caches, start | clear, start |
final class Taking {
    private Taking() {}

    static void take(Turn turn, int i, Rung rung, Purpose purpose) {
        ServiceState state = turn.at(i);
        Incident incident = state.memory().incident().orElseThrow();
        Optional<Remedy> remedy = remedy(state, rung);
        boolean inPlace = isInPlace(state, rung);
        int tries = purpose == Purpose.RECOVERY ? state.memory().care().nextTries(state.spec().recover()) : 0;
        turn.emit(
                i,
                new Fact.RungTaken(
                        state.spec().id(),
                        incident.id(),
                        rung,
                        what(state, rung),
                        inPlace ? Optional.of(purpose) : Optional.empty(),
                        inPlace ? tries : 0));
        if (inPlace) {
            Errands.apply(turn, i, incident, remedy.orElseThrow());
            return;
        }
        remedy.ifPresent(wanted ->
                turn.put(i, turn.at(i).withFile(turn.at(i).file().preparing(new Preparation(wanted, purpose)))));
        switch (state.life()) {
            case Life.Down _ -> startPrepared(turn, i, purpose);
            case Life.Up up -> LifeCycle.stop(turn, i, up.incarnation(), purpose);
            case Life.Unseen _, Life.Spawning _, Life.Starting _, Life.Reloading _, Life.Stopping _, Life.Stuck _, Life.Reviving _,
                    Life.Watched _ ->
                throw new IllegalStateException(state.spec().id() + " has no trouble to mend while " + state.life());
        }
    }

    /// It leaves the process alone.
    static boolean isInPlace(ServiceState state, Rung rung) {
        boolean down = state.life() instanceof Life.Down;
        return !rung.isRestart() && !down && !remedy(state, rung).filter(Taking::needsStop).isPresent();
    }

    /// Does first what is to be done before the start.
    static void startPrepared(Turn turn, int i, Purpose purpose) {
        ServiceState state = turn.at(i);
        Optional<Preparation> preparation = state.file().preparation();
        Optional<Incident> incident = state.memory().incident();
        if (preparation.isPresent() && incident.isPresent() && !state.file().isPrepared()) {
            Errands.apply(turn, i, incident.get(), preparation.get().remedy());
        } else {
            start(turn, i, purpose);
        }
    }

    static void start(Turn turn, int i, Purpose purpose) {
        ServiceState state = turn.at(i);
        int tries = purpose == Purpose.RECOVERY ? state.memory().care().nextTries(state.spec().recover()) : 0;
        LifeCycle.start(turn, i, purpose, tries);
    }

    /// How thoroughly the start of this purpose begins anew.
    static Manner manner(ServiceState state, Purpose purpose) {
        boolean repair = purpose == Purpose.RECOVERY || purpose == Purpose.SLOW_RETRY;
        Optional<Rung> last = state.memory().incident().filter(_ -> repair).flatMap(open -> open.course().lastRung());
        return last.map(rung -> switch (rung) {
                    case Rung.Known.REPAIR, Rung.Known.RESTART -> Manner.PLAIN;
                    case Rung.Own _ -> Manner.PLAIN;
                    case Rung.Known.CLEAN_RESTART -> Manner.CLEAN;
                    case Rung.Known.RECREATE -> Manner.RECREATE;
                })
                .orElse(Manner.PLAIN);
    }

    private static Optional<Remedy> remedy(ServiceState state, Rung rung) {
        return switch (rung) {
            case Rung.Known.REPAIR -> state.file().diagnosis().flatMap(Diagnosis::remedy);
            case Rung.Own own ->
                Optional.ofNullable(state.spec().ladder().own().get(own)).map(command -> new Remedy.RunCommand(command, Optional.of(own)));
            case Rung.Known.RESTART -> Optional.empty();
            case Rung.Known.CLEAN_RESTART, Rung.Known.RECREATE -> Optional.of(state.spec().ladder().clear())
                    .filter(paths -> !paths.isEmpty())
                    .map(Remedy.ClearCaches::new);
        };
    }

    /// A file that the process holds open, or a port that it waits for, cannot be mended under it.
    private static boolean needsStop(Remedy remedy) {
        return switch (remedy) {
            case Remedy.FreePort _, Remedy.ClearCaches _, Remedy.RestoreDatabase _ -> true;
            case Remedy.SetOwnership _, Remedy.RunCommand _, Remedy.ReclaimDisk _, Remedy.DropSwap _, Remedy.StartInstances _ ->
                false;
        };
    }

    /// A repair or a measure of its own in one sentence; the others speak for themselves.
    static Optional<Reason> what(ServiceState state, Rung rung) {
        return rung.isRestart() ? Optional.empty() : remedy(state, rung).map(Taking::sentence);
    }

    static Reason sentence(Remedy remedy) {
        return switch (remedy) {
            case Remedy.SetOwnership files -> Reason.of("supervisor.repair.ownership", files.check().name());
            case Remedy.FreePort free -> Reason.of("supervisor.repair.port", String.valueOf(free.port()));
            case Remedy.ClearCaches _ -> Reason.of("supervisor.repair.caches");
            case Remedy.RunCommand run -> ran(run, String.join(" ", run.command().argv()));
            case Remedy.RestoreDatabase database -> Reason.of("supervisor.repair.database", database.file());
            case Remedy.ReclaimDisk _ -> Reason.of("supervisor.repair.disk");
            case Remedy.DropSwap _ -> Reason.of("supervisor.repair.swap");
            case Remedy.StartInstances _ -> Reason.of("supervisor.repair.instances");
        };
    }

    private static Reason ran(Remedy.RunCommand run, String argv) {
        return run.rung()
                .map(own -> Reason.of("supervisor.repair.own", own.name(), argv))
                .orElseGet(() -> Reason.of("supervisor.repair.command", argv));
    }
}
