package bench;

import bench.Served.Service;
import bench.Served.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// monit, in the foreground, looking once a second: its default is two minutes.
final class Monit implements Peer {
    private final Served served;
    private final Path folder;
    private final List<Process> running = new ArrayList<>();
    private final List<Service> started = new ArrayList<>();

    Monit(Served served, Path scratch) {
        this.served = served;
        this.folder = scratch.resolve("monit");
    }

    @Override
    public String name() {
        return "monit";
    }

    @Override
    public Optional<String> absence() {
        return Machine.find("monit").isPresent() ? Optional.empty() : Optional.of("apt-get install monit");
    }

    @Override
    public String settings(Setting setting) {
        return switch (setting) {
            case DEFAULT, BEST -> "1 s cycle";
            case ASKED_EVERY_SECOND -> "1 s cycle, HTTP test, restart after 3 failures";
            case ASKED_EVERY_TWO_SECONDS -> "2 s cycle, HTTP test, restart after 3 failures";
        };
    }

    /// One cycle for all: that of the first service.
    @Override
    public void start(List<Service> services) {
        var text = new StringBuilder("set daemon %2$d\nset logfile %1$s/log\nset pidfile %1$s/pid\nset idfile %1$s/id\nset statefile %1$s/state\n"
                .formatted(folder, services.getFirst().askedSeconds().orElse(1)));
        for (Service service : services) {
            Path pidFile = folder.resolve(service.name() + ".pid");
            text.append("""
                    check process %1$s with pidfile %2$s
                      start program = "/bin/sh -c '%3$s >/dev/null 2>&1 & echo $! > %2$s'"
                      stop program = "/bin/sh -c 'kill -9 $(cat %2$s)'"
                    """.formatted(service.name(), pidFile, served.commandLine(service)));
            if (service.askedSeconds().isPresent()) {
                text.append("  if failed host 127.0.0.1 port %d protocol http with timeout 5 seconds for 3 cycles then restart\n"
                        .formatted(service.port()));
            }
        }
        started.addAll(services);
        try {
            Files.createDirectories(folder);
            Path file = Files.writeString(folder.resolve("conf"), text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            running.add(Machine.start(List.of("monit", "-I", "-c", file.toString()), Map.of(), folder.resolve("output")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Long> pids() {
        return running.stream().map(Process::pid).toList();
    }

    /// monit itself would leave what it started running.
    @Override
    public void close() {
        for (Process process : running) {
            process.destroy();
            Machine.await("monit to end", 20, () -> !process.isAlive());
        }
        running.clear();
        started.forEach(service -> served.pids(service).forEach(Machine::kill));
        started.clear();
    }
}
