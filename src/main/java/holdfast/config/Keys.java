package holdfast.config;

import java.util.ArrayList;
import java.util.List;

/// The keys a mapping may have. The reader, the JSON Schema and the documentation are compared with this list by a test.
///
/// @param name what the mapping is called in the schema and, for `later`, in the messages
/// @param known keys that mean something
/// @param later keys that Holdfast is going to have; each has its own advice, `config.fix.later.NAME.KEY`
record Keys(String name, List<String> known, List<String> later) {
    private static final List<String> TIMING = List.of("every", "recheck", "timeout", "fail_after", "good_after");
    private static final List<String> SETTINGS = both(TIMING, List.of("start", "stop", "recover", "logs", "alert_after"));

    /// One of these says what a check asks.
    static final List<String> CHECK_KINDS = List.of("http", "tcp", "port", "process");

    /// These only make sense beside `http`.
    static final List<String> HTTP = List.of("method", "headers", "body", "auth", "redirects", "tls", "expect");

    static final Keys FILE = new Keys(
            "file",
            List.of("services", "defaults", "state", "control", "log"),
            List.of("host", "alerts", "deploy", "web", "fleet"));

    static final Keys CONTROL = new Keys("control", List.of("socket", "group"), List.of());

    static final Keys LOG = new Keys("log", List.of("file", "size", "keep"), List.of());

    static final Keys DEFAULTS = new Keys("defaults", SETTINGS, List.of());

    static final List<String> DRIVERS = List.of("run", "watch");

    /// Drivers of `later`: whoever names one has named a driver.
    static final List<String> LATER_DRIVERS = List.of("pm2", "systemd", "docker", "compose", "command");

    /// What only a service that Holdfast runs can have.
    static final List<String> RUN = List.of("dir", "user", "env", "env_file", "start", "stop", "logs", "autostart");

    static final Keys SERVICE = new Keys(
            "service",
            both(SETTINGS, List.of("run", "watch", "dir", "user", "env", "env_file", "port", "needs", "checks", "autostart")),
            both(LATER_DRIVERS, List.of("limits", "deploy", "instances", "repair")));

    static final Keys START = new Keys("start", List.of("within"), List.of());

    static final Keys STOP = new Keys("stop", List.of("signal", "within"), List.of());

    static final Keys LOGS = new Keys("logs", List.of("size", "keep"), List.of());

    static final Keys RECOVER = new Keys(
            "recover",
            List.of(
                    "attempts", "window", "backoff", "backoff_max", "jitter", "spacing", "cooldown", "cooldown_max", "stable",
                    "fade"),
            List.of("ladder", "clear"));

    static final Keys CHECK = new Keys(
            "check",
            both(CHECK_KINDS, both(List.of("name", "role"), both(TIMING, HTTP))),
            List.of(
                    "memory", "swap", "disk", "load", "files", "certificate", "dns", "ping", "postgres", "mysql", "redis",
                    "mongodb", "sqlite", "env", "command", "heartbeat", "log", "pm2", "systemd", "docker", "blame", "repair"));

    static final Keys PROCESS = new Keys(
            "process",
            List.of("count", "match", "memory"),
            List.of("children", "zombies", "uptime", "fds", "threads", "cpu"));

    static final Keys AUTH = new Keys("auth", List.of("basic", "bearer"), List.of());

    static final Keys BASIC = new Keys("basic", List.of("user", "password"), List.of());

    static final Keys SECRET = new Keys("secret", List.of("file"), List.of());

    static final Keys TLS = new Keys("tls", List.of("verify", "ca"), List.of());

    static final Keys EXPECT = new Keys(
            "expect",
            List.of("status", "within", "headers", "text", "regex", "json", "items", "certificate"),
            List.of());

    static final List<Keys> ALL = List.of(
            FILE, CONTROL, LOG, DEFAULTS, SERVICE, START, STOP, LOGS, RECOVER, CHECK, PROCESS, AUTH, BASIC, SECRET, TLS, EXPECT);

    /// Names chosen by the author of the file: services, variables, headers.
    static Keys free(String name) {
        return new Keys(name, List.of(), List.of());
    }

    boolean isFree() {
        return known.isEmpty();
    }

    private static List<String> both(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
    }
}
