package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// The program that every supervisor is given to keep up: `SCRATCH/served PORT`.
///
/// @param program absolute path; unique to this run, so that processes of it can be told from all others
/// @param made how it came to be, for the report
record Served(Path program, String made) {
    /// How a supervisor is told to keep a service up.
    enum Setting {
        /// As a user would write it who reads the first page of the manual.
        DEFAULT,
        /// What makes a restart after a crash as fast as this supervisor can.
        BEST,
        /// Asked over HTTP every second, by supervisors that can ask.
        ASKED_EVERY_SECOND,
        /// Asked over HTTP every two seconds, likewise.
        ASKED_EVERY_TWO_SECONDS
    }

    /// One service to keep up.
    record Service(String name, int port, Setting setting) {
        boolean isBest() {
            return setting == Setting.BEST;
        }

        /// How often it is asked over HTTP, if its setting says so.
        OptionalInt askedSeconds() {
            return switch (setting) {
                case DEFAULT, BEST -> OptionalInt.empty();
                case ASKED_EVERY_SECOND -> OptionalInt.of(1);
                case ASKED_EVERY_TWO_SECONDS -> OptionalInt.of(2);
            };
        }
    }

    static Served make(Path sources, Path scratch) {
        Path program = scratch.resolve("served");
        try {
            if (Machine.find("gcc").isPresent()) {
                Machine.run(List.of("gcc", "-O2", "-o", program.toString(), sources.resolve("served.c").toString()), Map.of());
                return new Served(program, "C");
            }
            Files.copy(sources.resolve("served.pl"), program);
            Machine.run(List.of("chmod", "755", program.toString()), Map.of());
            return new Served(program, "Perl, as there is no gcc here");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a command line of it contains.
    String commandLine(Service service) {
        return program + " " + service.port();
    }

    /// The pid of a service's process, as this machine counts.
    long pid(Service service) {
        List<Long> pids = pids(service);
        if (pids.size() != 1) {
            throw new IllegalStateException("expected one process of " + service + ", found " + pids);
        }
        return pids.getFirst();
    }

    List<Long> pids(Service service) {
        return Machine.pidsOf(commandLine(service));
    }

    /// Ends every process of it that is left.
    void reap() {
        Machine.pidsOf(program + " ").forEach(Machine::kill);
    }

    /// New services on free ports.
    static List<Service> services(String prefix, int count, Setting setting) {
        var sockets = new ArrayList<ServerSocket>();
        var services = new ArrayList<Service>();
        try {
            for (int i = 0; i < count; i++) {
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                services.add(new Service(prefix + i, socket.getLocalPort(), setting));
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(services);
    }
}
