package holdfast.daemon;

import holdfast.linux.Errno;
import holdfast.linux.FileEvents;
import holdfast.linux.FileEvents.FileEvent;
import holdfast.linux.SysResult;
import holdfast.model.CheckId;
import holdfast.model.Question;
import holdfast.model.Question.CertificatePlace;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The files that one check looks at, as far as they are watched: every directory of its tree, and the directory that its path
/// lies in, since what is moved into the place of something is seen only from there.
///
/// Threading: one thread.
final class WatchedFiles {
    private final CheckId check;
    private final Subject subject;

    /// Watches on directories of which everything counts.
    private final Set<Integer> trees = new HashSet<>();

    /// Watches on directories of which only some names count.
    private final Map<Integer, Set<String>> names = new HashMap<>();

    private boolean isStale = true;
    private int entries;

    /// What there is to watch.
    ///
    /// @param isTree everything below `path` counts
    /// @param withContent written content counts, not only owner, mode, coming and going
    record Subject(Path path, boolean isTree, boolean withContent) {}

    WatchedFiles(CheckId check, Subject subject) {
        this.check = check;
        this.subject = subject;
    }

    /// Empty for questions that are not about files, and for databases, which change all the time.
    static Optional<Subject> subject(Question question) {
        return switch (question) {
            case Question.Files files -> {
                boolean isWeighed = files.ageNanos().isPresent() || files.bytes().isPresent();
                boolean isRead = files.text().isPresent() || files.sha256().isPresent();
                boolean isTree = files.exists() && ((files.recursive() && !files.rules().isEmpty()) || isWeighed);
                yield Optional.of(new Subject(Path.of(files.path()), isTree, isWeighed || isRead));
            }
            case Question.EnvFile env -> Optional.of(new Subject(Path.of(env.path()), false, true));
            case Question.Certificate(CertificatePlace.File(String path), long _, var _) ->
                Optional.of(new Subject(Path.of(path), false, true));
            case Question.Certificate _,
                    Question.Sqlite _,
                    Question.Http _,
                    Question.Tcp _,
                    Question.Port _,
                    Question.Processes _,
                    Question.Disk _,
                    Question.Memory _,
                    Question.Swap _,
                    Question.Load _,
                    Question.Redis _,
                    Question.Postgres _,
                    Question.BackendHealth _,
                    Question.Program _ -> Optional.empty();
        };
    }

    CheckId check() {
        return check;
    }

    Subject subject() {
        return subject;
    }

    int directories() {
        return trees.size();
    }

    /// Files and directories in the tree, when it was last gone through.
    int entries() {
        return entries;
    }

    Set<Integer> watches() {
        var all = new HashSet<>(trees);
        all.addAll(names.keySet());
        return all;
    }

    /// Directories may have come or gone since they were counted.
    boolean isStale() {
        return isStale;
    }

    /// Whether the check is concerned. A directory that came or went makes this stale.
    boolean concerns(FileEvent event) {
        boolean isInTree = trees.contains(event.watch());
        boolean isNamed = names.getOrDefault(event.watch(), Set.of()).contains(event.name());
        isStale |= event.isLost() || (isNamed && event.isNewOrGone())
                || (isInTree && event.isNewOrGone() && (event.isDirectory() || event.name().isEmpty()));
        return event.isLost() || isInTree || isNamed;
    }

    /// Watches what is there now. What it no longer needs is left to the caller to forget.
    ///
    /// @param most directories of the tree
    /// @return the first failure; some of it is not watched then
    Optional<SysResult.Failed<Integer>> watch(FileEvents events, int most) {
        isStale = false;
        trees.clear();
        names.clear();
        entries = 0;
        var places = new LinkedHashSet<Path>();
        places.add(subject.path());
        Optional<Path> real = real(subject.path());
        real.ifPresent(places::add);
        var visit = new Visit(events, most);
        places.forEach(visit::beside);
        if (subject.isTree() && real.filter(Files::isDirectory).isPresent()) {
            visit.below(real.get());
        }
        return visit.failure;
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException missing) {
            // Not there, or not to be reached: the check itself says so.
            return Optional.empty();
        }
    }

    private final class Visit extends SimpleFileVisitor<Path> {
        private final FileEvents events;
        private final int most;
        private Optional<SysResult.Failed<Integer>> failure = Optional.empty();

        Visit(FileEvents events, int most) {
            this.events = events;
            this.most = most;
        }

        void beside(Path place) {
            Path parent = place.getParent();
            Path name = place.getFileName();
            if (parent != null && name != null) {
                add(parent).ifPresent(watch ->
                        names.computeIfAbsent(watch, _ -> new HashSet<>()).add(name.toString()));
            }
        }

        void below(Path root) {
            try {
                Files.walkFileTree(root, this);
            } catch (IOException unreadable) {
                // Every failure of the walk is passed over below; what cannot be read cannot be watched, and is looked at in time.
                return;
            }
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            entries++;
            if (trees.size() >= most) {
                failure = failure.or(() -> Optional.of(new SysResult.Failed<>(0, "inotify_add_watch", directory.toString())));
                return FileVisitResult.TERMINATE;
            }
            add(directory).ifPresent(trees::add);
            return failure.isPresent() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            entries++;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failed) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed) {
            return FileVisitResult.CONTINUE;
        }

        private Optional<Integer> add(Path directory) {
            return switch (events.watch(directory, subject.withContent())) {
                case SysResult.Ok<Integer>(Integer watch) -> Optional.of(watch);
                case SysResult.Failed<Integer> failed when failed.errno() == Errno.ENOENT || failed.errno() == Errno.EACCES ->
                    Optional.empty();
                case SysResult.Failed<Integer> failed -> {
                    failure = failure.or(() -> Optional.of(failed));
                    yield Optional.empty();
                }
            };
        }
    }
}
