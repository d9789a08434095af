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
import java.util.stream.Collectors;

/// PM2, with a home of its own.
final class Pm2 implements Peer {
    private final Served served;
    private final Path home;
    private final Path program;

    /// @param folder where `npm install pm2` was run
    Pm2(Served served, Path scratch, Path folder) {
        this.served = served;
        this.home = scratch.resolve("pm2");
        this.program = folder.resolve("node_modules/pm2/bin/pm2");
    }

    @Override
    public String name() {
        return "PM2";
    }

    @Override
    public Optional<String> absence() {
        if (Machine.find("node").isEmpty()) {
            return Optional.of("no node: apt-get install nodejs npm");
        }
        return Files.exists(program)
                ? Optional.empty()
                : Optional.of("no " + program + ": npm install --prefix FOLDER pm2, then HOLDFAST_BENCH_PM2=FOLDER");
    }

    @Override
    public String settings(Setting setting) {
        return setting == Setting.BEST ? "vizion, pmx and logs off" : "defaults";
    }

    @Override
    public void start(List<Service> services) {
        String apps = services.stream().map(this::app).collect(Collectors.joining(",\n"));
        try {
            Files.createDirectories(home);
            Path file = Files.writeString(home.resolve("apps.json"), "{\"apps\": [\n" + apps + "\n]}\n");
            command("start", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String app(Service service) {
        String best = service.isBest() ? ", \"vizion\": false, \"pmx\": false, \"out_file\": \"/dev/null\", \"error_file\": \"/dev/null\"" : "";
        return "{\"name\": \"%s\", \"script\": \"%s\", \"args\": \"%d\", \"interpreter\": \"none\"%s}"
                .formatted(service.name(), served.program(), service.port(), best);
    }

    /// PM2 puts itself into the background and removes the file when it ends.
    @Override
    public List<Long> pids() {
        Path file = home.resolve("pm2.pid");
        try {
            return !Files.exists(file) ? List.of() : List.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The command whose time is compared with `holdfast status`.
    List<String> listCommand() {
        return List.of("node", program.toString(), "jlist");
    }

    Map<String, String> environment() {
        return Map.of("PM2_HOME", home.toString());
    }

    @Override
    public void close() {
        command("kill");
    }

    private void command(String... words) {
        var argv = new ArrayList<>(List.of("node", program.toString()));
        argv.addAll(List.of(words));
        Machine.run(argv, environment());
    }
}
