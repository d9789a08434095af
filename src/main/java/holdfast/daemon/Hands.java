package holdfast.daemon;

import holdfast.model.CheckId;
import holdfast.model.Command;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Finding;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;

/// Looks closely at a service in trouble, and repairs what can be repaired without starting it anew. Both block, and never throw
/// for anything the world does.
public interface Hands {
    /// It is about to be started.
    void begins(Command.StartProcess command, ServiceSpec service);

    /// A check has answered.
    void probed(CheckId check, ProbeResult result);

    Finding.Examination examine(Command.Examine command, ServiceSpec service);

    RemedyOutcome apply(Command.ApplyRemedy command, ServiceSpec service);

    /// Sees nothing and does nothing.
    Hands NONE = new Hands() {
        @Override
        public void probed(CheckId check, ProbeResult result) {
            // Nor kept.
        }

        @Override
        public void begins(Command.StartProcess command, ServiceSpec service) {
            // Nothing is going to be looked at.
        }

        @Override
        public Finding.Examination examine(Command.Examine command, ServiceSpec service) {
            return Finding.Examination.NOTHING;
        }

        @Override
        public RemedyOutcome apply(Command.ApplyRemedy command, ServiceSpec service) {
            return new RemedyOutcome.Failed(Reason.of("daemon.remedy.none"));
        }
    };
}
