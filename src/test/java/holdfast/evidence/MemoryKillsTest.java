package holdfast.evidence;

import holdfast.linux.Cgroup;
import holdfast.linux.Cgroups;
import holdfast.linux.KernelLog;
import holdfast.linux.ProcessStat;
import holdfast.model.Command;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MemoryKillsTest {
    private static final long UPTIME = 100_000;
    private static final List<KernelLog.Line> KILL_OF_4711 = List.of(
            new KernelLog.Line(
                    50_007, "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),task_memcg=/system.slice/shop.service,task=node,pid=4711,uid=0"),
            new KernelLog.Line(50_007, "Memory cgroup out of memory: Killed process 4711 (node) total-vm:900kB, anon-rss:1kB"));

    @TempDir
    Path directory;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(directory);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void aKillOfItsOwnProcessCounts() {
        assertEquals(1, kills(KILL_OF_4711, subject(Optional.of(dead(4711, 50_000)), Optional.empty()), Optional.empty()));
    }

    @Test
    void aKillFromBeforeItBeganWasOfAnotherWithItsPid() {
        assertEquals(0, kills(KILL_OF_4711, subject(Optional.of(dead(4711, 50_010)), Optional.empty()), Optional.empty()));
    }

    @Test
    void aKillOfAWorkerIsKnownByItsCgroup() {
        Subject subject = subject(Optional.of(dead(4000, 50_000)), Optional.empty());

        assertEquals(1, kills(KILL_OF_4711, subject, Optional.of(Path.of("/sys/fs/cgroup/system.slice/shop.service"))));
        assertEquals(0, kills(KILL_OF_4711, subject, Optional.of(Path.of("/sys/fs/cgroup/system.slice/other.service"))));
        assertEquals(0, kills(KILL_OF_4711, subject, Optional.empty()));
    }

    @Test
    void aKillOfLongAgoDoesNotTroubleAServiceThatLivesOn() {
        var main = new ProcessStat(4000, "node", 'S', 1, 4000, 4000, 0, 1, 1_000_000, 0);
        Optional<Path> own = Optional.of(Path.of("/sys/fs/cgroup/system.slice/shop.service"));

        assertEquals(0, kills(KILL_OF_4711, subject(Optional.of(dead(4000, 10_000)), Optional.of(main)), own));
        List<KernelLog.Line> recent =
                KILL_OF_4711.stream().map(line -> new KernelLog.Line(UPTIME - 60, line.text())).toList();
        assertEquals(1, kills(recent, subject(Optional.of(dead(4000, 10_000)), Optional.of(main)), own));
    }

    /// The cgroup of a crashed service is removed before it is looked at.
    @Test
    void whatTheCgroupOfAnEndedIncarnationCountedIsKnown() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("cgroup"));
        Path proc = directory.resolve("proc");
        Files.writeString(Files.createDirectories(proc.resolve("self")).resolve("mountinfo"), "1 2 0:3 / " + mount + " rw - cgroup2 cgroup2 rw\n");
        Path home = Files.createDirectories(mount.resolve("holdfast/test"));
        Files.writeString(home.resolve("cgroup.procs"), "");
        Cgroups cgroups = Cgroups.find(proc, "test", true);
        Cgroup cgroup = cgroups.create("api", 1).orElseThrow();
        Files.writeString(cgroup.directory().resolve("memory.events"), "low 0\noom 2\noom_kill 2\n");
        scene.close();
        scene = new Scene(directory, cgroups);
        Subject subject = subject(Optional.of(dead(4000, 50_000)), Optional.empty());
        var kills = new MemoryKills(scene.machine);

        cgroups.remove(cgroup);
        // The files of a real one go with it.
        Files.delete(cgroup.directory().resolve("memory.events"));
        cgroups.remove(cgroup);

        assertEquals(Optional.empty(), cgroups.existing("api", 1));
        assertEquals(2, kills.inCgroup(subject, kills.own(subject).orElseThrow()));
    }

    private int kills(List<KernelLog.Line> log, Subject subject, Optional<Path> cgroup) {
        return new MemoryKills(scene.machine).inLog(log, subject, cgroup, UPTIME);
    }

    private ProcessIdentity dead(long pid, long beganSeconds) {
        return new ProcessIdentity(pid, beganSeconds * 100, scene.machine.bootId());
    }

    private Subject subject(Optional<ProcessIdentity> last, Optional<ProcessStat> main) {
        var service = scene.service(Optional.empty(), Map.of());
        var command = new Command.Examine(service.id(), 1, 42, Optional.of(new Incarnation(1)), last);
        return new Subject(command, service, main, main.stream().toList(), true, Redaction.plain());
    }
}
