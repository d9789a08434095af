package holdfast.daemon.control;

import holdfast.model.Command.Manner;
import holdfast.model.Fact.Purpose;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.util.List;
import java.util.Optional;

/// What would be done, told and not carried out.
///
/// @param steps in order
/// @param left services that are not as they should be when all of it is done, and why nothing is done about them
public record Plan(List<Step> steps, List<Left> left) {
    public Plan {
        steps = List.copyOf(steps);
        left = List.copyOf(left);
    }

    /// Whether anything would be changed; to look changes nothing.
    public boolean changesAnything() {
        return steps.stream().anyMatch(Step::changes);
    }

    /// What kind of command.
    public enum Kind {
        /// Ask the operating system, or the backend, what there is.
        OBSERVE,
        /// Ask a check's question.
        CHECK,
        /// Look closely, and keep the evidence.
        EXAMINE,
        REPAIR,
        STOP,
        START,
        RELOAD
    }

    /// One command, with what it does in particular.
    ///
    /// @param afterNanos from now, when everything before succeeds at once
    /// @param purpose of a start or a stop
    /// @param incarnation that is started, stopped or looked at
    /// @param pid of its main process; absent where the step before has yet to start it
    /// @param check that is asked
    /// @param what a repair does, in one sentence
    /// @param manner of a start
    public record Step(
            long afterNanos,
            Kind kind,
            ServiceId service,
            Optional<Purpose> purpose,
            Optional<Long> incarnation,
            Optional<Long> pid,
            Optional<String> check,
            Optional<Reason> what,
            Optional<Manner> manner,
            Means means) {
        boolean changes() {
            return switch (kind) {
                case OBSERVE, CHECK, EXAMINE -> false;
                case REPAIR, STOP, START, RELOAD -> true;
            };
        }
    }

    /// With what a step is carried out. What does not apply is absent.
    ///
    /// @param driver who does it: `run`, `systemd`, …
    /// @param target what the driver acts on: a unit, an app, a container
    /// @param argv program and arguments
    /// @param signal that asks it to stop, or to reload: `TERM`
    /// @param graceNanos from that signal to the kill
    /// @param port that must be free before
    /// @param paths that a repair touches
    public record Means(
            String driver,
            Optional<String> target,
            List<String> argv,
            Optional<String> directory,
            Optional<String> user,
            Optional<String> signal,
            Optional<Long> graceNanos,
            Optional<Integer> port,
            List<String> paths) {
        public Means {
            argv = List.copyOf(argv);
            paths = List.copyOf(paths);
        }
    }

    public record Left(ServiceId service, Reason reason) {}
}
