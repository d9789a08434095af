package holdfast.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the permissions of a file must be, written as for chmod(1): `u=rwX,go=rX` or `0644`. Pure: it turns the mode that a file
/// has into the one it must have; a file is right when that changes nothing.
///
/// It differs from chmod(1) in two points, both because it describes a state and not a change. The umask plays no part: without a
/// letter for whom, a clause is for all. And an octal mode says what files are to be; of a directory it also wants `x` for all who
/// may read, because `0644` on a directory would lock everybody out of what is in it.
public final class FileMode {
    private static final int ALL = 07777;
    private static final int SET_USER = 04000;
    private static final int SET_GROUP = 02000;
    private static final int STICKY = 01000;
    private static final int READ = 0444;
    private static final int EXECUTE = 0111;

    private static final Pattern OCTAL = Pattern.compile("[0-7]{3,5}");
    private static final Pattern CLAUSE = Pattern.compile("([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)");
    private static final Pattern STEP = Pattern.compile("([-+=])([rwxXst]+|[ugo])?");

    private final String text;
    private final List<Step> steps;

    /// Bits of an octal mode; 0 for a symbolic one.
    private final int octal;

    private FileMode(String text, List<Step> steps, int octal) {
        this.text = text;
        this.steps = List.copyOf(steps);
        this.octal = octal;
    }

    /// One `=rwX` of a clause.
    ///
    /// @param affected bits of those it is for
    /// @param bits bits it names, for all of user, group and others
    /// @param named bits that a directory does not keep by itself
    /// @param isConditional with `X`: execute for directories, and for what somebody may execute already
    /// @param copied bits of the user, group or others whose permissions are taken over; 0 = none
    private record Step(char operator, int affected, int bits, int named, boolean isConditional, int copied) {}

    /// Empty when chmod(1) would not take it either, or when it says nothing.
    public static Optional<FileMode> parse(String text) {
        if (OCTAL.matcher(text).matches()) {
            int bits = Integer.parseInt(text, 8);
            // Five digits (00755) clear set-user-ID and set-group-ID of directories too, as with chmod(1).
            var step = new Step('=', ALL, bits, text.length() > 4 ? ALL : bits, false, 0);
            return bits > ALL ? Optional.empty() : Optional.of(new FileMode(text, List.of(step), bits));
        }
        var steps = new ArrayList<Step>();
        for (String written : text.split(",", -1)) {
            Matcher clause = CLAUSE.matcher(written);
            if (!clause.matches()) {
                return Optional.empty();
            }
            int affected = affected(clause.group(1));
            for (Matcher step = STEP.matcher(clause.group(2)); step.find(); ) {
                steps.add(step(step.group(1).charAt(0), affected, Optional.ofNullable(step.group(2)).orElse("")));
            }
        }
        return Optional.of(new FileMode(text, steps, 0));
    }

    /// As it was written.
    public String text() {
        return text;
    }

    /// The permission bits that a file with the bits `mode` must have.
    public int wanted(int mode, boolean isDirectory) {
        int wanted = mode & ALL;
        for (Step step : steps) {
            wanted = applied(step, wanted, isDirectory);
        }
        return isDirectory ? wanted | (octal & READ) >> 2 : wanted;
    }

    /// `0644`: four digits, as people write it.
    public static String octal(int mode) {
        String digits = Integer.toOctalString(mode & ALL);
        return "0".repeat(4 - Math.min(4, digits.length())) + digits;
    }

    /// In the order of GNU's mode_adjust: what a clause copies or makes depend is what the clauses before it have left.
    private static int applied(Step step, int mode, boolean isDirectory) {
        int value = step.bits();
        if (step.copied() != 0) {
            value = spread(mode & step.copied());
        }
        if (step.isConditional() && (isDirectory || (mode & EXECUTE) != 0)) {
            value |= EXECUTE;
        }
        // A directory keeps set-user-ID and set-group-ID unless they are named: group inheritance is not lost by the way.
        int kept = isDirectory ? (SET_USER | SET_GROUP) & ~step.named() : 0;
        value &= step.affected() & ~kept;
        return switch (step.operator()) {
            case '+' -> mode | value;
            case '-' -> mode & ~value;
            default -> (mode & (~step.affected() | kept)) | value;
        };
    }

    private static int affected(String who) {
        int affected = 0;
        for (int i = 0; i < who.length(); i++) {
            affected |= switch (who.charAt(i)) {
                case 'u' -> SET_USER | 0700;
                case 'g' -> SET_GROUP | 0070;
                case 'o' -> STICKY | 0007;
                default -> ALL;
            };
        }
        return who.isEmpty() ? ALL : affected;
    }

    private static Step step(char operator, int affected, String letters) {
        int bits = 0;
        int copied = 0;
        boolean isConditional = false;
        for (int i = 0; i < letters.length(); i++) {
            switch (letters.charAt(i)) {
                case 'r' -> bits |= READ;
                case 'w' -> bits |= 0222;
                case 'x' -> bits |= EXECUTE;
                case 's' -> bits |= SET_USER | SET_GROUP;
                case 't' -> bits |= STICKY;
                case 'u' -> copied = 0700;
                case 'g' -> copied = 0070;
                case 'o' -> copied = 0007;
                default -> isConditional = true;
            }
        }
        return new Step(operator, affected, bits, bits, isConditional, copied);
    }

    /// The three bits of one, given to all three.
    private static int spread(int bits) {
        return ((bits | bits >> 3 | bits >> 6) & 7) * EXECUTE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileMode that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
