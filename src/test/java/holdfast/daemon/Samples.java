package holdfast.daemon;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.DriverSpec;
import holdfast.model.Event.ProbeFinished;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Small services for tests: one check a second, bad after two failures, good after one pass.
final class Samples {
    static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private Samples() {}

    static ServiceId id(String name) {
        return new ServiceId(name);
    }

    static CheckId check(String service) {
        return new CheckId(id(service), "port");
    }

    static ServiceSpec service(String name, String... needs) {
        return service(name, new Question.Tcp("127.0.0.1", 1), needs);
    }

    static ServiceSpec service(String name, Question question, String... needs) {
        return with(name, question, run(List.of("/bin/" + name)), needs);
    }

    static ServiceSpec watched(String name) {
        return with(name, new Question.Tcp("127.0.0.1", 1), new DriverSpec.Watch());
    }

    static DriverSpec run(List<String> argv) {
        return new DriverSpec.Run(argv, "/", Optional.empty(), Map.of(), 15, "/dev/null", Optional.empty());
    }

    /// The same at fifty times the pace, for tests on the real clock.
    static ServiceSpec quick(String name, String... needs) {
        return at(20 * MILLI, name, new Question.Tcp("127.0.0.1", 1), run(List.of("/bin/" + name)), needs);
    }

    static ServiceSpec quickWatched(String name) {
        return at(20 * MILLI, name, new Question.Tcp("127.0.0.1", 1), new DriverSpec.Watch());
    }

    static ServiceSpec with(String name, Question question, DriverSpec driver, String... needs) {
        return at(SECOND, name, question, driver, needs);
    }

    /// @param pace all times are multiples of it
    private static ServiceSpec at(long pace, String name, Question question, DriverSpec driver, String... needs) {
        // A probe's own timeout stays long: a loaded machine must not make it look bad.
        var check = new CheckSpec(check(name), question, CheckSpec.Role.ALIVE, pace, pace, SECOND, 2, 1);
        var policy = new RecoverPolicy(2, 600 * SECOND, pace, pace, 0, 0, 600 * SECOND, 3600 * SECOND, 2 * pace, pace);
        return new ServiceSpec(
                id(name),
                driver,
                Optional.empty(),
                List.of(needs).stream().map(ServiceId::new).toList(),
                List.of(check),
                50 * pace,
                5 * pace,
                policy,
                SECOND,
                true);
    }

    static ProbeFinished finished(String service, long probe, Outcome outcome) {
        return new ProbeFinished(check(service), probe, ProbeResult.of(outcome, Reason.of("probe.tcp.refused"), 1_000));
    }
}
