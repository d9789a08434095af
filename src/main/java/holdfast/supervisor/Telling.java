package holdfast.supervisor;

import holdfast.alert.Notice;
import holdfast.alert.Told;
import holdfast.model.Fact;
import holdfast.model.Hold;
import holdfast.recovery.Incident;

/// Has people told what the alert room says is due.
final class Telling {
    private Telling() {}

    static void advance(Turn turn, int i) {
        Memory memory = turn.at(i).memory();
        if (memory.orders().isSilenced(turn.now())) {
            return;
        }
        memory.incident()
                .ifPresent(incident -> Notice.whileOpen(memory.told(), asCase(turn.at(i), incident), turn.now())
                        .ifPresent(kind ->
                                turn.emit(i, new Fact.AlertDecided(turn.at(i).spec().id(), incident.id(), kind))));
    }

    static void closed(Turn turn, int i, Incident incident, Told told) {
        turn.emit(i, new Fact.AlertDecided(turn.at(i).spec().id(), incident.id(), Notice.onClosing(told)));
    }

    /// When something will be due to be told by time alone.
    static long dueNanos(Turn turn, int i) {
        ServiceState state = turn.at(i);
        if (state.memory().orders().isSilenced(turn.now())) {
            return Long.MAX_VALUE; // the end of the silence has an alarm of its own
        }
        return state.memory()
                .incident()
                .flatMap(incident -> Notice.dueNanos(state.memory().told(), asCase(state, incident)))
                .orElse(Long.MAX_VALUE);
    }

    /// It waits for a person's word.
    private static boolean isAsking(Incident incident) {
        return incident.hold().filter(hold -> hold.kind() == Hold.Kind.APPROVAL).isPresent();
    }

    private static Notice.Case asCase(ServiceState state, Incident incident) {
        return new Notice.Case(
                state.memory().parking().isPresent(),
                incident.restoredNanos().isPresent(),
                incident.hold().flatMap(Hold::culprit).isPresent(),
                state.life() instanceof Life.Stuck || isAsking(incident),
                incident.detectedNanos() + state.spec().notifyAfterNanos());
    }
}
