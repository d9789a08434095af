package holdfast.probe;

import holdfast.model.Limits;
import holdfast.model.Question;
import holdfast.model.Reason;
import io.burt.jmespath.JmesPathException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/// Holds a complete answer against what it must be. The first expectation that is not met ends it, from the coarse to the fine:
/// status, certificate, headers, body, time.
///
/// Threading: one probe.
final class HttpJudge {
    private final HttpPlan plan;
    private final HttpResponse head;
    private final Optional<HttpBody> body;
    private final List<String> observed;
    private final BodyRoom room;

    /// @param body absent where HTTP allows none
    /// @param observed the values compared are added here
    HttpJudge(HttpPlan plan, HttpResponse head, Optional<HttpBody> body, List<String> observed, BodyRoom room) {
        this.plan = plan;
        this.head = head;
        this.body = body;
        this.observed = observed;
        this.room = room;
    }

    /// The reason of a pass.
    Reason judge(TlsDialer.Seen seen, long tookNanos, Deadline deadline) throws ProbeFailure {
        if (!plan.accepts(head.getCode())) {
            throw wrongStatus();
        }
        Optional<Long> wantedNanos = plan.question().expect().certificateNanos();
        if (wantedNanos.isPresent()) {
            certificate(seen, wantedNanos.get());
        }
        headers(deadline);
        if (plan.asksForBody()) {
            text(deadline);
        }
        Optional<JsonExpectation.Finding> finding = Optional.empty();
        if (plan.json().isPresent()) {
            finding = Optional.of(json(plan.json().get(), deadline));
        }
        String took = Amounts.span(tookNanos);
        Optional<Long> withinNanos = plan.question().expect().withinNanos();
        if (withinNanos.isPresent() && tookNanos > withinNanos.get()) {
            throw ProbeFailure.fail("probe.http.slow", head.getCode(), took, Amounts.span(withinNanos.get()));
        }
        return finding.map(found -> Reason.of("probe.http.pass.value", head.getCode(), took, found.subject(), found.value()))
                .orElseGet(() -> Reason.of("probe.http.pass", head.getCode(), took));
    }

    /// Names the failing part where the body is a health report.
    private ProbeFailure wrongStatus() {
        Optional<String> parts = Optional.empty();
        if (body.isPresent() && !body.get().isCut()) {
            try {
                parts = HealthReport.failingParts(Json.parse(bodyText(body.get())));
            } catch (Json.Malformed ignored) {
                // Most bodies of errors are pages for people; the status says enough.
            }
        }
        String expected = expectedStatuses();
        return parts.isPresent()
                ? ProbeFailure.fail("probe.http.status.parts", head.getCode(), expected, parts.get())
                : ProbeFailure.fail("probe.http.status", head.getCode(), expected);
    }

    private String expectedStatuses() {
        return String.join(", ", plan.question().expect().statuses().stream().map(HttpJudge::shown).toList());
    }

    private static String shown(Question.StatusRange range) {
        return range.low() == range.high() ? String.valueOf(range.low()) : range.low() + "-" + range.high();
    }

    private void certificate(TlsDialer.Seen seen, long wantedNanos) throws ProbeFailure {
        long leftNanos = seen.remainingNanos().orElseThrow(() -> ProbeFailure.fail("probe.http.no-certificate"));
        if (leftNanos < wantedNanos) {
            throw ProbeFailure.fail("probe.http.certificate", Amounts.days(leftNanos), Amounts.days(wantedNanos));
        }
    }

    private void headers(Deadline deadline) throws ProbeFailure {
        for (HttpPlan.HeaderPattern wanted : plan.headers()) {
            Header[] values = head.getHeaders(wanted.name());
            if (values.length == 0) {
                throw ProbeFailure.fail("probe.http.header.missing", wanted.name(), wanted.pattern().pattern());
            }
            boolean isMet = false;
            for (Header value : values) {
                isMet |= matches(wanted.pattern(), value.getValue() == null ? "" : value.getValue(), deadline);
            }
            if (!isMet) {
                String seen = Amounts.shortened(String.valueOf(values[0].getValue()));
                throw ProbeFailure.fail("probe.http.header", wanted.name(), seen, wanted.pattern().pattern());
            }
        }
    }

    private void text(Deadline deadline) throws ProbeFailure {
        HttpBody content = body.orElseThrow(() -> ProbeFailure.fail("probe.http.no-body", head.getCode()));
        if (plan.question().expect().text().isEmpty() && plan.regex().isEmpty()) {
            return;
        }
        try (BodyRoom.Lease _ = room.toSearch(content.count(), deadline)) {
            text(content, deadline);
        }
    }

    private void text(HttpBody content, Deadline deadline) throws ProbeFailure {
        Optional<String> wanted = plan.question().expect().text();
        Optional<Pattern> regex = plan.regex();
        String text = bodyText(content);
        if (wanted.isPresent() && !text.contains(wanted.get())) {
            throw content.isCut() ? cut() : ProbeFailure.fail("probe.http.text", head.getCode(), Amounts.shortened(wanted.get()));
        }
        if (regex.isPresent() && !matches(regex.get(), text, deadline)) {
            throw content.isCut() ? cut() : ProbeFailure.fail("probe.http.regex", head.getCode(), regex.get().pattern());
        }
    }

    private static boolean matches(Pattern pattern, String text, Deadline deadline) throws ProbeFailure {
        try {
            return pattern.matcher(new DeadlineText(text, deadline)).find();
        } catch (DeadlineText.Passed | StackOverflowError e) {
            // The matcher recurses on some repeated groups, as deep as the text is long. Either way it is the expression that
            // does not suit the text, and nothing is known of the service.
            throw ProbeFailure.error("probe.http.regex-unfit", pattern.pattern());
        }
    }

    private JsonExpectation.Finding json(JsonExpectation expectation, Deadline deadline) throws ProbeFailure {
        HttpBody content = body.orElseThrow(() -> ProbeFailure.fail("probe.http.no-body", head.getCode()));
        if (content.isCut()) {
            throw cut();
        }
        try (BodyRoom.Lease _ = room.toTakeApart(content.count(), deadline)) {
            return json(expectation, content);
        }
    }

    private JsonExpectation.Finding json(JsonExpectation expectation, HttpBody content) throws ProbeFailure {
        String text = bodyText(content);
        if (text.isBlank()) {
            throw ProbeFailure.fail("probe.json.empty", head.getCode());
        }
        @Nullable Object document;
        JsonExpectation.Finding finding;
        try {
            document = Json.parse(text);
            finding = expectation.find(document);
        } catch (Json.Malformed e) {
            throw e.found().isEmpty()
                    ? ProbeFailure.fail("probe.json.unfinished", head.getCode(), e.line(), e.column())
                    : ProbeFailure.fail("probe.json.malformed", head.getCode(), e.line(), e.column(), e.found());
        } catch (JmesPathException e) {
            String said = Amounts.shortened(String.valueOf(e.getMessage()));
            throw ProbeFailure.fail("probe.json.shape", head.getCode(), expectation.written(), said);
        }
        observed.add(finding.value());
        if (!finding.reached()) {
            throw unmet(expectation, finding, HealthReport.failingParts(document));
        }
        return finding;
    }

    private ProbeFailure unmet(JsonExpectation expectation, JsonExpectation.Finding found, Optional<String> parts) {
        int status = head.getCode();
        if (expectation.items().isPresent()) {
            return found.isMissing()
                    ? ProbeFailure.fail("probe.json.no-list", status, found.subject(), found.value())
                    : ProbeFailure.fail("probe.json.items", status, found.subject(), found.value(), expectation.items().get());
        }
        if (parts.isPresent()) {
            return ProbeFailure.fail("probe.json.parts", status, found.subject(), found.value(), parts.get());
        }
        String key = found.isMissing() ? "probe.json.missing" : "probe.json.unmet";
        return ProbeFailure.fail(key, status, expectation.written(), found.subject(), found.value());
    }

    private String bodyText(HttpBody content) {
        return content.text(Optional.ofNullable(head.getFirstHeader("Content-Type")).map(Header::getValue));
    }

    private ProbeFailure cut() {
        return ProbeFailure.fail("probe.http.cut", head.getCode(), Amounts.size(Limits.HTTP_BODY_BYTES));
    }

    /// Whether the body is worth reading although the status is wrong.
    static boolean mayExplain(HttpResponse head) {
        Header type = head.getFirstHeader("Content-Type");
        return type != null && String.valueOf(type.getValue()).toLowerCase(Locale.ROOT).contains("json");
    }
}
