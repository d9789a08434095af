package holdfast.diagnosis;

import holdfast.model.CheckSpec.Role;
import holdfast.model.Fact.Cause;
import holdfast.model.Finding;
import holdfast.model.Finding.Hint;
import holdfast.model.Finding.Holder;
import holdfast.model.LadderSpec;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.Rung;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static holdfast.diagnosis.Sick.hung;
import static holdfast.diagnosis.Sick.notReady;
import static holdfast.model.Diagnosis.Advice.PERSON;
import static holdfast.model.Diagnosis.Advice.RESTART;
import static holdfast.model.Diagnosis.Advice.WAIT;
import static holdfast.model.Diagnosis.Blame.CERTIFICATE_EXPIRED;
import static holdfast.model.Diagnosis.Blame.CRASHED;
import static holdfast.model.Diagnosis.Blame.DATABASE_DAMAGED;
import static holdfast.model.Diagnosis.Blame.DEPENDENCY_DOWN;
import static holdfast.model.Diagnosis.Blame.DISK_FULL;
import static holdfast.model.Diagnosis.Blame.FROZEN;
import static holdfast.model.Diagnosis.Blame.HOST_STARVED;
import static holdfast.model.Diagnosis.Blame.HUNG;
import static holdfast.model.Diagnosis.Blame.INODES_FULL;
import static holdfast.model.Diagnosis.Blame.MEMORY_SHORT;
import static holdfast.model.Diagnosis.Blame.PORT_HELD_BY_STRANGER;
import static holdfast.model.Diagnosis.Blame.SETTING_INVALID;
import static holdfast.model.Diagnosis.Blame.SETTING_MISSING;
import static holdfast.model.Diagnosis.Blame.SLOW;
import static holdfast.model.Diagnosis.Blame.UNKNOWN;
import static holdfast.model.Diagnosis.Blame.WRONG_ANSWER;
import static holdfast.model.Diagnosis.Blame.WRONG_PERMISSIONS;
import static holdfast.model.Diagnosis.Confidence.CERTAIN;
import static holdfast.model.Diagnosis.Confidence.GUESS;
import static holdfast.model.Diagnosis.Confidence.LIKELY;

/// Services whose process lives.
final class AliveTest {
    private static final String TIMEOUT = "probe.http.timeout.answer";
    private static final String OWNER = "/srv/shop/public belongs to root instead of www-data, so the service, or what serves its files,"
            + " may not use it";
    private static final String FROZEN_SAID = "its main process 7 was stopped by a signal (state T); kill -CONT 7 lets it go on";
    private static final Remedy FILES = new Remedy.SetOwnership(Sick.id("check0"));
    private static final Remedy OWN = new Remedy.RunCommand(Sick.REPAIR);

    private static final Question REDIS =
            new Question.Redis("127.0.0.1", 6379, false, Optional.empty(), Optional.empty(), 0);

    private static Finding main(char state) {
        return new Finding.MainProcess(7, state, Optional.of("pipe_read"));
    }

    private static Finding ours(long pid) {
        return new Finding.PortHeld(3003, Holder.SERVICE, pid, "www-data", "node server.js");
    }

    private static Finding halted(long pid, char state) {
        return new Finding.HaltedProcess(pid, state, Optional.of("io"));
    }

    private static Finding memory(long available, long swap) {
        return new Finding.Memory(available, 2L << 30, swap);
    }

    private static Sick silent() {
        return hung().fails(Sick.http(), TIMEOUT, "5.0 s");
    }

    private static Sick owner(Sick sick) {
        return sick.warns(Sick.files(), "probe.files.owner.more", "/srv/shop/public", "root", "www-data", 12);
    }

    @TestFactory
    Stream<DynamicTest> silence() {
        return Stream.of(
                        new Row("waiting", silent().found(main('S')), HUNG, CERTAIN, RESTART, "process 7 lives (state S), but does not answer"),
                        new Row("own repair first", silent().found(main('S')).withRepair(), HUNG, CERTAIN, OWN,
                                "process 7 lives (state S), but does not answer"),
                        new Row("busy", silent().found(main('R')), HUNG, CERTAIN, RESTART,
                                "process 7 lives and is busy (state R), but does not answer"),
                        new Row("in the kernel", silent().found(main('D')), HUNG, CERTAIN, RESTART,
                                "process 7 lives and waits in the kernel for a disk or a file server (state D, in pipe_read)"),
                        new Row("process not seen", silent(), HUNG, LIKELY, RESTART, "it does not answer"),
                        new Row("port closed", hung().found(main('S'), new Finding.PortFree(3003)), HUNG, CERTAIN, RESTART,
                                "process 7 lives, but nobody listens on the port"),
                        new Row("refused", hung().fails(Sick.http(), "probe.connect.refused", "127.0.0.1:3003"), HUNG, LIKELY, RESTART,
                                "nobody listens on its port"),
                        new Row("never answered", Sick.of(Cause.START_TIMED_OUT).found(main('S')), HUNG, LIKELY, RESTART,
                                "it was started and did not answer within its start grace"),
                        new Row("waits for what it needs before it listens",
                                Sick.of(Cause.START_TIMED_OUT)
                                        .found(main('S'), new Finding.PortFree(3003))
                                        .said(Hint.DEPENDENCY_REFUSED, "ECONNREFUSED db:5432"),
                                DEPENDENCY_DOWN, LIKELY, RESTART,
                                "what it needs at db:5432 refuses connections; keep that up as a service, and name it here under needs:, so that"
                                        + " this one waits for it"))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> halted() {
        return Stream.of(
                        new Row("frozen", silent().found(main('T')), FROZEN, CERTAIN, RESTART, FROZEN_SAID),
                        new Row("frozen, as a check says", hung().fails(new Question.Processes(Optional.empty(), 1, Optional.empty(), Optional.empty()),
                                "probe.process.stopped", "node", 7), FROZEN, CERTAIN, RESTART, FROZEN_SAID),
                        new Row("frozen outweighs wrong files", owner(silent().found(main('T'))), FROZEN, CERTAIN, RESTART, FROZEN_SAID),
                        new Row("a wrapper's child, which answers, is frozen", silent().found(main('S'), ours(8), halted(9, 'T'), halted(8, 'T')),
                                FROZEN, CERTAIN, RESTART,
                                "process 8, which holds its port, was stopped by a signal (state T); kill -CONT 8 lets it go on"),
                        new Row("some process of it is frozen", silent().found(main('S'), halted(9, 'T')), FROZEN, LIKELY, RESTART,
                                "process 9, one of its own, was stopped by a signal (state T); kill -CONT 9 lets it go on"),
                        new Row("a wrapper's child, which answers, is in the kernel", silent().found(main('S'), ours(8), halted(8, 'D')),
                                HUNG, CERTAIN, RESTART,
                                "process 8, which holds its port, lives and waits in the kernel for a disk or a file server (state D, in io)"),
                        new Row("another one is in the kernel for a moment", silent().found(main('S'), ours(8), halted(9, 'D')),
                                HUNG, CERTAIN, RESTART, "process 7 lives (state S), but does not answer"),
                        new Row("dead entry", hung().found(main('Z')), CRASHED, CERTAIN, RESTART,
                                "its main process 7 is dead, and only its entry is left, because its parent does not collect it"),
                        new Row("a debugger holds it", silent().found(main('t')), HUNG, CERTAIN, RESTART,
                                "process 7 lives (state t), but does not answer"),
                        new Row("a worker is missing", hung().fails(Sick.http(), "probe.process.few", 1, 3), CRASHED, LIKELY, RESTART,
                                "only 1 of its processes run, at least 3 are wanted"),
                        new Row("a stranger has its port", silent().found(new Finding.PortHeld(3003, Holder.STRANGER, 8, "bob", "nc")),
                                PORT_HELD_BY_STRANGER, CERTAIN, PERSON,
                                "port 3003 is held by process 8 of user bob, which is not of this service: nc; stop it, or give this service"
                                        + " another port"),
                        new Row("a check says that others have its port",
                                hung().fails(new Question.Port(3003), "probe.port.stranger", 3003, 8, "bob", "nc"), PORT_HELD_BY_STRANGER,
                                LIKELY, RESTART,
                                "port 3003 is held by process 8 of user bob, which does not look like one of this service: nc"))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> answers() {
        return Stream.of(
                        new Row("slow", hung().fails(Sick.http(), "probe.http.slow", 200, "9.0 s", "2.0 s"), SLOW, LIKELY, RESTART,
                                "it answers, but takes 9.0 s where at most 2.0 s is wanted"),
                        new Row("slow on a busy host",
                                hung().fails(Sick.http(), "probe.http.slow", 200, "9.0 s", "2.0 s").found(new Finding.Pressure(97, 0, 0)),
                                HOST_STARVED, LIKELY, WAIT,
                                "it is slow because the host is busy: for 97% of the time something waited for a processor"),
                        new Row("a busy host does not excuse silence", silent().found(main('R'), new Finding.Pressure(97, 0, 0)), HUNG, CERTAIN,
                                RESTART, "process 7 lives and is busy (state R), but does not answer"),
                        new Row("HTTP 502", hung().fails(Sick.http(), "probe.http.status", 502, "200-299"), WRONG_ANSWER, LIKELY, RESTART,
                                "it answers, but with an error of its own (HTTP 502)"),
                        new Row("HTTP 403", hung().fails(Sick.http(), "probe.http.status", 403, "200-299"), WRONG_ANSWER, GUESS, RESTART,
                                "it answers, but refuses (HTTP 403): what it serves, or who may see it, has changed"),
                        new Row("HTTP 403 and wrong files", owner(notReady()).fails(Sick.http(), "probe.http.status", 403, "200-299"),
                                WRONG_PERMISSIONS, CERTAIN, FILES, OWNER),
                        new Row("cut off", hung().fails(Sick.http(), "probe.http.reset", "127.0.0.1:3003"), WRONG_ANSWER, LIKELY, RESTART,
                                "it breaks off its answer to check check0"),
                        new Row("wrong content", hung().fails(Sick.http(), "probe.json.unmet", 200, "ok", "status", "down"), WRONG_ANSWER, LIKELY,
                                RESTART, "it answers, but not what check check0 expects"),
                        new Row("a program of its own", hung().fails(new Question.Program(List.of("x"), "/", false), "probe.program.fail", "bad", 2),
                                UNKNOWN, GUESS, RESTART, "its check check0 fails, and nothing that was looked at says why"),
                        new Row("nothing seen", hung(), UNKNOWN, GUESS, RESTART, "nothing that was looked at says why"),
                        new Row("a probe that could not run says nothing",
                                hung().answers(Role.ALIVE, Sick.sqlite(), Outcome.ERROR, Reason.of("probe.sqlite.damaged", "x", "y")),
                                UNKNOWN, GUESS, RESTART, "nothing that was looked at says why"),
                        new Row("what could not be seen is nothing", hung().found(new Finding.Unseen(Reason.of("supervisor.never-answered"))), UNKNOWN,
                                GUESS, RESTART, "nothing that was looked at says why"))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> causes() {
        String setting = "/srv/shop/.env lacks a value for DATABASE_URL; add it";
        return Stream.of(
                        new Row("wrong owner", owner(notReady()), WRONG_PERMISSIONS, CERTAIN, FILES, OWNER),
                        new Row("wrong owner, and silent", owner(silent()), WRONG_PERMISSIONS, CERTAIN, new Remedy.SetOwnership(Sick.id("check1")),
                                OWNER),
                        new Row("wrong owner, and no rung to mend it",
                                owner(notReady()).ladder(Sick.ladder(List.of(Rung.RESTART), Optional.of(Sick.REPAIR))), WRONG_PERMISSIONS, CERTAIN,
                                PERSON, OWNER),
                        new Row("setting missing", notReady().warns(Sick.env(), "probe.env.missing", "/srv/shop/.env", "DATABASE_URL"),
                                SETTING_MISSING, CERTAIN, PERSON, setting),
                        new Row("setting missing, and silent", silent().warns(Sick.env(), "probe.env.empty", "/srv/shop/.env", "DATABASE_URL"),
                                SETTING_MISSING, CERTAIN, PERSON, setting),
                        new Row("settings malformed", notReady().warns(Sick.env(), "probe.env.malformed", "/srv/shop/.env", 7), SETTING_INVALID,
                                CERTAIN, PERSON, "/srv/shop/.env is not readable as settings: line 7 is not NAME=value"))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> database() {
        String damaged = "the database /srv/shop/db.sqlite3 is damaged; no restart mends that";
        return Stream.of(
                        new Row("database damaged", notReady().warns(Sick.sqlite(), "probe.sqlite.damaged", "/srv/shop/db.sqlite3", "x"),
                                DATABASE_DAMAGED, CERTAIN, PERSON, damaged),
                        new Row("database damaged, with backups",
                                notReady().warns(Sick.sqlite(), "probe.sqlite.damaged", "/srv/shop/db.sqlite3", "x").declared(),
                                DATABASE_DAMAGED, CERTAIN, new Remedy.RestoreDatabase("/srv/shop/db.sqlite3", List.of("/backup/*.db")), damaged),
                        new Row("database damaged, by its word, and one known",
                                Sick.crashed(1).warns(Sick.sqlite(), "probe.sqlite.locked", "x", "y")
                                        .said(Hint.DATABASE_DAMAGED, "database disk image is malformed").declared(),
                                DATABASE_DAMAGED, LIKELY, new Remedy.RestoreDatabase("/srv/shop/db.sqlite3", List.of("/backup/*.db")), damaged),
                        new Row("database missing is never replaced",
                                notReady().warns(Sick.sqlite(), "probe.sqlite.missing", "/srv/shop/db.sqlite3").declared(), DATABASE_DAMAGED,
                                CERTAIN, PERSON,
                                "the database /srv/shop/db.sqlite3 is missing or empty; see whether its disk is mounted before anything writes"
                                        + " a new one"))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> notReadyForOthers() {
        return Stream.of(
                        new Row("certificate expired", notReady().warns(Sick.certificate(), "probe.certificate.expired", "shop.example:443", "May 1"),
                                CERTIFICATE_EXPIRED, CERTAIN, PERSON, "the certificate of shop.example:443 expired on May 1; renew it"),
                        new Row("certificate soon expired", notReady().warns(Sick.certificate(), "probe.certificate.soon", "shop", 3, 14, "May 1"),
                                CERTIFICATE_EXPIRED, CERTAIN, PERSON, "the certificate of check check0 is valid for only 3 more days; renew it"),
                        new Row("a certificate does not excuse silence",
                                silent().found(main('S')).warns(Sick.certificate(), "probe.certificate.expired", "shop", "May 1"), HUNG, CERTAIN,
                                RESTART, "process 7 lives (state S), but does not answer"),
                        new Row("certificate of another name", hung().fails(Sick.http(), "probe.tls.wrong-host", "a", "b"), SETTING_INVALID, LIKELY,
                                PERSON, "the certificate of check check0 is not accepted; no restart changes that"),
                        new Row("what it needs", notReady().warns(new Question.Tcp("db.example", 5432), "probe.connect.refused", "db.example:5432"),
                                DEPENDENCY_DOWN, LIKELY, PERSON, "db.example:5432, which its check check0 asks, does not serve"),
                        new Row("a database it needs", notReady().warns(REDIS, "probe.redis.timeout", "127.0.0.1:6379", "5.0 s"), DEPENDENCY_DOWN,
                                LIKELY, PERSON, "127.0.0.1:6379, which its check check0 asks, does not serve"),
                        new Row("a database that does not know it", notReady().warns(REDIS, "probe.redis.login", "127.0.0.1:6379", "NOAUTH"),
                                SETTING_INVALID, LIKELY, PERSON,
                                "127.0.0.1:6379 does not let check check0 in: the account or password in its settings is wrong"),
                        new Row("a database itself", hung().fails(REDIS, "probe.redis.timeout", "127.0.0.1:6379", "5.0 s"), HUNG, LIKELY, RESTART,
                                "it does not answer"),
                        new Row("instances that the backend gave up",
                                notReady().warns(new Question.BackendHealth(), "driver.pm2.instances-lost", 2, 4, "2 (errored), 3 (errored)"),
                                CRASHED, CERTAIN, new Remedy.StartInstances(),
                                "PM2 has given up some of its instances: 2 (errored), 3 (errored); 2 of 4 serve"),
                        new Row("not ready, unexplained", notReady().warns(Sick.http(), TIMEOUT, "5.0 s"), UNKNOWN, GUESS, PERSON,
                                "it serves, but its check check0 fails, and nothing that was looked at says why"),
                        new Row("not ready, and a repair", notReady().warns(Sick.http(), TIMEOUT, "5.0 s").withRepair(), UNKNOWN, GUESS, OWN,
                                "it serves, but its check check0 fails, and nothing that was looked at says why"))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> host() {
        var swap = new Remedy.DropSwap();
        var reclaim = new Remedy.ReclaimDisk(List.of("/srv/shop/cache"), true);
        String disk = "only 2.0 GB (9%) is free on the disk that holds /srv/shop, at least 10% is wanted; make room";
        String little = "the host has only 50.0 MB of 2.0 GB of memory left, and everything on it waits for some";
        return Stream.of(
                        new Row("disk", notReady().warns(Sick.disk(), "probe.disk.full", "/srv/shop", "2.0 GB", "9%", "10%"), DISK_FULL, CERTAIN,
                                PERSON, disk),
                        new Row("disk, and what may go",
                                notReady().warns(Sick.disk(), "probe.disk.full", "/srv/shop", "2.0 GB", "9%", "10%").declared(), DISK_FULL,
                                CERTAIN, reclaim, disk),
                        new Row("inodes", notReady().warns(Sick.disk(), "probe.disk.inodes", "/srv/shop", 40, "0%", "5%"), INODES_FULL, CERTAIN, PERSON,
                                "only 40 more files (0%) fit on the disk that holds /srv/shop, at least 5% is wanted; delete small files"),
                        new Row("a warning about the disk does not excuse silence",
                                silent().found(main('S')).warns(Sick.disk(), "probe.disk.full", "/srv/shop", "2.0 GB", "9%", "10%"), HUNG,
                                CERTAIN, RESTART, "process 7 lives (state S), but does not answer"),
                        new Row("its own memory", hung().fails(Sick.http(), "probe.process.memory", "1.2 GB", "1.0 GB", 3), MEMORY_SHORT, CERTAIN,
                                RESTART, "its processes together (3) use 1.2 GB of memory, at most 1.0 GB is allowed"),
                        new Row("memory of the host", notReady().warns(Sick.memory(), "probe.memory.low", "80.0 MB", "4%", "100.0 MB"), MEMORY_SHORT,
                                CERTAIN, WAIT, "the host has only 80.0 MB of memory left, at least 100.0 MB is wanted"),
                        new Row("memory of the host, and swap is used",
                                notReady().warns(Sick.memory(), "probe.memory.low", "80.0 MB", "4%", "100.0 MB").found(memory(80L << 20, 1)).declared(),
                                MEMORY_SHORT, CERTAIN, swap, "the host has only 80.0 MB of memory left, at least 100.0 MB is wanted"),
                        new Row("no swap to drop", silent().found(memory(50L << 20, 0)).declared(), MEMORY_SHORT, LIKELY, WAIT, little),
                        new Row("little memory that nobody feels", silent().found(memory(50L << 20, 0), new Finding.Pressure(0, 0, 0)), HUNG, LIKELY,
                                RESTART, "it does not answer"),
                        new Row("host waits for memory", silent().found(new Finding.Pressure(0, 60, 0)), HOST_STARVED, LIKELY, WAIT,
                                "for 60% of the time everything on the host stood still for want of memory"),
                        new Row("host waits for disks", silent().found(new Finding.Pressure(0, 0, 60)), HOST_STARVED, LIKELY, WAIT,
                                "for 60% of the time everything on the host stood still and waited for its disks"),
                        new Row("host nearly waits for disks", silent().found(new Finding.Pressure(0, 59, 59)), HUNG, LIKELY, RESTART,
                                "it does not answer"),
                        new Row("load", notReady().warns(new Question.Load(200), "probe.load.high", "9.00", 2, "4.50", "2.00"), HOST_STARVED, CERTAIN,
                                WAIT, "the host is overloaded: load 9.00 on 2 processors"),
                        new Row("default ladder has no swap to drop", silent().found(memory(50L << 20, 5)).ladder(LadderSpec.DEFAULT), MEMORY_SHORT,
                                LIKELY, WAIT, little))
                .map(Row::test);
    }
}
