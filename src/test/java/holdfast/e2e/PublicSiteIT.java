package holdfast.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A site as its users reach it: nginx, which serves the built pages and passes the rest on to gunicorn and Django on SQLite.
/// Broken in every way its owners described; the measured times are printed.
class PublicSiteIT {
    private static final String CONFIGURATION = """
            state: state
            services:
              nginx:
                run: nginx -p {folder} -c {folder}/nginx.conf
                port: {public}
                every: 2s
                checks:
                  - tcp: 127.0.0.1:{public}
              site:
                run: gunicorn --workers 2 --bind 127.0.0.1:{local} site_config.wsgi
                dir: django-site
                port: {local}
                every: 2s
                timeout: 1s
                recheck: 1s
                checks:
                  - http: /health
                  - process: { match: gunicorn, count: ">= 3" }
                    name: workers
                  - http: http://127.0.0.1:{public}/health
                    name: public
                    blame: nginx
                  - files: { path: {folder}/build, owner: www-data, group: www-data, mode: "u=rwX,go=rX" }
                    name: pages
                  - sqlite: { file: db.sqlite3 }
                    name: database
                recover:
                  backups: ["{folder}/backups/*.sqlite3"]
            """;

    private final Sandbox sandbox = new Sandbox();
    private final int local = Web.freePort();
    private final int open = Web.freePort();
    private Path page = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        Sandbox.needs("gunicorn", "gunicorn python3-django");
        Sandbox.needs("nginx", "nginx-light");
        Sandbox.needs("sqlite3", "sqlite3");
        Path folder = sandbox.folder();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // nginx's workers are not root
        sandbox.example("django-site");
        page = Files.createDirectories(folder.resolve("build")).resolve("index.html");
        Files.writeString(page, "the built page\n");
        owned(folder.resolve("build"));
        Path backups = Files.createDirectories(folder.resolve("backups"));
        run("sqlite3", folder.resolve("django-site/db.sqlite3").toString(), "create table note(text); insert into note values('kept')");
        run("sqlite3", folder.resolve("django-site/db.sqlite3").toString(), ".backup " + backups.resolve("one.sqlite3"));
        sandbox.write("nginx.conf", """
                daemon off;
                worker_processes 1;
                user www-data;
                pid %s/nginx.pid;
                error_log %s/nginx.log;
                events {}
                http {
                    access_log off;
                    server {
                        listen 127.0.0.1:%d;
                        location = /health { proxy_pass http://127.0.0.1:%d; proxy_read_timeout 2s; }
                        location / { root %s/build; }
                    }
                }
                """.formatted(folder, folder, open, local, folder));
        sandbox.configure(CONFIGURATION
                .replace("{folder}", folder.toString())
                .replace("{public}", String.valueOf(open))
                .replace("{local}", String.valueOf(local)));
    }

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void aPageThatNobodyMayReadIsMendedWithoutTouchingAProcess() throws IOException {
        Daemon daemon = up();
        long nginx = daemon.service("nginx").orElseThrow().number("pid");
        long site = daemon.service("site").orElseThrow().number("pid");

        long broken = System.nanoTime();
        Files.setPosixFilePermissions(page, Set.of());
        Web.awaitAnswer(open, "/", 60);
        Measured.since("chmod 000 -> served again", broken);

        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(page)));
        daemon.awaitHealthy("site");
        assertEquals(nginx, daemon.service("nginx").orElseThrow().number("pid"));
        assertEquals(site, daemon.service("site").orElseThrow().number("pid"));
    }

    /// What happened to its owners: a build made as root, which nginx may not read.
    @Test
    void pagesOfTheWrongOwnerAreGivenBackWithoutTouchingAProcess() throws IOException {
        Daemon daemon = up();
        long nginx = daemon.service("nginx").orElseThrow().number("pid");
        long site = daemon.service("site").orElseThrow().number("pid");

        long broken = System.nanoTime();
        run("chown", "root:root", page.toString());
        Files.setPosixFilePermissions(page, PosixFilePermissions.fromString("rw-r-----"));
        Web.awaitAnswer(open, "/", 60);
        Measured.since("wrong owner -> served again", broken);

        Await.until("the page belongs to www-data", 60, () -> run("stat", "-c", "%U:%G %a", page.toString()).strip().equals("www-data:www-data 644"));
        daemon.awaitHealthy("site");
        assertEquals(nginx, daemon.service("nginx").orElseThrow().number("pid"));
        assertEquals(site, daemon.service("site").orElseThrow().number("pid"));
    }

    /// As `pkill -f gunicorn` does, by pid: master and workers at once, asked or killed.
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "KILL"})
    void aSiteKilledAsAWholeIsBackAndNginxLeftAlone(String signal) {
        Daemon daemon = up();
        long nginx = daemon.service("nginx").orElseThrow().number("pid");
        long site = daemon.service("site").orElseThrow().number("pid");
        List<Long> all = Processes.in(sandbox.folder().resolve("django-site"));

        long killed = System.nanoTime();
        var argv = new ArrayList<>(List.of("kill", "-" + signal));
        all.forEach(pid -> argv.add(Long.toString(pid)));
        run(argv.toArray(String[]::new));
        daemon.await("site", "is healthy in another process", 90, service ->
                service.text("health").equals("healthy") && service.number("pid") != site);
        Measured.since("all of gunicorn ended by " + signal + " -> healthy again", killed);

        assertTrue(all.stream().noneMatch(Processes::isAlive), "nothing of the old one is left");
        assertEquals(3, Processes.in(sandbox.folder().resolve("django-site")).size(), "one master, two workers");
        assertEquals(nginx, daemon.service("nginx").orElseThrow().number("pid"));
    }

    /// gunicorn gives up a worker at TTOU, and keeps to that.
    @Test
    void aSiteThatHasLostAWorkerGetsItBack() {
        Daemon daemon = up();
        long site = daemon.service("site").orElseThrow().number("pid");
        Path folder = sandbox.folder().resolve("django-site");

        Processes.signal("TTOU", site);
        Await.until("a worker is lost", 30, () -> Processes.in(folder).size() == 2);

        daemon.await("site", "is healthy in another process", 90, service ->
                service.text("health").equals("healthy") && service.number("pid") != site);
        assertEquals(3, Processes.in(folder).size(), "one master, two workers");
    }

    @Test
    void aHungProxyIsRestartedAndTheSiteBehindItLeftAlone() {
        Daemon daemon = up();
        long nginx = daemon.service("nginx").orElseThrow().number("pid");
        long site = daemon.service("site").orElseThrow().number("pid");

        long broken = System.nanoTime();
        Processes.running(sandbox.folder() + "/nginx.conf").forEach(pid -> Processes.signal("STOP", pid));
        ProcessHandle.of(nginx).orElseThrow().descendants().forEach(worker -> Processes.signal("STOP", worker.pid()));
        daemon.await("nginx", "runs as another process", 60, service ->
                service.text("state").equals("up") && service.number("pid") != nginx);
        Web.awaitAnswer(open, "/health", 60);
        Measured.since("proxy hung -> public answer again", broken);

        daemon.awaitHealthy("site");
        assertEquals(site, daemon.service("site").orElseThrow().number("pid"));
    }

    @Test
    void aDamagedDatabaseIsReplacedByItsNewestVerifiedBackup() throws IOException {
        Daemon daemon = up();
        Path database = sandbox.folder().resolve("django-site/db.sqlite3");
        Path unusable = Files.writeString(sandbox.folder().resolve("backups/two.sqlite3"), "no database at all");
        assertTrue(Files.getLastModifiedTime(unusable).compareTo(Files.getLastModifiedTime(database)) >= 0);

        byte[] bytes = Files.readAllBytes(database);
        Arrays.fill(bytes, 100, bytes.length, (byte) 0x5a);
        Files.write(database, bytes);

        Await.until("the database is whole again", 90, () -> run(
                        "sqlite3", database.toString(), "select text from note")
                .contains("kept"));
        daemon.awaitHealthy("site");
        try (var left = Files.list(database.getParent())) {
            assertTrue(left.anyMatch(file -> file.getFileName().toString().startsWith("db.sqlite3.damaged")), "the damaged one is kept");
        }
    }

    @Test
    void aKilledSiteIsBackAndAStrangerOnItsPortIsNamedAndLeftAlone() throws IOException {
        Daemon daemon = up();
        long site = daemon.service("site").orElseThrow().number("pid");
        long killed = System.nanoTime();
        Processes.kill(site);
        daemon.await("site", "runs as another process", 60, service ->
                service.text("health").equals("healthy") && service.number("pid") != site);
        Measured.since("gunicorn's master killed -> healthy again", killed);

        assertEquals(0, sandbox.holdfast("stop", "site").exit());
        Process stranger = sandbox.start(
                List.of("python3", "-m", "http.server", "--bind", "127.0.0.1", String.valueOf(local)),
                sandbox.folder(),
                sandbox.folder().resolve("stranger.out"));
        Await.until("the stranger listens", 20, () -> Web.get(local, "/").isPresent());
        sandbox.holdfast("start", "site", "--within", "5s");

        String why = sandbox.holdfast("why", "site").output();
        assertTrue(why.contains(String.valueOf(stranger.pid())) && why.contains("http.server"), why);
        assertTrue(stranger.isAlive());
        stranger.destroyForcibly();
    }

    private Daemon up() {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("nginx");
        daemon.awaitHealthy("site");
        Web.awaitAnswer(open, "/", 20);
        return daemon;
    }

    private static void owned(Path folder) {
        run("chown", "-R", "www-data:www-data", folder.toString());
        run("chmod", "-R", "u=rwX,go=rX", folder.toString());
    }

    private static String run(String... argv) {
        try {
            Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
