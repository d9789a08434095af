package holdfast.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A close look at single processes, for people and for diagnosis: what they wait for, what they have open, what they may use.
/// Plain file reading: no process is touched by being looked at. Reading some of these files waits while the process itself
/// hangs in the kernel, so whoever asks brings a thread that can be spared.
///
/// Threading: any.
public final class ProcessSight {
    private final ProcessTable table;

    public ProcessSight(ProcessTable table) {
        this.table = table;
    }

    /// One file below `/proc/PID`, as it is: `status`, `limits`, `stack`.
    public Reading<String> text(long pid, String name) {
        return ProcFile.text(table.root().resolve(Long.toString(pid)).resolve(name));
    }

    /// One file of the machine below `/proc`: `meminfo`, `pressure/io`.
    public Reading<String> ofMachine(String name) {
        return ProcFile.text(table.root().resolve(name));
    }

    /// The kernel function it sleeps in; empty when it runs, or when that is not for us to see.
    public Optional<String> waitChannel(long pid) {
        return text(pid, "wchan").found().map(String::strip).filter(name -> !name.isEmpty() && !name.equals("0"));
    }

    /// What its threads are doing in the kernel, as far as that is for us to see: number, name, state, the system call with its arguments,
    /// and the functions of the kernel it is in. It needs no help of the process.
    ///
    /// @param most threads; more are left out
    public Reading<String> threads(long pid, int most) {
        return table.threadNumbers(pid).map(numbers -> {
            var text = new StringBuilder();
            numbers.stream().sorted().limit(most).forEach(number -> text.append(thread(pid, number)));
            return text.toString();
        });
    }

    private String thread(long pid, long number) {
        String place = "task/" + number + "/";
        String state = text(pid, place + "status").found().flatMap(status -> field(status, "State:")).orElse("gone");
        return number + " " + line(pid, place + "comm") + " " + state + " " + line(pid, place + "wchan") + " " + line(pid, place + "syscall")
                + "\n" + text(pid, place + "stack").found().orElse("");
    }

    private String line(long pid, String file) {
        return text(pid, file).found().map(String::strip).filter(text -> !text.isEmpty()).orElse("-");
    }

    /// Effective user and group.
    public Reading<List<Long>> userAndGroup(long pid) {
        return text(pid, "status").then(status -> {
            Optional<Long> user = field(status, "Uid:").map(line -> Long.parseLong(line.split("\\s+", -1)[1]));
            Optional<Long> group = field(status, "Gid:").map(line -> Long.parseLong(line.split("\\s+", -1)[1]));
            return user.isPresent() && group.isPresent()
                    ? new Reading.Found<>(List.of(user.get(), group.get()))
                    : new Reading.Gone<>();
        });
    }

    /// Whether it has a handler of its own for this signal, which otherwise would do to it whatever the kernel's default is.
    public boolean catches(long pid, int signal) {
        return text(pid, "status")
                .found()
                .flatMap(status -> field(status, "SigCgt:"))
                .map(mask -> (Long.parseUnsignedLong(mask, 16) & 1L << (signal - 1)) != 0)
                .orElse(false);
    }

    /// Whether it lives in our own namespace of this kind (`pid`, `net`, `mnt`).
    public boolean sharesNamespace(long pid, String kind) {
        Reading<Path> own = ProcFile.link(table.root().resolve("self/ns").resolve(kind));
        Reading<Path> its = ProcFile.link(table.root().resolve(Long.toString(pid)).resolve("ns").resolve(kind));
        return own.found().isPresent() && own.found().equals(its.found());
    }

    /// What its descriptors lead to, each as `NUMBER TARGET`, by number.
    ///
    /// @param most entries; more are left out
    public Reading<List<String>> handles(long pid, int most) {
        return table.handleNumbers(pid).map(numbers -> {
            var lines = new ArrayList<String>();
            numbers.stream().sorted().limit(most).forEach(number -> table.handle(pid, number)
                    .found()
                    .ifPresent(target -> lines.add(number + " " + target)));
            return List.copyOf(lines);
        });
    }

    /// The file that a descriptor leads to, `/proc/PID/fd/NUMBER` resolved; may be no file at all (`pipe:[7]`).
    public Reading<Path> handle(long pid, long number) {
        return table.handle(pid, number);
    }

    /// Its TCP sockets, one line each.
    public Reading<List<String>> sockets(long pid) {
        return table.handleNumbers(pid).then(numbers -> {
            var inodes = new ArrayList<String>();
            numbers.forEach(number -> table.handle(pid, number)
                    .found()
                    .map(Path::toString)
                    .filter(target -> target.startsWith("socket:["))
                    .ifPresent(target -> inodes.add(target.substring("socket:[".length(), target.length() - 1))));
            return SocketLines.of(table.root().resolve(Long.toString(pid)), inodes);
        });
    }

    private static Optional<String> field(String status, String label) {
        return status.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).strip())
                .findFirst();
    }
}
