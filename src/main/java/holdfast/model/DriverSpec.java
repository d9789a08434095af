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

    /// Nobody: it is only looked at.
    record Watch() implements DriverSpec {}
}
