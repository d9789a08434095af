package holdfast.probe;

import holdfast.linux.FileLook;
import holdfast.linux.FileStatus;
import holdfast.linux.Reading;
import holdfast.model.FileRules;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/// Goes through a directory tree once, in the order of names, and keeps what a `files` check asks about. Symbolic links are not
/// followed and not judged: what they lead to may be anybody's.
///
/// Threading: one probe.
final class FileWalk {
    /// Files and directories looked at; at some microseconds each they fit into the usual timeout. A check of more is one of
    /// `node_modules` by mistake.
    static final int ENTRIES_MAX = 100_000;

    private final FileLook look = new FileLook();
    private final FileRules rules;
    private final Deadline deadline;
    private final int most;
    private Optional<Wrong> first = Optional.empty();
    private Optional<ProbeFailure> stopped = Optional.empty();
    private Optional<ProbeFailure> hidden = Optional.empty();
    private int wrong;
    private int entries;
    private long bytes;
    private Optional<Long> newestMillis = Optional.empty();

    /// The first file that is not as it must be.
    record Wrong(Path path, FileRules.Difference difference) {}

    FileWalk(FileRules rules, Deadline deadline) {
        this(rules, deadline, ENTRIES_MAX);
    }

    FileWalk(FileRules rules, Deadline deadline, int most) {
        this.rules = rules;
        this.deadline = deadline;
        this.most = most;
    }

    /// @param isJudged the rules hold below `root` too
    void walk(Path root, FileStatus status, boolean isJudged) {
        var left = new ArrayDeque<Path>();
        count(root, status, true);
        push(root, status, left);
        while (!left.isEmpty() && stopped.isEmpty()) {
            Path next = left.pop();
            switch (look.status(next)) {
                case Reading.Found<FileStatus>(FileStatus seen) -> {
                    count(next, seen, isJudged);
                    push(next, seen, left);
                }
                // Deleted since its directory was read.
                case Reading.Gone<FileStatus> _ -> {}
                case Reading.Unreadable<FileStatus>(String subject, String cause) -> unreadable(subject, cause);
            }
            if (entries + left.size() > most) {
                stopped = Optional.of(ProbeFailure.error("probe.files.many", root, most));
            } else if (deadline.remainingNanos() <= 0) {
                String timeout = Amounts.span(deadline.timeoutNanos());
                stopped = Optional.of(ProbeFailure.error("probe.files.slow", root, timeout, entries));
            }
        }
    }

    /// Looks at this one alone.
    void only(Path path, FileStatus status) {
        count(path, status, true);
    }

    private void count(Path path, FileStatus status, boolean isJudged) {
        entries++;
        if (status.kind() == FileStatus.Kind.FILE) {
            bytes += status.bytes();
            newestMillis = Optional.of(Math.max(newestMillis.orElse(Long.MIN_VALUE), status.modifiedMillis()));
        }
        if (!isJudged || status.kind() == FileStatus.Kind.LINK) {
            return;
        }
        List<FileRules.Difference> differences = rules.differences(seen(status));
        if (!differences.isEmpty()) {
            wrong++;
            first = first.or(() -> Optional.of(new Wrong(path, differences.getFirst())));
        }
    }

    /// In reverse, since the last one pushed is the next one looked at.
    private void push(Path path, FileStatus status, ArrayDeque<Path> left) {
        if (!status.isDirectory()) {
            return;
        }
        switch (look.entries(path, most + 1)) {
            case Reading.Found<List<Path>>(List<Path> children) -> children.reversed().forEach(left::push);
            case Reading.Gone<List<Path>> _ -> {}
            case Reading.Unreadable<List<Path>>(String subject, String cause) -> unreadable(subject, cause);
        }
    }

    /// Not the end of the walk: something wrong that can be seen outweighs something that cannot.
    private void unreadable(String subject, String cause) {
        hidden = hidden.or(() -> Optional.of(ProbeFailure.error("probe.files.unreadable", subject, cause)));
    }

    static FileRules.Seen seen(FileStatus status) {
        return new FileRules.Seen(
                status.owner(), status.userId(), status.group(), status.groupId(), status.mode(), status.isDirectory());
    }

    Optional<Wrong> first() {
        return first;
    }

    /// Why not everything was seen.
    Optional<ProbeFailure> incomplete() {
        return stopped.or(() -> hidden);
    }

    int wrong() {
        return wrong;
    }

    int entries() {
        return entries;
    }

    /// Of all regular files together.
    long bytes() {
        return bytes;
    }

    /// Of the regular file that was changed last.
    Optional<Long> newestMillis() {
        return newestMillis;
    }
}
