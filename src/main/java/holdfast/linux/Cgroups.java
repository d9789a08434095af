package holdfast.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// The cgroups of one Holdfast: `holdfast/INSTANCE/SERVICE.INCARNATION`, under the root of the cgroup v2 tree if we are root, else
/// under our own cgroup if it was delegated to us. Where neither is permitted there are none, and everything goes on without.
///
/// Threading: any.
public final class Cgroups {
    /// Cgroups whose last figures are remembered: of each service the newest few, or so.
    private static final int REMEMBERED = 500;

    private final Optional<Path> home;
    private final LinkedHashMap<Path, CgroupFigures> last = new LinkedHashMap<>();

    private Cgroups(Optional<Path> home) {
        this.home = home;
    }

    /// For machines, and tests, without cgroup v2.
    public static Cgroups none() {
        return new Cgroups(Optional.empty());
    }

    /// @param instance tells this Holdfast from every other on the machine
    public static Cgroups find(Path proc, String instance, boolean isRoot) {
        return mount(proc)
                .flatMap(mount -> isRoot ? Optional.of(mount) : of(proc, "self", mount))
                .map(parent -> parent.resolve("holdfast").resolve(escape(instance)))
                .filter(Cgroups::isUsable)
                .map(home -> new Cgroups(Optional.of(home)))
                .orElseGet(Cgroups::none);
    }

    /// Where they are kept; empty when not permitted.
    public Optional<Path> home() {
        return home;
    }

    /// A new, empty cgroup; or the one that exists already. Empty when not permitted.
    public Optional<Cgroup> create(String service, long incarnation) {
        return home.map(parent -> parent.resolve(escape(service) + "." + incarnation)).flatMap(directory -> {
            try {
                return Optional.of(new Cgroup(Files.createDirectories(directory)));
            } catch (IOException refused) {
                return Optional.empty();
            }
        });
    }

    /// The cgroup of an incarnation, if it exists.
    public Optional<Cgroup> existing(String service, long incarnation) {
        return home.map(parent -> parent.resolve(escape(service) + "." + incarnation))
                .filter(Files::isDirectory)
                .map(Cgroup::new);
    }

    /// Removes one, which the kernel allows only when it is empty. How often the kernel killed in it for want of memory is remembered:
    /// whoever looks closely at what has ended comes after that.
    public void remove(Cgroup cgroup) {
        CgroupFigures.ofKills(cgroup.directory()).ifPresent(figures -> {
            synchronized (last) {
                last.putLast(cgroup.directory(), figures);
                if (last.size() > REMEMBERED) {
                    last.pollFirstEntry();
                }
            }
        });
        cgroup.remove();
    }

    /// What is known of the cgroup of an incarnation that has ended.
    public Optional<CgroupFigures> last(String service, long incarnation) {
        synchronized (last) {
            return home.map(parent -> parent.resolve(escape(service) + "." + incarnation)).map(last::get);
        }
    }

    /// The cgroups of an incarnation and of all before it.
    public List<Cgroup> upTo(String service, long incarnation) {
        return of(service).stream().filter(cgroup -> number(cgroup) <= incarnation).toList();
    }

    /// What stands behind the last dot. A name that is not ours counts as newer than all.
    private static long number(Cgroup cgroup) {
        String name = cgroup.directory().getFileName().toString();
        String number = name.substring(name.lastIndexOf('.') + 1);
        return number.matches("[1-9][0-9]{0,17}") ? Long.parseLong(number) : Long.MAX_VALUE;
    }

    /// All cgroups of a service, of every incarnation.
    public List<Cgroup> of(String service) {
        String prefix = escape(service) + ".";
        var found = new ArrayList<Cgroup>();
        home.ifPresent(parent -> {
            try (var entries = Files.newDirectoryStream(parent, Files::isDirectory)) {
                entries.forEach(entry -> {
                    if (entry.getFileName().toString().startsWith(prefix)) {
                        found.add(new Cgroup(entry));
                    }
                });
            } catch (IOException gone) {
                // Then there are none.
            }
        });
        return List.copyOf(found);
    }

    /// Takes them all away; one in which somebody lives stays.
    public void remove() {
        home.ifPresent(directory -> new Cgroup(directory).remove());
    }

    /// The mount point of cgroup v2: `/sys/fs/cgroup`, or elsewhere where v1 is in use beside it, proc_pid_mountinfo(5).
    private static Optional<Path> mount(Path proc) {
        return ProcFile.text(proc.resolve("self/mountinfo")).found().flatMap(table -> table.lines()
                .filter(line -> line.contains(" - cgroup2 "))
                .map(line -> Path.of(line.split(" ", -1)[4]))
                .findFirst());
    }

    /// The cgroup v2 that a process is in. Empty too when it lies outside of the part that is visible here.
    static Optional<Path> directoryOf(Path proc, String process) {
        return mount(proc).flatMap(mount -> of(proc, process, mount));
    }

    private static Optional<Path> of(Path proc, String process, Path mount) {
        return ProcFile.text(proc.resolve(process).resolve("cgroup")).found().flatMap(text -> text.lines()
                .filter(line -> line.startsWith("0::/") && !line.contains("/.."))
                .map(line -> mount.resolve(line.substring("0::/".length())))
                .findFirst());
    }

    private static boolean isUsable(Path home) {
        try {
            Files.createDirectories(home);
            return Files.isWritable(home.resolve("cgroup.procs"));
        } catch (IOException refused) {
            return false;
        }
    }

    /// A name that is safe as a directory and holds no dot, so that the dot before the incarnation is the only one.
    private static String escape(String name) {
        var escaped = new StringBuilder();
        name.codePoints().forEach(c -> {
            boolean isPlain = (c < 128 && Character.isLetterOrDigit(c)) || c == '-' || c == '_';
            if (isPlain) {
                escaped.appendCodePoint(c);
            } else {
                escaped.append('%').append(Integer.toHexString(c)).append('%');
            }
        });
        return escaped.toString();
    }
}
