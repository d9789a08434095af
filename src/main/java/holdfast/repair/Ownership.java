package holdfast.repair;

import holdfast.linux.Account;
import holdfast.linux.DeclaredPath;
import holdfast.linux.Errno;
import holdfast.linux.FileHandle;
import holdfast.linux.Groups;
import holdfast.linux.Kernel;
import holdfast.linux.SysResult;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.FileRules;
import holdfast.model.Question;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Gives the files of a `files` check the owner, group and mode that it asks for, by the same rules that found them wrong.
final class Ownership {
    private final Kernel kernel;

    Ownership(Kernel kernel) {
        this.kernel = kernel;
    }

    RemedyOutcome apply(Remedy.SetOwnership remedy, ServiceSpec service) {
        Optional<Question.Files> declared = service.checks().stream()
                .filter(check -> check.id().equals(remedy.check()))
                .flatMap(check -> check.question() instanceof Question.Files files ? Stream.of(files) : Stream.empty())
                .findFirst();
        if (declared.isEmpty() || !declared.get().exists() || declared.get().rules().isEmpty()) {
            return Answers.failed("repair.files.not-declared", remedy.check());
        }
        Question.Files files = declared.get();
        Optional<Wanted> wanted = wanted(files.rules());
        if (wanted.isEmpty()) {
            return Answers.failed(
                    "repair.files.no-account", files.rules().owner().orElse("-"), files.rules().group().orElse("-"));
        }
        return switch (DeclaredPath.open(Path.of(files.path()), kernel.userId())) {
            case DeclaredPath.Result.Opened(FileHandle root) -> {
                try (root) {
                    yield mend(root, files, wanted.get());
                }
            }
            case DeclaredPath.Result.Missing _ -> Answers.failed("repair.files.missing", files.path());
            case DeclaredPath.Result.Refused(var link) -> Answers.failed("repair.link", link);
            case DeclaredPath.Result.Failed(int errno, String call, String subject) ->
                Answers.failed("repair.files.unreadable", subject, call, errno);
        };
    }

    /// What is asked for, in numbers.
    ///
    /// @param rules with numbers in place of names, so that no name is looked up for each file
    record Wanted(FileRules rules, OptionalLong user, OptionalLong group) {}

    private static RemedyOutcome mend(FileHandle root, Question.Files files, Wanted wanted) {
        var walk = new OwnershipWalk(wanted);
        walk.mend(root, files.recursive());
        String named = walk.leftAlone().isEmpty() ? "-" : String.join(", ", walk.leftAlone());
        if (walk.failure().isPresent()) {
            OwnershipWalk.Failure failure = walk.failure().get();
            String key = failure.errno() == Errno.EPERM ? "repair.files.not-permitted" : "repair.files.failed";
            return Answers.failed(key, failure.subject(), failure.call(), failure.errno(), walk.changed());
        }
        if (walk.isCutShort()) {
            return Answers.failed("repair.files.many", files.path(), walk.looked(), walk.changed());
        }
        if (walk.changed() > 0) {
            return walk.leftAlone().isEmpty()
                    ? Answers.applied("repair.files.done", files.path(), walk.changed(), walk.looked())
                    : Answers.applied("repair.files.done-but", files.path(), walk.changed(), walk.looked(), named);
        }
        return walk.leftAlone().isEmpty()
                ? Answers.notNeeded("repair.files.right", files.path(), walk.looked())
                : Answers.failed("repair.files.left-alone", files.path(), named);
    }

    private Optional<Wanted> wanted(FileRules rules) {
        OptionalLong user = rules.owner().map(this::user).orElse(OptionalLong.empty());
        OptionalLong group = rules.group().map(Ownership::group).orElse(OptionalLong.empty());
        boolean isKnown = user.isPresent() == rules.owner().isPresent() && group.isPresent() == rules.group().isPresent();
        return isKnown ? Optional.of(new Wanted(new FileRules(text(user), text(group), rules.mode()), user, group)) : Optional.empty();
    }

    private static Optional<String> text(OptionalLong number) {
        return number.isPresent() ? Optional.of(Long.toString(number.getAsLong())) : Optional.empty();
    }

    private OptionalLong user(String name) {
        return switch (kernel.account(name)) {
            case SysResult.Ok<Optional<Account>>(Optional<Account> account) when account.isPresent() ->
                OptionalLong.of(account.get().userId());
            case SysResult.Ok<Optional<Account>> _, SysResult.Failed<Optional<Account>> _ -> number(name);
        };
    }

    private static OptionalLong group(String name) {
        return switch (Groups.idOf(name)) {
            case SysResult.Ok<OptionalLong>(OptionalLong id) when id.isPresent() -> id;
            case SysResult.Ok<OptionalLong> _, SysResult.Failed<OptionalLong> _ -> number(name);
        };
    }

    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,9}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
