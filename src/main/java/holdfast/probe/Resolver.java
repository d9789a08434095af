package holdfast.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Names to addresses, under the probe's deadline. `getaddrinfo` cannot be interrupted, so a look-up runs on a thread of its own
/// that may outlive the probe. Those are platform threads: the native call pins a virtual one to its carrier, and two hanging
/// name servers would stop every probe on a machine with two cores.
///
/// Threading: any.
final class Resolver implements AutoCloseable {
    /// Look-ups under way at once. More means that name resolution of this machine hangs, and another thread would hang too.
    private static final int LOOKUPS = 32;

    private static final long IDLE_SECONDS = 30;

    /// What a look-up asks: getaddrinfo(3), or a script in tests.
    interface Lookup {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final ThreadPoolExecutor threads;

    Resolver(Lookup lookup) {
        this.lookup = lookup;
        threads = new ThreadPoolExecutor(
                0,
                LOOKUPS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("probe-lookup-", 0).factory());
    }

    /// Asks the machine's own resolver, each time anew. The JDK would remember an answer for 30 s and a failure for 10 s, which
    /// hides a moved service and prolongs an outage that is over; these two settings count for the whole process.
    static Resolver ofMachine() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        return new Resolver(InetAddress::getAllByName);
    }

    /// The addresses of `host` in the order to be used, at least one. Literal addresses and `localhost` (always loopback: RFC
    /// 6761, 6.3) cost no look-up.
    List<InetAddress> addresses(String host, Deadline deadline) throws ProbeFailure {
        if (isLiteral(host)) {
            try {
                return List.of(InetAddress.ofLiteral(host));
            } catch (IllegalArgumentException e) {
                throw ProbeFailure.error("probe.name.invalid", host);
            }
        }
        String lower = host.toLowerCase(Locale.ROOT);
        if (lower.equals("localhost") || lower.endsWith(".localhost")) {
            return LOOPBACK;
        }
        return lookUp(host, deadline);
    }

    /// Whether `host` is an address and not a name. No top-level domain ends in a digit (RFC 3696, 2).
    static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || (!host.isEmpty() && isDigit(host.charAt(host.length() - 1)) && hasOnlyDigitsAndDots(host));
    }

    private static boolean hasOnlyDigitsAndDots(String host) {
        for (int i = 0; i < host.length(); i++) {
            if (host.charAt(i) != '.' && !isDigit(host.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static final List<InetAddress> LOOPBACK = List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

    private List<InetAddress> lookUp(String name, Deadline deadline) throws ProbeFailure {
        Future<InetAddress[]> answer;
        try {
            answer = threads.submit(() -> lookup.addresses(name));
        } catch (RejectedExecutionException e) {
            throw ProbeFailure.error("probe.name.busy", name, LOOKUPS);
        } catch (OutOfMemoryError e) {
            // Only the thread could not be made: "unable to create native thread".
            throw ProbeFailure.error("probe.monitor.threads");
        }
        try {
            return List.of(answer.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw ProbeFailure.error("probe.name.slow", name, Amounts.span(deadline.timeoutNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProbeFailure.error("probe.monitor.interrupted");
        } catch (ExecutionException e) {
            throw unresolved(name, String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
        }
    }

    /// A name that does not exist is the service's (or the configuration's) fault, a resolver that gives no answer the monitor's.
    /// The JDK tells them apart only by the text of gai_strerror(3). Unknown text says nothing of the service.
    private static ProbeFailure unresolved(String name, String message) {
        if (message.contains("Name or service not known") || message.contains("No address associated with hostname")) {
            return ProbeFailure.fail("probe.name.unknown", name);
        }
        return ProbeFailure.error("probe.name.unanswered", name, message);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
