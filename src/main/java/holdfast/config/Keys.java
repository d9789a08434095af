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
    static final List<String> CHECK_KINDS = List.of(
            "http", "tcp", "port", "process", "files", "env", "sqlite", "certificate", "command", "postgres", "redis", "disk", "memory", "swap", "load",
            "docker");

    /// Kinds that look at what lies on a disk, which does not flicker as an answer over a network does.
    static final List<String> CERTAIN = List.of("files", "env", "sqlite");

    /// These only make sense beside `http`.
    static final List<String> HTTP = List.of("method", "headers", "body", "auth", "redirects", "tls", "expect");

    static final Keys FILE = new Keys(
            "file",
            List.of("services", "host", "defaults", "state", "control", "log"),
            List.of("alerts", "deploy", "web", "fleet"));

    static final Keys HOST = new Keys("host", both(TIMING, List.of("checks", "alert_after", "budget", "common_cause")), List.of());

    static final Keys BUDGET = new Keys("budget", List.of("starts", "window"), List.of());

    static final Keys COMMON_CAUSE = new Keys("common_cause", List.of("share", "least", "wait"), List.of());

    static final Keys CONTROL = new Keys("control", List.of("socket", "group"), List.of());

    static final Keys LOG = new Keys("log", List.of("file", "size", "keep"), List.of());

    static final Keys DEFAULTS = new Keys("defaults", SETTINGS, List.of());

    /// Exactly one of these says who runs a service; [ServiceReader] has a reader for each.
    static final List<String> DRIVERS = List.of(
            "run",
            "pm2",
            "systemd",
            "docker",
            "compose",
            "command",
            "watch");

    /// What only a service that Holdfast runs itself can have: a backend has its own place for each.
    static final List<String> RUN_ONLY = List.of("dir", "user", "env", "env_file", "logs");

    /// What only a service that is started and stopped can have.
    static final List<String> STARTED = both(RUN_ONLY, List.of("start", "stop", "autostart"));

    static final Keys SERVICE = new Keys(
            "service",
            both(SETTINGS, both(DRIVERS, List.of("dir", "user", "env", "env_file", "port", "needs", "checks", "autostart", "repair", "reload"))),
            List.of("limits", "deploy", "instances"));

    static final Keys PM2 = new Keys("pm2", List.of("name", "namespace", "id", "user", "home"), List.of());

    static final Keys SYSTEMD = new Keys("systemd", List.of("unit", "scope", "user"), List.of());

    static final Keys DOCKER = new Keys("docker", List.of("name", "label", "host", "tls"), List.of());

    static final Keys COMPOSE = new Keys("compose", List.of("file", "project", "service", "host"), List.of());

    static final Keys COMMANDS = new Keys("commands", List.of("start", "stop", "status", "reload", "pid_file", "timeout"), List.of());

    static final Keys START = new Keys("start", List.of("within"), List.of());

    static final Keys STOP = new Keys("stop", List.of("signal", "within"), List.of());

    static final Keys LOGS = new Keys("logs", List.of("size", "keep"), List.of());

    static final Keys RECOVER = new Keys(
            "recover",
            List.of(
                    "attempts", "window", "backoff", "backoff_max", "jitter", "spacing", "cooldown", "cooldown_max", "stable",
                    "fade", "hourly", "daily", "mode", "ladder", "clear", "backups", "reclaim", "package_caches", "drop_swap"),
            List.of());

    static final Keys REPAIR = new Keys("repair", List.of("run", "within"), List.of());

    static final Keys RUNG = new Keys("rung", List.of("name", "run", "within"), List.of());

    static final Keys RELOAD = new Keys("reload", List.of("signal", "run", "within"), List.of());

    static final Keys CHECK = new Keys(
            "check",
            both(CHECK_KINDS, both(List.of("name", "role", "blame"), both(TIMING, HTTP))),
            List.of(
                    "dns", "ping", "mysql", "mongodb", "heartbeat", "log", "pm2", "systemd", "repair"));

    static final Keys FILES = new Keys(
            "files",
            List.of("path", "owner", "group", "mode", "recursive", "exists", "age", "size", "content", "sha256"),
            List.of());

    static final Keys ENV = new Keys("env", List.of("file", "require"), List.of());

    static final Keys SQLITE = new Keys("sqlite", List.of("file"), List.of());

    static final Keys CERTIFICATE =
            new Keys("certificate", List.of("host", "file", "left", "names", "verify", "ca"), List.of());

    static final Keys COMMAND = new Keys("command", List.of("run", "warning"), List.of());

    static final Keys DISK = new Keys("disk", List.of("path", "free", "inodes"), List.of());

    static final Keys MEMORY = new Keys("memory", List.of("available"), List.of());

    static final Keys SWAP = new Keys("swap", List.of("used"), List.of());

    static final Keys LOAD = new Keys("load", List.of("per_cpu"), List.of());

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
            FILE, HOST, BUDGET, COMMON_CAUSE, CONTROL, LOG, DEFAULTS, SERVICE, PM2, SYSTEMD, DOCKER, COMPOSE, COMMANDS, START, STOP, LOGS, RECOVER,
            REPAIR, RUNG, RELOAD, CHECK, PROCESS, FILES, ENV, SQLITE, CERTIFICATE,
            COMMAND, DISK, MEMORY, SWAP, LOAD, AUTH, BASIC, SECRET, TLS, EXPECT);

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
