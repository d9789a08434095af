package holdfast.evidence;

import holdfast.model.Incarnation;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// How long the captured output of each service was when its incarnations began: it is appended to, and what stands before speaks of
/// another one. Known for what this Holdfast has started itself.
///
/// Threading: any.
public final class OutputMarks {
    /// Of each service: a look may be at an incarnation that others have followed already.
    private static final int KEPT = 4;

    private final Map<ServiceId, List<Mark>> marks = new ConcurrentHashMap<>();

    /// @param file its identity; absent when there was none yet
    private record Mark(long incarnation, Optional<Identity> file, long bytes) {}

    /// The number of a file that was deleted is soon given to another. Where no file system tells when a file was made, it is another one
    /// with each change: then nothing is known.
    private record Identity(Object key, FileTime made) {
        static Identity of(BasicFileAttributes file) {
            return new Identity(file.fileKey(), file.creationTime());
        }
    }

    /// The bytes of a file that one incarnation wrote.
    record Span(long from, long to) {}

    /// To be called before it is started.
    public void begin(ServiceId service, Incarnation incarnation, Path output) {
        Optional<BasicFileAttributes> now = attributes(output);
        var mark = new Mark(
                incarnation.number(),
                now.map(Identity::of),
                now.map(BasicFileAttributes::size).orElse(0L));
        marks.merge(service, List.of(mark), (known, added) -> {
            var all = new ArrayList<>(known);
            all.addAll(added);
            return List.copyOf(all.subList(Math.max(0, all.size() - KEPT), all.size()));
        });
    }

    /// Empty when it is not known, or when the file is another one by now or was cut since.
    Optional<Span> of(ServiceId service, Incarnation incarnation, Path output) {
        Optional<BasicFileAttributes> now = attributes(output);
        return now.flatMap(file -> {
            long begun = incarnation.number();
            Optional<Mark> first = marks(service, file, mark -> mark.incarnation() <= begun).reduce((_, later) -> later);
            long to = marks(service, file, mark -> mark.incarnation() > begun).findFirst().map(Mark::bytes).orElse(file.size());
            return first.filter(mark -> mark.bytes() <= to).map(mark -> new Span(mark.bytes(), to));
        });
    }

    private Stream<Mark> marks(ServiceId service, BasicFileAttributes file, Predicate<Mark> wanted) {
        return marks.getOrDefault(service, List.of()).stream()
                .filter(wanted)
                .filter(mark -> mark.file().isEmpty() || mark.file().get().equals(Identity.of(file)))
                .filter(mark -> mark.bytes() <= file.size());
    }

    private static Optional<BasicFileAttributes> attributes(Path file) {
        try {
            return Optional.of(Files.readAttributes(file, BasicFileAttributes.class));
        } catch (IOException none) {
            // There is none yet, or it may not be looked at: then nothing is known of it.
            return Optional.empty();
        }
    }
}
