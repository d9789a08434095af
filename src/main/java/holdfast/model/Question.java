package holdfast.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a check asks. One record per kind; the eye that can ask it is the file of the same name in `probe`.
public sealed interface Question {
    /// An HTTP request and what its answer must be.
    ///
    /// @param url absolute; a path relative to the service's port is made absolute by `config`
    /// @param method GET unless said otherwise
    /// @param headers sent as written, in order
    /// @param body sent when present
    /// @param authorization value of the Authorization header, already encoded; a secret
    /// @param redirects how many redirects are followed, 0 to 20
    /// @param verifyCertificate false only when the configuration says so
    /// @param caFile PEM file with the authorities to trust instead of the system's
    record Http(
            String url,
            String method,
            Map<String, String> headers,
            Optional<String> body,
            Optional<Secret> authorization,
            int redirects,
            boolean verifyCertificate,
            Optional<String> caFile,
            Expect expect)
            implements Question {
        /// Headers and body may hold secrets, so they are left out.
        @Override
        public String toString() {
            return "Http[method=" + method + ", url=" + url + ", expect=" + expect + "]";
        }
    }

    /// What an HTTP answer must be. All that is present must hold.
    ///
    /// @param statuses accepted ranges; never empty
    /// @param withinNanos longest time to the complete answer
    /// @param headers name → regular expression that one value of it must match somewhere
    /// @param text must appear in the body
    /// @param regex must match somewhere in the body
    /// @param json JMESPath expression on the body that must be true (JMESPath truth: false, null, empty are false)
    /// @param items least number of items of the list that `json` yields, when given
    /// @param certificateNanos the certificate must be valid for at least this long
    record Expect(
            List<StatusRange> statuses,
            Optional<Long> withinNanos,
            Map<String, String> headers,
            Optional<String> text,
            Optional<String> regex,
            Optional<String> json,
            Optional<Integer> items,
            Optional<Long> certificateNanos) {
        /// Any 2xx, and nothing else asked.
        public static final Expect SUCCESS = new Expect(
                List.of(new StatusRange(200, 299)),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Status codes from `low` to `high`, both included; 100 to 599.
    record StatusRange(int low, int high) {
        public StatusRange {
            if (low < 100 || high > 599 || low > high) {
                throw new IllegalArgumentException("no range of HTTP status codes: " + low + "-" + high);
            }
        }
    }

    /// Somebody accepts a TCP connection at `host`:`port`.
    record Tcp(String host, int port) implements Question {}

    /// A process of this service listens on `port` of this machine; who does instead is named.
    record Port(int port) implements Question {}

    /// The processes of this service: main process and all its descendants.
    ///
    /// @param match only processes whose command line contains this text count
    /// @param least fewest such processes, at least 1
    /// @param most most such processes
    /// @param memoryBytes most memory of the whole tree
    record Processes(Optional<String> match, int least, Optional<Integer> most, Optional<Long> memoryBytes) implements Question {}
}
