package holdfast.cli;

import holdfast.config.Problem;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.PictureJson;
import holdfast.daemon.control.Tree;
import holdfast.text.Texts;
import java.util.List;
import java.util.stream.Stream;

/// How a failure is told: words to the error stream, or one JSON object to the output.
final class FailureReport {
    private FailureReport() {}

    static void print(Failure failure, Here here) {
        if (here.wantsJson()) {
            here.terminal().say(Json.pretty(tree(failure, here.texts()).map()));
            return;
        }
        Terminal errors =
                Terminal.ofErrors(here.terminal().err(), here.input().value("color"), here.surroundings().environment());
        failure.problems().forEach(problem -> errors.say(line(problem, errors, here.texts())));
        failure.reasons().forEach(reason -> errors.say(failure.rule()
                .map(rule -> here.texts().say("cli.failure-by-rule", rule, reason))
                .orElseGet(() -> here.texts().say("cli.failure", reason))));
    }

    /// `file:line:column: problem (fix)`, as compilers print it and editors jump to.
    static String line(Problem problem, Terminal terminal, Texts texts) {
        String what = terminal.paint(Colour.RED, texts.say(problem.problem()));
        return texts.say("cli.problem", problem.where(), what, texts.say(problem.fix()));
    }

    static Tree tree(Problem problem, Texts texts) {
        return new Tree()
                .put("file", problem.file())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("key", problem.problem().key())
                .put("problem", texts.say(problem.problem()))
                .put("fix", texts.say(problem.fix()));
    }

    private static Tree tree(Failure failure, Texts texts) {
        List<String> said = Stream.concat(
                        failure.reasons().stream().map(texts::say),
                        failure.problems().stream().map(problem -> texts.say(problem.problem())))
                .toList();
        return new Tree()
                .put("schema", PictureJson.SCHEMA)
                .put("error", new Tree()
                        .put("code", failure.code())
                        .put("exit", failure.exit().code())
                        .put("rule", failure.rule())
                        .putTexts("text", said)
                        .put("problems", failure.problems().stream().map(each -> tree(each, texts)).toList()));
    }
}
