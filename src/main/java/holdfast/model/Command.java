package holdfast.model;

import java.util.Optional;

/// What the core wants done. All but [Wake] are answered by exactly one event; an answer that never comes is a case the core
/// provides for, never one it waits on for ever.
public sealed interface Command {
    ServiceId service();

    /// Prove that every earlier process of this service is gone (reap what is ours) and that its port is free, then start it as
    /// `incarnation`. The journal already holds the intention.
    ///
    /// @param previous the last main process known, if any
    record StartProcess(ServiceId service, Incarnation incarnation, Optional<ProcessIdentity> previous, Manner manner)
            implements Command {
        /// Plainly.
        public StartProcess(ServiceId service, Incarnation incarnation, Optional<ProcessIdentity> previous) {
            this(service, incarnation, previous, Manner.PLAIN);
        }
    }

    /// How thoroughly a start begins anew.
    enum Manner {
        PLAIN,
        /// What earlier incarnations left behind is cleared away, as far as it is declared.
        CLEAN,
        /// What it runs in (container, unit) is made anew as well.
        RECREATE
    }

    /// Stop the whole process tree: stop signal, after `graceNanos` kill, until proven gone and the port free.
    ///
    /// @param command comes back in the answer
    record StopProcess(
            ServiceId service,
            long command,
            Incarnation incarnation,
            Optional<ProcessIdentity> process,
            long graceNanos)
            implements Command {}

    /// Have it take in its new configuration or code without going down. Nothing is signalled that is not proven to be of the
    /// service, and nothing is started that does not run already.
    ///
    /// @param command comes back in the answer
    /// @param next what a process that is put in the place of this one is to be called
    /// @param withinNanos for all of it; the answer comes soon after
    record ReloadProcess(
            ServiceId service,
            long command,
            Incarnation incarnation,
            Optional<ProcessIdentity> process,
            Incarnation next,
            long withinNanos)
            implements Command {}

    /// Say what the operating system shows. With no incarnation known: whether someone started this service by hand.
    ///
    /// @param next what a process found by hand is to be called from now on
    record ObserveProcess(
            ServiceId service,
            long inquiry,
            Optional<Incarnation> incarnation,
            Optional<ProcessIdentity> process,
            Incarnation next)
            implements Command {}

    /// Ask one check's question once.
    record RunProbe(CheckId check, long probe, Optional<ProcessIdentity> process) implements Command {
        @Override
        public ServiceId service() {
            return check.service();
        }
    }

    /// Look closely at a service in trouble, before anything is killed, and keep the evidence. Signals nothing.
    ///
    /// @param examination comes back in the answer
    /// @param incident the evidence belongs to
    /// @param incarnation that may be running
    /// @param last the newest one when this was asked, over or not; one begun since is not in trouble
    /// @param process the main process last known, dead or alive
    /// @param brief only what shows whether the cause has passed is looked at, and nothing is kept
    record Examine(
            ServiceId service,
            long examination,
            long incident,
            Optional<Incarnation> incarnation,
            Optional<Incarnation> last,
            Optional<ProcessIdentity> process,
            boolean brief)
            implements Command {
        /// All of it, and nothing is over.
        public Examine(
                ServiceId service, long examination, long incident, Optional<Incarnation> incarnation, Optional<ProcessIdentity> process) {
            this(service, examination, incident, incarnation, incarnation, process, false);
        }
    }

    /// Carry out a targeted repair, after looking once more that it is still called for.
    ///
    /// @param number comes back in the answer
    record ApplyRemedy(ServiceId service, long number, long incident, Remedy remedy, Optional<ProcessIdentity> process)
            implements Command {}

    /// Send [Event.ServiceWoke] at `atNanos`. Replaces the service's earlier alarm: there is one per service.
    record Wake(ServiceId service, long atNanos) implements Command {}
}
