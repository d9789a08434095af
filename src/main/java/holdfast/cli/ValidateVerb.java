package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.config.Problem;
import holdfast.config.Reading;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Tree;
import java.util.List;

/// `holdfast validate`.
final class ValidateVerb implements Verb {
    private final Configured configured;

    ValidateVerb(Configured configured) {
        this.configured = configured;
    }

    @Override
    public Exit run(Here here) throws Failure {
        return switch (configured.read()) {
            case Reading.Loaded(Configuration configuration) -> {
                good(here, configuration);
                yield Exit.GOOD;
            }
            case Reading.Refused(List<Problem> problems, _) -> {
                bad(here, problems);
                yield Exit.USAGE;
            }
        };
    }

    private static void good(Here here, Configuration configuration) {
        int services = configuration.fleet().size();
        int checks = configuration.fleet().services().stream().mapToInt(spec -> spec.checks().size()).sum();
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(tree(here, true, List.of(), configuration.notices()).map()));
            return;
        }
        notices(here, configuration);
        here.say("cli.validate.good", Configured.name(configuration), services, checks);
    }

    private static void bad(Here here, List<Problem> problems) {
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(tree(here, false, problems, List.of()).map()));
            return;
        }
        problems.forEach(problem -> here.terminal().say(FailureReport.line(problem, here.terminal(), here.texts())));
        here.say("cli.validate.bad", problems.size());
    }

    /// What a person should know although nothing is wrong.
    static void notices(Here here, Configuration configuration) {
        configuration.notices().forEach(notice -> here.terminal()
                .err()
                .println(here.texts().say(
                        "cli.problem", notice.where(), here.texts().say(notice.problem()), here.texts().say(notice.fix()))));
    }

    private static Tree tree(Here here, boolean isValid, List<Problem> problems, List<Problem> notices) {
        return new Tree()
                .put("schema", PictureJson.SCHEMA)
                .put("valid", isValid)
                .put("problems", problems.stream().map(each -> FailureReport.tree(each, here.texts())).toList())
                .put("notices", notices.stream().map(each -> FailureReport.tree(each, here.texts())).toList());
    }
}
