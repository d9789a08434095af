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

/// supervisord, in the foreground.
final class Supervisord implements Peer {
    private final Served served;
    private final Path folder;
    private final List<Process> running = new ArrayList<>();

    Supervisord(Served served, Path scratch) {
        this.served = served;
        this.folder = scratch.resolve("supervisord");
    }

    @Override
    public String name() {
        return "supervisord";
    }

    @Override
    public Optional<String> absence() {
        return Machine.find("supervisord").isPresent() ? Optional.empty() : Optional.of("apt-get install supervisor");
    }

    @Override
    public String settings(Setting setting) {
        return setting == Setting.BEST ? "autorestart=true, startsecs=0" : "defaults";
    }

    @Override
    public void start(List<Service> services) {
        var text = new StringBuilder("[supervisord]\nlogfile=%1$s/log\npidfile=%1$s/pid\nchildlogdir=%1$s\n".formatted(folder));
        for (Service service : services) {
            text.append("[program:").append(service.name()).append("]\ncommand=").append(served.commandLine(service)).append('\n');
            if (service.isBest()) {
                text.append("autorestart=true\nstartsecs=0\n");
            }
        }
        try {
            Files.createDirectories(folder);
            Path file = Files.writeString(folder.resolve("conf"), text);
            running.add(Machine.start(List.of("supervisord", "-n", "-c", file.toString()), Map.of(), folder.resolve("output")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Long> pids() {
        return running.stream().map(Process::pid).toList();
    }

    @Override
    public void close() {
        for (Process process : running) {
            process.destroy();
            Machine.await("supervisord to end", 20, () -> !process.isAlive());
        }
        running.clear();
    }
}
