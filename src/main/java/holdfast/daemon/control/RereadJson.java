package holdfast.daemon.control;

import holdfast.config.Problem;
import holdfast.daemon.Reloader;
import holdfast.daemon.Reloader.Difference;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.util.List;

/// What came of reading the configuration again, over the control socket.
///
/// Threading: any.
final class RereadJson {
    private RereadJson() {}

    static Tree tree(Reloader.Outcome outcome) {
        return switch (outcome) {
            case Reloader.Outcome.Unchanged(boolean needsRestart) ->
                new Tree().put("valid", true).put("needsRestart", needsRestart);
            case Reloader.Outcome.Changed(List<Difference> differences, boolean isHostChanged, boolean needsRestart) -> new Tree()
                    .put("valid", true)
                    .put("needsRestart", needsRestart)
                    .put("hostChanged", isHostChanged)
                    .put("differences", differences.stream()
                            .map(one -> new Tree().put("service", one.service().name()).put("kind", one.kind()))
                            .toList());
            case Reloader.Outcome.Refused(List<Problem> problems) -> new Tree()
                    .put("valid", false)
                    .put("problems", problems.stream().map(RereadJson::tree).toList());
        };
    }

    static Reloader.Outcome read(JsonObject tree) {
        if (!tree.isTrue("valid")) {
            return new Reloader.Outcome.Refused(tree.objects("problems").stream().map(RereadJson::problem).toList());
        }
        List<Difference> differences = tree.objects("differences").stream()
                .map(one -> new Difference(new ServiceId(one.text("service")), Tree.constant(Difference.Kind.class, one.text("kind"))))
                .toList();
        boolean isHostChanged = tree.isTrue("hostChanged");
        return differences.isEmpty() && !isHostChanged
                ? new Reloader.Outcome.Unchanged(tree.isTrue("needsRestart"))
                : new Reloader.Outcome.Changed(differences, isHostChanged, tree.isTrue("needsRestart"));
    }

    private static Tree tree(Problem problem) {
        return new Tree()
                .put("file", problem.file())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("problem", tree(problem.problem()))
                .put("fix", tree(problem.fix()));
    }

    private static Problem problem(JsonObject tree) {
        return new Problem(
                tree.text("file"), (int) tree.number("line"), (int) tree.number("column"), reason(tree, "problem"), reason(tree, "fix"));
    }

    private static Tree tree(Reason reason) {
        return new Tree().put("key", reason.key()).putTexts("values", reason.values());
    }

    private static Reason reason(JsonObject tree, String name) {
        JsonObject reason = tree.object(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
        return new Reason(reason.text("key"), reason.texts("values"));
    }
}
