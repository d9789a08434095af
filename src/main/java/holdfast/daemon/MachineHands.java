package holdfast.daemon;

import holdfast.driver.InstanceKeeper;
import holdfast.evidence.EvidenceStore;
import holdfast.evidence.Examiner;
import holdfast.evidence.OutputMarks;
import holdfast.evidence.ProbeTranscripts;
import holdfast.evidence.Redaction;
import holdfast.evidence.Secrets;
import holdfast.linux.MachineAccess;
import holdfast.model.CheckId;
import holdfast.model.Command;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Finding;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import holdfast.repair.Keeping;
import holdfast.repair.Mender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The real hands. Evidence lies in `evidence` below the state directory.
///
/// Threading: any.
final class MachineHands implements Hands {
    private final KeptOutputs outputs;
    private final OutputMarks marks = new OutputMarks();
    private final ProbeTranscripts transcripts = new ProbeTranscripts();
    private final Examiner examiner;
    private final Mender mender;
    private final InstanceKeeper instances;

    /// @param instances starts what is missing of a service
    MachineHands(MachineAccess machine, Path stateDirectory, InstanceKeeper instances) {
        this.instances = instances;
        var store = new EvidenceStore(stateDirectory.resolve("evidence"));
        this.outputs = new KeptOutputs(stateDirectory);
        this.examiner = new Examiner(machine, store, outputs, marks, transcripts);
        this.mender = new Mender(machine, keeping(store), stateDirectory.resolve("repair"), BackendLogs::directory);
    }

    @Override
    public void begins(Command.StartProcess command, ServiceSpec service) {
        outputs.captured(service).ifPresent(file -> marks.begin(service.id(), command.incarnation(), file));
    }

    @Override
    public void probed(CheckId check, ProbeResult result) {
        transcripts.note(check, result);
    }

    @Override
    public Finding.Examination examine(Command.Examine command, ServiceSpec service) {
        return examiner.examine(command, service);
    }

    @Override
    public RemedyOutcome apply(Command.ApplyRemedy command, ServiceSpec service) {
        Redaction redaction = Secrets.of(service, List.of());
        RemedyOutcome outcome =
                command.remedy() instanceof Remedy.StartInstances ? instances.startMissing(service) : mender.apply(command, service);
        return switch (outcome) {
            case RemedyOutcome.Applied(Reason reason) -> new RemedyOutcome.Applied(clean(reason, redaction));
            case RemedyOutcome.NotNeeded(Reason reason) -> new RemedyOutcome.NotNeeded(clean(reason, redaction));
            case RemedyOutcome.Failed(Reason reason) -> new RemedyOutcome.Failed(clean(reason, redaction));
        };
    }

    /// A command line or the words of a library may hold a secret.
    private static Reason clean(Reason reason, Redaction redaction) {
        return new Reason(reason.key(), reason.values().stream().map(redaction::clean).toList());
    }

    private static Keeping keeping(EvidenceStore store) {
        return new Keeping() {
            @Override
            public Optional<Path> keep(long incident, ServiceSpec service, String name, String text) throws IOException {
                return store.keep(incident, name, text, Secrets.of(service, List.of()));
            }

            @Override
            public long reclaim() throws IOException {
                return store.reclaim();
            }
        };
    }
}
