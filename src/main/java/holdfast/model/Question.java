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

    /// What the backend itself says of the service: of a container, its HEALTHCHECK. Asked of the driver.
    record BackendHealth() implements Question {}

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

    /// A file, or a directory with all that is in it.
    ///
    /// @param path absolute; a symbolic link at its end is followed, one below a directory is not
    /// @param exists false: there must be nothing at `path`, and nothing else is asked
    /// @param recursive the rules hold for everything below a directory too
    /// @param ageNanos since the last change of the content; of a directory, that of the newest file in it
    /// @param bytes size; of a directory, of all files in it together
    /// @param text must appear in the file
    /// @param sha256 of the file, in lower-case hexadecimal
    record Files(
            String path,
            boolean exists,
            boolean recursive,
            FileRules rules,
            Optional<Range> ageNanos,
            Optional<Range> bytes,
            Optional<String> text,
            Optional<String> sha256)
            implements Question {}

    /// From `least` to `most`, both included; 0 and `Long.MAX_VALUE` where nothing is asked.
    record Range(long least, long most) {}

    /// Room left on the file system that holds `path`, for those who are not root.
    ///
    /// @param inodesPercent least share of free inodes
    record Disk(String path, Optional<Amount> free, Optional<Integer> inodesPercent) implements Question {}

    /// Memory of this machine that programs can still get without swapping (MemAvailable of proc_meminfo(5)): at least so much.
    record Memory(Amount available) implements Question {}

    /// Swap of this machine in use: at most so much.
    record Swap(Amount used) implements Question {}

    /// Load average of the last minute for each processor of this machine, in hundredths: at most so much.
    record Load(int perCpuHundredthsMax) implements Question {}

    /// A number of bytes, or a share of the whole.
    sealed interface Amount {
        record Bytes(long bytes) implements Amount {}

        record Percent(int percent) implements Amount {}
    }

    /// Settings that must be present and not empty in an env file. Values are never told.
    record EnvFile(String path, List<String> required) implements Question {
        public EnvFile {
            required = List.copyOf(required);
        }
    }

    /// An SQLite database is undamaged.
    record Sqlite(String path) implements Question {}

    /// A certificate is valid for at least `leastNanos`, and for all of `names`.
    record Certificate(CertificatePlace place, long leastNanos, List<String> names) implements Question {
        public Certificate {
            names = List.copyOf(names);
        }
    }

    /// Where a certificate is to be seen.
    sealed interface CertificatePlace {
        /// What a server shows.
        ///
        /// @param verify false: the chain is not verified, and the server's name not compared
        /// @param caFile PEM file with the authorities to trust instead of the system's
        record Server(String host, int port, boolean verify, Optional<String> caFile) implements CertificatePlace {}

        /// A PEM or DER file; the earliest end of all certificates in it counts.
        record File(String path) implements CertificatePlace {}
    }

    /// A program that answers as Nagios plugins do: exit code 0 is good, 1 a warning, 2 bad, 3 unknown; its first line says why.
    ///
    /// @param directory absolute path of the working directory
    /// @param warningIsGood exit code 1 is no failure
    record Program(List<String> argv, String directory, boolean warningIsGood) implements Question {
        public Program {
            argv = List.copyOf(argv);
        }
    }

    /// A Redis or Valkey server answers PING.
    ///
    /// @param user for servers with access lists; absent = the default user
    /// @param database number, 0 unless said otherwise
    record Redis(String host, int port, boolean tls, Optional<String> user, Optional<Secret> password, int database)
            implements Question {}

    /// A PostgreSQL server lets the user into the database and answers a query.
    ///
    /// @param sslMode as libpq has it (`require`, `verify-full`, …); absent = TLS if the server offers it
    record Postgres(
            String host, int port, String database, Optional<String> user, Optional<Secret> password, Optional<String> sslMode)
            implements Question {}
}
