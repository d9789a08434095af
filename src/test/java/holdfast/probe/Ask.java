package holdfast.probe;

import holdfast.linux.ProcessLookups;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.DriverSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import holdfast.model.RecoverPolicy;
import holdfast.model.Secret;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.text.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts a question together and asks it.
final class Ask {
    static final ServiceId SERVICE = new ServiceId("shop");

    private static final long SECOND = 1_000_000_000L;
    private static final Texts TEXTS = Texts.english();

    private final String url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> headerPatterns = new LinkedHashMap<>();
    private String method = "GET";
    private Optional<String> body = Optional.empty();
    private Optional<Secret> authorization = Optional.empty();
    private int redirects = 5;
    private boolean verify = true;
    private Optional<String> caFile = Optional.empty();
    private List<Question.StatusRange> statuses = Question.Expect.SUCCESS.statuses();
    private Optional<Long> withinNanos = Optional.empty();
    private Optional<String> text = Optional.empty();
    private Optional<String> regex = Optional.empty();
    private Optional<String> json = Optional.empty();
    private Optional<Integer> items = Optional.empty();
    private Optional<Long> certificateNanos = Optional.empty();
    private long timeoutNanos = 10 * SECOND;

    private Ask(String url) {
        this.url = url;
    }

    static Ask http(String url) {
        return new Ask(url);
    }

    Ask method(String value) {
        method = value;
        return this;
    }

    Ask header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Ask body(String value) {
        body = Optional.of(value);
        return this;
    }

    Ask authorization(String value) {
        authorization = Optional.of(new Secret(value));
        return this;
    }

    Ask redirects(int value) {
        redirects = value;
        return this;
    }

    Ask unverified() {
        verify = false;
        return this;
    }

    Ask caFile(String value) {
        caFile = Optional.of(value);
        return this;
    }

    Ask status(int low, int high) {
        statuses = List.of(new Question.StatusRange(low, high));
        return this;
    }

    Ask withinMillis(long value) {
        withinNanos = Optional.of(value * 1_000_000);
        return this;
    }

    Ask headerMatches(String name, String pattern) {
        headerPatterns.put(name, pattern);
        return this;
    }

    Ask text(String value) {
        text = Optional.of(value);
        return this;
    }

    Ask regex(String value) {
        regex = Optional.of(value);
        return this;
    }

    Ask json(String value) {
        json = Optional.of(value);
        return this;
    }

    Ask items(int value) {
        items = Optional.of(value);
        return this;
    }

    Ask certificateDays(long value) {
        certificateNanos = Optional.of(value * 86_400 * SECOND);
        return this;
    }

    Ask timeoutMillis(long value) {
        timeoutNanos = value * 1_000_000;
        return this;
    }

    CheckSpec check() {
        Question.Expect expect =
                new Question.Expect(statuses, withinNanos, headerPatterns, text, regex, json, items, certificateNanos);
        return check(
                new Question.Http(url, method, headers, body, authorization, redirects, verify, caFile, expect), timeoutNanos);
    }

    static CheckSpec check(Question question, long timeoutNanos) {
        CheckId id = new CheckId(SERVICE, "check");
        return new CheckSpec(id, question, CheckSpec.Role.ALIVE, 30 * SECOND, 10 * SECOND, timeoutNanos, 3, 2);
    }

    static ServiceSpec service(DriverSpec driver) {
        return new ServiceSpec(
                SERVICE, driver, Optional.empty(), List.of(), List.of(), SECOND, SECOND, RecoverPolicy.DEFAULT, SECOND, true);
    }

    /// Asks with fresh eyes.
    Said ask() {
        try (Probes probes = new Probes(new ProcessLookups())) {
            return ask(probes);
        }
    }

    Said ask(Probes probes) {
        return new Said(probes.run(check(), service(new DriverSpec.Watch()), Optional.empty()));
    }

    static Said ask(Question question, DriverSpec driver, Optional<ProcessIdentity> process) {
        try (Probes probes = new Probes(new ProcessLookups())) {
            return new Said(probes.run(check(question, 5 * SECOND), service(driver), process));
        }
    }

    /// The answer, and what a person reads of it.
    record Said(ProbeResult result) {
        ProbeResult.Outcome outcome() {
            return result.outcome();
        }

        String sentence() {
            return TEXTS.say(result.reason());
        }

        String key() {
            return result.reason().key();
        }

        String value() {
            return result.value().orElse("");
        }

        List<String> phases() {
            return result.phases().stream().map(ProbeResult.Phase::name).toList();
        }
    }
}
