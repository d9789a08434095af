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
    record StartProcess(ServiceId service, Incarnation incarnation, Optional<ProcessIdentity> previous) implements Command {}

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

    /// Send [Event.ServiceWoke] at `atNanos`. Replaces the service's earlier alarm: there is one per service.
    record Wake(ServiceId service, long atNanos) implements Command {}
}
