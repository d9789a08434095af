package holdfast.daemon.control;

import java.time.Instant;
import java.util.Optional;

/// Who answers on the control socket.
///
/// @param config absolute path of the configuration it runs
/// @param log absolute path of its own log
/// @param since when it was started
public record About(long pid, String version, String config, Optional<String> log, Instant since) {}
