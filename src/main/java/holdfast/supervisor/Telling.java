package holdfast.supervisor;

import holdfast.alert.Notice;
import holdfast.alert.Told;
import holdfast.model.Fact;
import holdfast.recovery.Incident;

/// Has people told what the alert room says is due.
final class Telling {
    private Telling() {}

    static void advance(Turn turn, int i) {
        Memory memory = turn.at(i).memory();
        memory.incident()
                .ifPresent(incident -> Notice.whileOpen(memory.told(), asCase(turn.at(i), incident), turn.now())
                        .ifPresent(kind ->
                                turn.emit(i, new Fact.AlertDecided(turn.at(i).spec().id(), incident.id(), kind))));
    }

    static void closed(Turn turn, int i, Incident incident, Told told) {
        turn.emit(i, new Fact.AlertDecided(turn.at(i).spec().id(), incident.id(), Notice.onClosing(told)));
    }

    /// When something will be due to be told by time alone.
    static long dueNanos(ServiceState state) {
        return state.memory()
                .incident()
                .flatMap(incident -> Notice.dueNanos(state.memory().told(), asCase(state, incident)))
                .orElse(Long.MAX_VALUE);
    }

    private static Notice.Case asCase(ServiceState state, Incident incident) {
        return new Notice.Case(
                state.memory().parking().isPresent(),
                incident.restoredNanos().isPresent(),
                incident.heldBy().isPresent(),
                state.life() instanceof Life.Stuck,
                incident.detectedNanos() + state.spec().notifyAfterNanos());
    }
}
