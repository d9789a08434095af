package holdfast.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One cgroup v2 that holds the processes of one incarnation, cgroups(7). Whatever they start is born into it, however often it
/// forks and whatever session it opens, so it is the one complete list.
///
/// Threading: any.
public final class Cgroup {
    private final Path directory;

    Cgroup(Path directory) {
        this.directory = directory;
    }

    public Path directory() {
        return directory;
    }

    /// Pids of the processes in it and below it. Zombies are not listed.
    public Reading<List<Long>> members() {
        return ProcFile.text(directory.resolve("cgroup.procs")).map(text -> {
            var pids = new ArrayList<Long>();
            text.lines().filter(line -> !line.isBlank()).forEach(line -> pids.add(Long.parseLong(line)));
            below().forEach(child -> pids.addAll(new Cgroup(child).members().found().orElse(List.of())));
            return List.copyOf(pids);
        });
    }

    /// Moves a process in. On most kernels the move waits some 10 ms for all running forks of the machine to finish, and holds up
    /// new ones meanwhile: it has no place on the way to a restarted service.
    public boolean add(long pid) {
        return write("cgroup.procs", Long.toString(pid));
    }

    /// Moves a process out again, to where it cannot be taken for a member: beside the cgroups of all Holdfasts.
    public boolean expel(long pid) {
        // SERVICE.INCARNATION, INSTANCE, `holdfast`, and what holds that.
        Path outside = directory.resolve("../../..").normalize();
        return new Cgroup(outside).add(pid);
    }

    /// Kills all members at once, those being forked at this moment included. Linux 5.14; false on older ones.
    public boolean kill() {
        return write("cgroup.kill", "1");
    }

    /// Removes it, which the kernel allows only when it is empty.
    public boolean remove() {
        below().forEach(child -> new Cgroup(child).remove());
        // Not Files.delete: the files inside cannot be deleted and need not be, and an exception is no answer here.
        return directory.toFile().delete() || !Files.exists(directory);
    }

    private List<Path> below() {
        if (isLeaf()) {
            return List.of();
        }
        try (var entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            var found = new ArrayList<Path>();
            entries.forEach(found::add);
            return found;
        } catch (IOException gone) {
            return List.of();
        }
    }

    /// A directory has a link for its name, one for its own `.`, and one for the `..` of each directory below, inode(7). A look at
    /// the entries costs a call for each of some twenty files, and this is on the way from a crash to the start. A file system that
    /// does not count so says 1, which shows nothing.
    private boolean isLeaf() {
        try {
            return Files.getAttribute(directory, "unix:nlink") instanceof Integer links && links == 2;
        } catch (IOException gone) {
            return true;
        }
    }

    private boolean write(String file, String value) {
        try {
            Files.writeString(directory.resolve(file), value);
            return true;
        } catch (IOException refused) {
            // Not permitted, gone, or an older kernel. The caller asked a question and this is the answer.
            return false;
        }
    }
}
