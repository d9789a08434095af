package bench;

import bench.Served.Service;
import bench.Served.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// systemd as PID 1 of a namespace of its own, with private `/etc`, `/run`, `/tmp` and `/var/tmp`.
final class Systemd implements Peer {
    private static final String PROGRAM = "/lib/systemd/systemd";

    /// `$1` is the folder that holds the private `/etc`.
    private static final String NAMESPACE = """
            mount -t overlay overlay -o lowerdir=/etc,upperdir="$1"/etc-up,workdir="$1"/etc-wk /etc
            mount -t tmpfs tmpfs /run && mkdir -p /run/lock /run/systemd
            mount -t tmpfs tmpfs /var/tmp; mount -t tmpfs tmpfs /tmp
            exec env -i container=bench PATH=/usr/sbin:/usr/bin:/sbin:/bin %s --system --unit=basic.target
            """.formatted(PROGRAM);

    private final Served served;
    private final Path folder;
    private final List<Process> running = new ArrayList<>();

    Systemd(Served served, Path scratch) {
        this.served = served;
        this.folder = scratch.resolve("systemd");
    }

    @Override
    public String name() {
        return "systemd";
    }

    @Override
    public Optional<String> absence() {
        if (!Files.isExecutable(Path.of(PROGRAM))) {
            return Optional.of("apt-get install systemd dbus");
        }
        if (!Machine.isRoot()) {
            return Optional.of("only root can make its namespace");
        }
        return List.of("/tmp/", "/var/tmp/", "/run/").stream().anyMatch(hidden -> folder.startsWith(hidden))
                ? Optional.of("its namespace hides " + folder + ": run from a folder outside /tmp, /var/tmp and /run")
                : Optional.empty();
    }

    @Override
    public String settings(Setting setting) {
        return setting == Setting.BEST ? "RestartSec=0, no start limit" : "Restart=always";
    }

    @Override
    public void start(List<Service> services) {
        try {
            Path units = Files.createDirectories(folder.resolve("etc-up/systemd/system"));
            Files.createDirectories(folder.resolve("etc-wk"));
            for (Service service : services) {
                String best = service.isBest() ? "RestartSec=0\n[Unit]\nStartLimitIntervalSec=0\n" : "";
                Files.writeString(
                        units.resolve(service.name() + ".service"),
                        "[Service]\nExecStart=" + served.commandLine(service) + "\nRestart=always\n" + best);
            }
            running.add(Machine.start(
                    List.of("unshare", "--fork", "--kill-child", "--pid", "--mount-proc", "--mount", "--uts", "--ipc", "--propagation", "private",
                            "bash", "-c", NAMESPACE, "bench", folder.toString()),
                    Map.of(),
                    folder.resolve("output")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Machine.await("systemd to take commands", 30, this::takesCommands);
        var argv = new ArrayList<>(inside("systemctl", "start"));
        services.forEach(service -> argv.add(service.name() + ".service"));
        Machine.run(argv, Map.of());
    }

    private boolean takesCommands() {
        if (pids().isEmpty()) {
            return false;
        }
        try {
            Machine.run(inside("systemctl", "is-active", "basic.target"), Map.of());
            return true;
        } catch (IllegalStateException e) {
            // Not up yet; the caller's deadline bounds the waiting.
            return false;
        }
    }

    private List<String> inside(String... words) {
        var argv = new ArrayList<>(List.of("nsenter", "-t", pids().getFirst().toString(), "-a", "-r"));
        argv.addAll(List.of(words));
        return argv;
    }

    /// PID 1 alone; its journal and bus, which a machine has anyway, are not counted.
    @Override
    public List<Long> pids() {
        return running.stream().flatMap(Process::children).map(ProcessHandle::pid).toList();
    }

    /// With its PID 1 the whole namespace ends.
    @Override
    public void close() {
        pids().forEach(Machine::kill);
        running.forEach(process -> Machine.await("the namespace to end", 20, () -> !process.isAlive()));
        running.clear();
    }
}
