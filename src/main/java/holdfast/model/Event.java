package holdfast.model;

/// What happened. Everything the core ever learns arrives as one of these, in the inbox of the one loop.
public sealed interface Event {
    /// The moment asked for by [Command.Wake] has come. May come late, twice, or after its reason is gone: the core looks at
    /// its own deadlines, never at the alarm.
    record ServiceWoke(ServiceId service) implements Event {}

    /// Answers [Command.RunProbe], once. `probe` is the number the command carried.
    record ProbeFinished(CheckId check, long probe, ProbeResult result) implements Event {}

    /// Answers [Command.StartProcess], once, and before any [ProcessExited] of the same incarnation.
    record StartAnswered(ServiceId service, Incarnation incarnation, StartOutcome outcome) implements Event {}

    /// Answers [Command.StopProcess], once.
    record StopAnswered(ServiceId service, long command, StopOutcome outcome) implements Event {}

    /// The main process of an incarnation is gone. `survivors` counts the processes of the same incarnation that live on.
    record ProcessExited(ServiceId service, Incarnation incarnation, ExitStatus status, int survivors) implements Event {}

    /// Answers [Command.ObserveProcess], once.
    record ProcessObserved(ServiceId service, long inquiry, Observation observation) implements Event {}

    /// A person wants something. `actor` says who (`cli:root`), for the journal.
    record OperatorAsked(ServiceId service, Request request, String actor) implements Event {}

    /// A new configuration, already validated. Services are told apart by name.
    record FleetChanged(Fleet fleet) implements Event {}

    /// What an operator can ask of one service.
    enum Request {
        START,
        STOP,
        RESTART
    }

    /// How a start went.
    sealed interface StartOutcome {
        record Started(ProcessIdentity process) implements StartOutcome {}

        record Failed(StartFailure failure, Reason reason) implements StartOutcome {}
    }

    /// Why nothing was started.
    enum StartFailure {
        NOT_FOUND,
        NOT_EXECUTABLE,
        NO_DIRECTORY,
        NO_USER,
        NOT_PERMITTED,
        /// No file handles left: errno EMFILE or ENFILE.
        OUT_OF_HANDLES,
        /// No processes or memory left: errno EAGAIN or ENOMEM.
        OUT_OF_PROCESSES,
        /// The declared port is held by a process that is not proven ours. Nothing was signalled.
        PORT_HELD,
        /// An earlier incarnation is not proven gone, so a second one must not start.
        PREVIOUS_NOT_GONE,
        OTHER
    }

    /// How a stop went.
    sealed interface StopOutcome {
        /// No process of the incarnation is left; proven, not assumed.
        record Gone(ExitStatus status) implements StopOutcome {}

        /// Something may still live. The reason names it.
        record NotProven(Reason reason) implements StopOutcome {}
    }

    /// What the operating system shows of a service's process.
    sealed interface Observation {
        /// It runs. `byHand`: Holdfast did not start it, but it is proven to be this service: same program, arguments, directory
        /// and user, and it holds the declared port.
        record Running(ProcessIdentity process, boolean byHand) implements Observation {}

        /// Its main process does not exist.
        record Gone(ExitStatus status, int survivors) implements Observation {}

        /// The machine was restarted since: its process ended with the earlier boot, which is no fault of the service.
        record OtherBoot() implements Observation {}

        /// It could not be found out. Nothing may be concluded.
        record Unreadable(Reason reason) implements Observation {}
    }
}
