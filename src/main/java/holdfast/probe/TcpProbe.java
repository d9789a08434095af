package holdfast.probe;

import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;

/// Asks whether somebody accepts a TCP connection. What they do with it is not asked.
///
/// Threading: any.
final class TcpProbe {
    private final Dialer dialer;

    TcpProbe(Dialer dialer) {
        this.dialer = dialer;
    }

    ProbeResult probe(Question.Tcp question, Deadline deadline) {
        Phases phases = new Phases();
        String place = (question.host().indexOf(':') >= 0 ? "[" + question.host() + "]" : question.host()) + ":" + question.port();
        Outcome outcome = Outcome.PASS;
        Reason reason;
        try (Socket _ = dialer.dial(question.host(), question.port(), place, deadline, phases)) {
            reason = Reason.of("probe.tcp.pass", place, Amounts.span(deadline.elapsedNanos()));
            phases.end();
        } catch (ProbeFailure e) {
            outcome = e.outcome();
            reason = e.reason();
        } catch (IOException e) {
            // Closing failed, after the question was answered.
            reason = Reason.of("probe.tcp.pass", place, Amounts.span(deadline.elapsedNanos()));
        }
        return new ProbeResult(outcome, reason, Optional.empty(), phases.list(), deadline.elapsedNanos());
    }
}
