package holdfast.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// To whom a file must belong, and who may do what with it. Looking and mending both use this, so that what is mended is exactly
/// what was found wrong. Pure.
///
/// @param owner name or number of an account
/// @param group name or number of a group
public record FileRules(Optional<String> owner, Optional<String> group, Optional<FileMode> mode) {
    /// Nothing is asked.
    public static final FileRules NONE = new FileRules(Optional.empty(), Optional.empty(), Optional.empty());

    /// What a file has. Symbolic links have no permissions of their own and are not judged.
    ///
    /// @param owner name; the number where no account has it
    /// @param group likewise
    /// @param mode permission bits
    public record Seen(String owner, long userId, String group, long groupId, int mode, boolean isDirectory) {}

    /// One thing that a file has and should not have.
    public record Difference(Part part, String has, String wanted) {}

    public enum Part {
        OWNER,
        GROUP,
        MODE
    }

    public boolean isEmpty() {
        return owner.isEmpty() && group.isEmpty() && mode.isEmpty();
    }

    /// What is wrong with the file; empty when it is as it must be.
    public List<Difference> differences(Seen seen) {
        var differences = new ArrayList<Difference>(3);
        owner.filter(wanted -> !isCalled(wanted, seen.owner(), seen.userId()))
                .ifPresent(wanted -> differences.add(new Difference(Part.OWNER, seen.owner(), wanted)));
        group.filter(wanted -> !isCalled(wanted, seen.group(), seen.groupId()))
                .ifPresent(wanted -> differences.add(new Difference(Part.GROUP, seen.group(), wanted)));
        int wanted = wantedMode(seen);
        if (wanted != seen.mode()) {
            differences.add(new Difference(Part.MODE, FileMode.octal(seen.mode()), FileMode.octal(wanted)));
        }
        return differences;
    }

    /// The permission bits that the file must have.
    public int wantedMode(Seen seen) {
        return mode.map(rule -> rule.wanted(seen.mode(), seen.isDirectory())).orElse(seen.mode());
    }

    private static boolean isCalled(String wanted, String name, long number) {
        return wanted.equals(name) || wanted.equals(Long.toString(number));
    }
}
