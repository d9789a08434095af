package holdfast.diagnosis;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.CheckSpec.Role;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Event.StartFailure;
import holdfast.model.ExitStatus;
import holdfast.model.Fact.Cause;
import holdfast.model.FileRules;
import holdfast.model.Finding;
import holdfast.model.LadderSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.Rung;
import holdfast.model.Secret;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A service in trouble, put together sign by sign.
final class Sick {
    static final ServiceId SHOP = new ServiceId("shop");
    static final int PORT = 3003;
    static final CommandLine REPAIR =
            new CommandLine(List.of("/srv/shop/fix", "--all"), "/srv/shop", Optional.empty(), Map.of("TOKEN", "s3cr3t"), 1);

    private final Cause cause;
    private Reason reason = Reason.of("supervisor.never-answered");
    private Optional<ExitStatus> exit = Optional.empty();
    private Optional<StartFailure> failure = Optional.empty();
    private final List<Symptoms.Failing> failing = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private DriverSpec driver = run("node", "index.js");
    private List<ServiceId> needs = List.of();
    private Optional<ServiceId> missing = Optional.empty();
    private LadderSpec ladder = LadderSpec.DEFAULT;

    private Sick(Cause cause) {
        this.cause = cause;
    }

    static DriverSpec run(String... argv) {
        return new DriverSpec.Run(
                List.of(argv), "/srv/shop", Optional.of("www"), Map.of("DB", "s3cr3t"), 15, "/var/log/shop", Optional.of(PORT));
    }

    static Sick of(Cause cause) {
        return new Sick(cause);
    }

    static Sick hung() {
        return of(Cause.NOT_ANSWERING);
    }

    static Sick crashed(int code) {
        return of(Cause.CRASHED).ended(new ExitStatus.Code(code));
    }

    static Sick killed(int signal) {
        return of(Cause.CRASHED).ended(new ExitStatus.Signalled(signal, false));
    }

    static Sick notReady() {
        return of(Cause.NOT_READY);
    }

    static Sick notStarted(StartFailure why, String key, Object... values) {
        return of(Cause.START_FAILED).told(key, values).failed(why);
    }

    Sick failed(StartFailure why) {
        failure = Optional.of(why);
        return this;
    }

    Sick ended(ExitStatus status) {
        exit = Optional.of(status);
        return this;
    }

    Sick told(String key, Object... values) {
        reason = Reason.of(key, values);
        return this;
    }

    Sick found(Finding... more) {
        findings.addAll(List.of(more));
        return this;
    }

    Sick said(Finding.Hint hint, String line) {
        return found(new Finding.LastWords(hint, line));
    }

    /// A check of role alive that fails.
    Sick fails(Question question, String key, Object... values) {
        return answers(Role.ALIVE, question, Outcome.FAIL, Reason.of(key, values));
    }

    /// A check of role ready that fails.
    Sick warns(Question question, String key, Object... values) {
        return answers(Role.READY, question, Outcome.FAIL, Reason.of(key, values));
    }

    Sick answers(Role role, Question question, Outcome outcome, Reason answer) {
        failing.add(new Symptoms.Failing(
                check("check" + failing.size(), role, question), Optional.of(ProbeResult.of(outcome, answer, 1))));
        return this;
    }

    /// A check of role alive that fails, whose way leads through another service.
    Sick failsThrough(String other, String key, Object... values) {
        failing.add(new Symptoms.Failing(
                new CheckSpec(id("check" + failing.size()), http(), Role.ALIVE, 2, 1, 1, 3, 2, Optional.of(new ServiceId(other))),
                Optional.of(ProbeResult.of(Outcome.FAIL, Reason.of(key, values), 1))));
        return this;
    }

    /// One of its needs does not serve.
    Sick lacking(String need) {
        missing = Optional.of(new ServiceId(need));
        return needing(need);
    }

    Sick by(DriverSpec other) {
        driver = other;
        return this;
    }

    Sick needing(String... names) {
        needs = List.of(names).stream().map(ServiceId::new).toList();
        return this;
    }

    Sick ladder(LadderSpec next) {
        ladder = next;
        return this;
    }

    /// With everything that may be declared.
    Sick declared() {
        return ladder(ladder(List.<Rung>of(Rung.Known.values()), Optional.empty()));
    }

    Sick withRepair() {
        return ladder(new LadderSpec(
                LadderSpec.Mode.ACT,
                LadderSpec.DEFAULT.rungs(),
                List.of(),
                Optional.of(REPAIR),
                List.of(),
                List.of(),
                false,
                false));
    }

    static LadderSpec ladder(List<Rung> rungs, Optional<CommandLine> repair) {
        return new LadderSpec(
                LadderSpec.Mode.ACT,
                rungs,
                List.of("tmp"),
                repair,
                List.of("/backup/*.db"),
                List.of("/srv/shop/cache"),
                true,
                true);
    }

    static CheckId id(String check) {
        return new CheckId(SHOP, check);
    }

    static CheckSpec check(String name, Role role, Question question) {
        return new CheckSpec(id(name), question, role, 2, 1, 1, 3, 2);
    }

    static Question http() {
        return new Question.Http(
                "http://127.0.0.1:3003/",
                "GET",
                Map.of("X-Key", "s3cr3t"),
                Optional.of("s3cr3t"),
                Optional.of(new Secret("s3cr3t")),
                3,
                true,
                Optional.empty(),
                Question.Expect.SUCCESS);
    }

    static Question files() {
        return new Question.Files(
                "/srv/shop/public", true, true, FileRules.NONE, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Question sqlite() {
        return new Question.Sqlite("/srv/shop/db.sqlite3");
    }

    static Question env() {
        return new Question.EnvFile("/srv/shop/.env", List.of("DATABASE_URL"));
    }

    static Question disk() {
        return new Question.Disk("/srv/shop", Optional.of(new Question.Amount.Percent(10)), Optional.empty());
    }

    static Question memory() {
        return new Question.Memory(new Question.Amount.Bytes(1));
    }

    static Question certificate() {
        return new Question.Certificate(new Question.CertificatePlace.File("/etc/tls/shop.pem"), 1, List.of());
    }

    Symptoms symptoms() {
        List<CheckSpec> checks = failing.stream().map(Symptoms.Failing::spec).toList();
        var service = new ServiceSpec(
                SHOP, driver, Optional.of(PORT), needs, checks, 1, 1, RecoverPolicy.DEFAULT, ladder, 1, true);
        return new Symptoms(service, cause, reason, exit, failure, failing, missing, findings);
    }
}
