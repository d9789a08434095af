package holdfast.daemon;

import holdfast.evidence.EvidenceStore;
import holdfast.evidence.Examiner;
import holdfast.linux.MachineAccess;
import holdfast.model.Command;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Finding;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;

/// The real hands.
///
/// Threading: any.
final class MachineHands implements Hands {
    private final Examiner examiner;

    MachineHands(MachineAccess machine, Path stateDirectory) {
        this.examiner = new Examiner(machine, new EvidenceStore(stateDirectory.resolve("evidence")));
    }

    @Override
    public Finding.Examination examine(Command.Examine command, ServiceSpec service) {
        return examiner.examine(command, service);
    }

    @Override
    public RemedyOutcome apply(Command.ApplyRemedy command, ServiceSpec service) {
        return new RemedyOutcome.Failed(Reason.of("daemon.remedy.none"));
    }
}
