package holdfast.probe;

import holdfast.model.CheckId;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Asks by HTTP, as a client that has never been here: a fresh connection for every request, so that no kept one can pretend.
///
/// Threading: any.
final class HttpProbe {
    /// Checks whose plans are kept. Reached only by many changed configurations, after which the plans are made anew.
    private static final int PLANS = 20_000;

    private final Dialer dialer;
    private final TlsDialer tls = new TlsDialer();
    private final Map<CheckId, HttpPlan> plans = new ConcurrentHashMap<>();

    HttpProbe(Dialer dialer) {
        this.dialer = dialer;
    }

    ProbeResult probe(CheckId check, Question.Http question, Deadline deadline) {
        try (HttpVisit visit = new HttpVisit(dialer, tls, BodyRoom.OF_THIS_PROCESS, deadline)) {
            return probe(visit, check, question, deadline);
        }
    }

    private ProbeResult probe(HttpVisit visit, CheckId check, Question.Http question, Deadline deadline) {
        Outcome outcome = Outcome.PASS;
        Reason reason;
        try {
            reason = visit.ask(plan(check, question));
        } catch (ProbeFailure e) {
            outcome = e.outcome();
            reason = e.reason();
        }
        Optional<String> value = visit.value(question.expect().certificateNanos().isPresent());
        return new ProbeResult(outcome, reason, value, visit.phases(), deadline.elapsedNanos());
    }

    private HttpPlan plan(CheckId check, Question.Http question) throws ProbeFailure {
        HttpPlan plan = plans.get(check);
        if (plan == null || !plan.question().equals(question)) {
            if (plans.size() >= PLANS) {
                plans.clear();
            }
            plan = HttpPlan.of(question);
            plans.put(check, plan);
        }
        return plan;
    }
}
