package holdfast.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who starts and stops a service.
public sealed interface DriverSpec {
    /// Holdfast itself.
    ///
    /// @param argv program and arguments; for a shell line `/bin/sh -c LINE`
    /// @param directory absolute path of the working directory
    /// @param user name of the account to run as; absent = the account Holdfast runs as
    /// @param environment what the process gets on top of Holdfast's own environment; may hold secrets
    /// @param stopSignal number, as in signal(7)
    /// @param output absolute path of the file that both output streams are appended to
    /// @param port the port it must come to hold; it is proven free before a start
    record Run(
            List<String> argv,
            String directory,
            Optional<String> user,
            Map<String, String> environment,
            int stopSignal,
            String output,
            Optional<Integer> port)
            implements DriverSpec {
        public Run {
            if (argv.isEmpty()) {
                throw new IllegalArgumentException("nothing to run");
            }
            argv = List.copyOf(argv);
        }

        /// The environment may hold secrets, so it is left out.
        @Override
        public String toString() {
            return "Run[argv=" + argv + ", directory=" + directory + ", user=" + user + "]";
        }
    }

    /// The PM2 daemon of one user.
    ///
    /// @param selector name, namespace or id of the app
    /// @param user whose PM2; absent = the account Holdfast runs as
    /// @param home its `PM2_HOME`; absent = `.pm2` in the user's home
    /// @param port the port it must come to hold
    record Pm2(String selector, Pm2Selection by, Optional<String> user, Optional<String> home, Optional<Integer> port)
            implements DriverSpec {}

    /// How a PM2 app is named.
    enum Pm2Selection {
        NAME,
        NAMESPACE,
        ID
    }

    /// A unit of systemd.
    ///
    /// @param unit full name, `nginx.service`
    /// @param user whose systemd, for [UnitScope#USER]
    record Systemd(String unit, UnitScope scope, Optional<String> user, Optional<Integer> port) implements DriverSpec {}

    /// Which systemd.
    enum UnitScope {
        SYSTEM,
        USER
    }

    /// A container of a Docker engine.
    ///
    /// @param selector its name, or `label` or `label=value`
    /// @param host as `DOCKER_HOST` would say; absent = the local socket
    /// @param tlsDirectory with `ca.pem`, `cert.pem` and `key.pem`
    record Docker(
            String selector,
            ContainerSelection by,
            Optional<String> host,
            Optional<String> tlsDirectory,
            Optional<Integer> port)
            implements DriverSpec {}

    /// How a container is named.
    enum ContainerSelection {
        NAME,
        LABEL
    }

    /// A service of a Compose project.
    ///
    /// @param files absolute paths, in the order in which they override one another
    /// @param project absent = as Compose derives it from the first file's directory
    record Compose(
            List<String> files, Optional<String> project, String service, Optional<String> host, Optional<Integer> port)
            implements DriverSpec {
        public Compose {
            files = List.copyOf(files);
        }
    }

    /// Commands of the owner's own, as an init script has them.
    ///
    /// @param pidFile absolute path of the file in which the main process writes its pid
    record Commands(
            CommandLine start,
            CommandLine stop,
            Optional<CommandLine> status,
            Optional<String> pidFile,
            Optional<Integer> port)
            implements DriverSpec {}

    /// Nobody: it is only looked at.
    record Watch() implements DriverSpec {}
}
