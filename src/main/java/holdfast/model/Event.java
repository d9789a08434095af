package holdfast.model;

import java.util.List;
import java.util.Optional;

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

    /// Answers [Command.ReloadProcess], once.
    record ReloadAnswered(ServiceId service, long command, ReloadOutcome outcome) implements Event {}

    /// The main process of an incarnation is gone. `survivors` counts the processes of the same incarnation that live on.
    record ProcessExited(ServiceId service, Incarnation incarnation, ExitStatus status, int survivors) implements Event {}

    /// Answers [Command.ObserveProcess], once.
    record ProcessObserved(ServiceId service, long inquiry, Observation observation) implements Event {}

    /// The backend of a service (PM2, systemd, a container engine) says unasked that something changed. Same contracts as the
    /// answer to [Command.ObserveProcess].
    record BackendChanged(ServiceId service, Observation observation) implements Event {}

    /// Something that a check looks at has changed: ask it now.
    record CheckDue(CheckId check) implements Event {}

    /// Answers [Command.Examine], once.
    record Examined(ServiceId service, long examination, Finding.Examination result) implements Event {}

    /// Answers [Command.ApplyRemedy], once.
    record RemedyAnswered(ServiceId service, long number, RemedyOutcome outcome) implements Event {}

    /// How fit Holdfast itself is to judge: its loop is on time, and its own canary answers. Said again at least every
    /// [Limits#OBSERVER_WORD_NANOS] for as long as it is not fit; an older word counts no more.
    record ObserverJudged(boolean fit, Reason reason) implements Event {}

    /// A person wants something. `actor` says who (`cli:root`), for the journal.
    record OperatorAsked(ServiceId service, Request request, String actor) implements Event {}

    /// Who else restarts a service, all of them as they are now; none when there is nobody else. Each in one sentence that says
    /// what to change.
    record RivalsSeen(ServiceId service, List<Reason> rivals) implements Event {
        public RivalsSeen {
            rivals = List.copyOf(rivals);
        }
    }

    /// Its driver met something on the way that people should know. Nothing follows from it.
    record DriverRemarked(ServiceId service, Reason reason) implements Event {}

    /// A new configuration, already validated. Services are told apart by name.
    record FleetChanged(Fleet fleet) implements Event {}

    /// What an operator can ask of one service.
    sealed interface Request {
        /// Do not touch it, for `forNanos` (`Long.MAX_VALUE` = until unpinned).
        record Pin(String why, long forNanos) implements Request {}

        record Unpin() implements Request {}

        /// Do not tell of it, for `forNanos`.
        record Silence(String why, long forNanos) implements Request {}

        record Unsilence() implements Request {}

        /// Somebody is on it: no further reminders of this incident.
        record Acknowledge(long incident, String why) implements Request {}

        /// Do what is proposed for this incident.
        record Approve(long incident) implements Request {}
    }

    /// Whether it shall run, and with what.
    enum Order implements Request {
        START,
        STOP,
        RESTART,
        /// Take in a new configuration or code without going down. Says nothing about whether it shall run.
        RELOAD
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

    /// How a reload went. That it was carried out proves nothing: the checks do.
    sealed interface ReloadOutcome {
        /// @param process its main process now: the one before, or the one that was put in its place
        record Reloaded(ProcessIdentity process) implements ReloadOutcome {}

        /// Nothing was done, and it runs on as it is.
        record Refused(Reason reason) implements ReloadOutcome {}

        /// It was tried, and it runs on; with what is not known.
        ///
        /// @param process its main process now, where the attempt has put another one in its place
        record Failed(Reason reason, Optional<ProcessIdentity> process) implements ReloadOutcome {
            public Failed(Reason reason) {
                this(reason, Optional.empty());
            }
        }

        /// It did not live through it.
        record Gone(ExitStatus status, int survivors) implements ReloadOutcome {}
    }

    /// Who started a process.
    enum Origin {
        HOLDFAST,
        /// A person, by hand.
        HAND,
        /// Its backend, by itself.
        BACKEND,
        /// A reload that was asked for: it was put in the place of the one before.
        RELOAD
    }

    /// How a remedy went. That it was applied proves nothing: the checks do.
    sealed interface RemedyOutcome {
        /// @param reason what was done
        record Applied(Reason reason) implements RemedyOutcome {}

        /// It was not called for any more.
        record NotNeeded(Reason reason) implements RemedyOutcome {}

        /// A safety rule forbids it, or it failed. Nothing was made worse.
        record Failed(Reason reason) implements RemedyOutcome {}
    }

    /// What the operating system, or the backend, shows of a service's process.
    sealed interface Observation {
        /// It runs, and is proven to be this service: for `run`, same program, arguments, directory and user, and it holds the
        /// declared port; for a backend, because the backend says so.
        record Running(ProcessIdentity process, Origin origin) implements Observation {}

        /// Its main process does not exist.
        ///
        /// @param word of the backend that was to bring it back and has given up
        record Gone(ExitStatus status, int survivors, Optional<Reason> word) implements Observation {
            public Gone(ExitStatus status, int survivors) {
                this(status, survivors, Optional.empty());
            }
        }

        /// The machine was restarted since: its process ended with the earlier boot, which is no fault of the service.
        record OtherBoot() implements Observation {}

        /// It is down, and its backend is about to bring it back by itself.
        ///
        /// @param withinNanos how long the backend may take for that
        /// @param missed runs of it, the last included, that began and ended without having been told; ≥ 0
        record Reviving(ExitStatus status, long withinNanos, Reason reason, int missed) implements Observation {
            public Reviving(ExitStatus status, long withinNanos, Reason reason) {
                this(status, withinNanos, reason, 0);
            }
        }

        /// Somebody stopped it in its backend on purpose.
        record Rested(Reason reason) implements Observation {}

        /// Its backend knows no such service.
        record Absent(Reason reason) implements Observation {}

        /// It could not be found out. Nothing may be concluded.
        record Unreadable(Reason reason) implements Observation {}
    }
}
