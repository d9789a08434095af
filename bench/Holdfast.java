package bench;

import bench.Served.Service;
import bench.Served.Setting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Holdfast as a user runs it: the launcher, `monitor`, a configuration and a state folder of its own.
final class Holdfast implements Peer {
    static final String NAME = "Holdfast";

    private final Served served;
    private final Path folder;
    private final Path program;
    private final List<Service> started = new ArrayList<>();
    private final List<Process> running = new ArrayList<>();

    /// @param program the launcher
    Holdfast(Served served, Path scratch, Path program) {
        this.served = served;
        this.folder = scratch.resolve("holdfast");
        this.program = program;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> absence() {
        return Files.isExecutable(program) ? Optional.empty() : Optional.of("no " + program);
    }

    @Override
    public String settings(Setting setting) {
        return switch (setting) {
            case DEFAULT -> "one HTTP check, defaults";
            case BEST -> "100 attempts, no backoff";
            case ASKED_EVERY_SECOND -> "HTTP check every 1 s";
            case ASKED_EVERY_TWO_SECONDS -> "HTTP check every 2 s";
        };
    }

    @Override
    public void start(List<Service> services) {
        var text = new StringBuilder("state: state\nservices:\n");
        for (Service service : services) {
            text.append("""
                      %s:
                        run: %s
                        port: %d
                        checks: [http: /]
                    """.formatted(service.name(), served.commandLine(service), service.port()));
            service.askedSeconds().ifPresent(seconds -> text.append("    every: ").append(seconds).append("s\n"));
            if (service.isBest()) {
                text.append("    recover: { attempts: 100, backoff: 0s, jitter: 0% }\n");
            }
        }
        try {
            Files.createDirectories(folder);
            Files.writeString(configuration(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        started.addAll(services);
        begin();
    }

    /// Starts the daemon on the configuration that is there.
    void begin() {
        running.add(Machine.start(command("monitor"), Map.of(), folder.resolve("output")));
    }

    /// Ends the daemon as a crash would; what it has started goes on.
    void crash() {
        running.forEach(process -> {
            process.destroyForcibly();
            Machine.await("the killed daemon to end", 10, () -> !process.isAlive());
        });
        running.clear();
    }

    /// Waits until the daemon says that it has `count` services up.
    void awaitUp(int count, Duration deadline) {
        Machine.await(count + " services to be up", deadline.toSeconds(), () -> up() == count);
    }

    /// Asks over the control socket, as starting the command line for each question would take longer than what is measured.
    private long up() {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            channel.write(ByteBuffer.wrap("{\"ask\":\"status\"}\n".getBytes(StandardCharsets.US_ASCII)));
            String answer = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine();
            return Pattern.compile("\"state\":\"up\"").matcher(answer == null ? "" : answer).results().count();
        } catch (IOException e) {
            // Not there yet; the caller's deadline bounds the waiting.
            return 0;
        }
    }

    private Path socket() {
        return folder.resolve("state/control.sock");
    }

    /// The launcher with words of its command line.
    List<String> command(String... words) {
        var argv = new ArrayList<>(List.of(program.toString(), "-c", configuration().toString()));
        argv.addAll(List.of(words));
        return argv;
    }

    private Path configuration() {
        return folder.resolve("holdfast.yaml");
    }

    /// The launcher replaces itself by the daemon.
    @Override
    public List<Long> pids() {
        return running.stream().map(Process::pid).toList();
    }

    /// Services outlive the daemon, so they are ended one by one.
    @Override
    public void close() {
        crash();
        started.forEach(service -> served.pids(service).forEach(Machine::kill));
        started.clear();
        try {
            Machine.run(List.of("rm", "-rf", folder.resolve("state").toString()), Map.of());
        } catch (IllegalStateException e) {
            throw new IllegalStateException("the state of the measured daemon is left behind", e);
        }
    }
}
