package holdfast.diagnosis;

import holdfast.model.DriverSpec;
import holdfast.model.Event.StartFailure;
import holdfast.model.ExitStatus;
import holdfast.model.Fact.Cause;
import holdfast.model.Finding;
import holdfast.model.Finding.Hint;
import holdfast.model.Finding.Holder;
import holdfast.model.Remedy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static holdfast.diagnosis.Sick.crashed;
import static holdfast.diagnosis.Sick.killed;
import static holdfast.diagnosis.Sick.notStarted;
import static holdfast.model.Diagnosis.Advice.PERSON;
import static holdfast.model.Diagnosis.Advice.RESTART;
import static holdfast.model.Diagnosis.Advice.WAIT;
import static holdfast.model.Diagnosis.Blame.CANNOT_START;
import static holdfast.model.Diagnosis.Blame.CRASHED;
import static holdfast.model.Diagnosis.Blame.DATABASE_DAMAGED;
import static holdfast.model.Diagnosis.Blame.DEPENDENCY_DOWN;
import static holdfast.model.Diagnosis.Blame.DISK_FULL;
import static holdfast.model.Diagnosis.Blame.HOST_STARVED;
import static holdfast.model.Diagnosis.Blame.HUNG;
import static holdfast.model.Diagnosis.Blame.INODES_FULL;
import static holdfast.model.Diagnosis.Blame.OUT_OF_MEMORY;
import static holdfast.model.Diagnosis.Blame.PORT_HELD_BY_STRANGER;
import static holdfast.model.Diagnosis.Blame.PORT_HELD_BY_STRAY;
import static holdfast.model.Diagnosis.Blame.SETTING_INVALID;
import static holdfast.model.Diagnosis.Blame.SETTING_MISSING;
import static holdfast.model.Diagnosis.Blame.UNKNOWN;
import static holdfast.model.Diagnosis.Blame.WRONG_PERMISSIONS;
import static holdfast.model.Diagnosis.Confidence.CERTAIN;
import static holdfast.model.Diagnosis.Confidence.GUESS;
import static holdfast.model.Diagnosis.Confidence.LIKELY;

/// Services that are down: crashed, not started, not proven stopped.
final class DownTest {
    private static final Finding STRAY = new Finding.PortHeld(3003, Holder.STRAY, 812, "www", "node index.js");
    private static final Finding STRANGER = new Finding.PortHeld(3003, Holder.STRANGER, 812, "bob", "python -m http.server");
    private static final Finding LITTLE_MEMORY = new Finding.Memory(50L << 20, 2L << 30, 0);
    private static final String STRANGER_SAID = "port 3003 is held by process 812 of user bob, which is not of this service: "
            + "python -m http.server; stop it, or give this service another port";
    private static final String UNSEEN_SAID = "port 3003 is held by a process that is not of this service and that Holdfast may not look"
            + " at; stop it, or run Holdfast as root to see it";
    private static final String KILLED_SAID =
            "it was killed by signal 9 (KILL), and Holdfast did not send it: a person, another program or the kernel did";

    private static Finding disk(long free, int percent, int inodes) {
        return new Finding.Disk("/srv/shop", free, percent, inodes);
    }

    @TestFactory
    Stream<DynamicTest> ended() {
        var segfault = "it broke on a segmentation fault (signal 11, SEGV): a fault in the program or in a library it uses";
        return Stream.of(
                        new Row("exit code", crashed(1), CRASHED, CERTAIN, RESTART, "it ended by itself with code 1"),
                        new Row("a plain crash is restarted, own repair or not", crashed(1).withRepair(), CRASHED, CERTAIN, RESTART,
                                "it ended by itself with code 1"),
                        new Row("exit code 0", crashed(0), CRASHED, CERTAIN, RESTART,
                                "it ended by itself with code 0, as if it had done all it had to do"),
                        new Row("into the background", crashed(0).told("supervisor.exited-leaving", "exit 0", 2), CRASHED, LIKELY, RESTART,
                                "its main process ended with code 0 and left others running (2): it puts itself into the background;"
                                        + " tell it to stay in the foreground"),
                        new Row("unseen end", Sick.of(Cause.CRASHED).ended(new ExitStatus.Unknown()), CRASHED, CERTAIN, RESTART,
                                "its process is gone, and nobody saw how it ended"),
                        new Row("signal 9", killed(9), CRASHED, CERTAIN, RESTART, KILLED_SAID),
                        new Row("code 137 through a shell", crashed(137), CRASHED, LIKELY, RESTART, KILLED_SAID),
                        new Row("signal 11", killed(11), CRASHED, CERTAIN, RESTART, segfault),
                        new Row("code 139 through a shell", crashed(139), CRASHED, LIKELY, RESTART, segfault),
                        new Row("code 143 through a shell", crashed(143), CRASHED, LIKELY, RESTART,
                                "signal 15 (TERM) asked it to end, and Holdfast did not send it: a person or another program did"),
                        new Row("signal 6 is one more exit code", killed(6), CRASHED, CERTAIN, RESTART,
                                "it ended itself by signal 6 (ABRT), as programs do when they find that they cannot go on"),
                        new Row("code 127 of a shell", crashed(127).by(Sick.run("/bin/sh", "-c", "exec gunicorn")), CANNOT_START, LIKELY,
                                PERSON, "it ended with code 127: a command in it was not found; install it, or correct its path"),
                        new Row("code 127 of its own", crashed(127), CRASHED, CERTAIN, RESTART, "it ended by itself with code 127"),
                        new Row("code 203 of systemd",
                                crashed(203).by(new DriverSpec.Systemd(
                                        "shop.service", DriverSpec.UnitScope.SYSTEM, Optional.empty(), Optional.empty())),
                                CANNOT_START, LIKELY, PERSON,
                                "systemd could not execute the program of shop.service (code 203); correct ExecStart=, or the mode"
                                        + " of the program"))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> outOfMemory() {
        String kernel = "the kernel ended processes of it because memory ran out (seen: 1); give it more memory, or find what takes so much";
        String heap = "it used up all the memory that it allows itself; raise its limit (such as --max-old-space-size or -Xmx), or find"
                + " what takes so much";
        return Stream.of(
                        new Row("killed by the kernel", killed(9).found(new Finding.OutOfMemoryKill(1)), OUT_OF_MEMORY, CERTAIN, RESTART, kernel),
                        new Row("killed in a shell", crashed(137).found(new Finding.OutOfMemoryKill(1)), OUT_OF_MEMORY, CERTAIN, RESTART, kernel),
                        new Row("a worker was killed", Sick.hung().found(new Finding.OutOfMemoryKill(1)), OUT_OF_MEMORY, LIKELY, RESTART, kernel),
                        new Row("no kill", killed(9).found(new Finding.OutOfMemoryKill(0)), CRASHED, CERTAIN, RESTART, KILLED_SAID),
                        new Row("a segmentation fault explains itself", killed(11).found(new Finding.OutOfMemoryKill(1)), CRASHED, CERTAIN, RESTART,
                                "it broke on a segmentation fault (signal 11, SEGV): a fault in the program or in a library it uses"),
                        new Row("killed while the host had none", killed(9).found(LITTLE_MEMORY), OUT_OF_MEMORY, LIKELY, RESTART,
                                "it was killed by signal 9 (KILL) while only 50.0 MB of memory was left, most likely by the kernel"),
                        new Row("heap exhausted", killed(6).said(Hint.NO_MEMORY, "FATAL ERROR: JavaScript heap out of memory"), OUT_OF_MEMORY,
                                LIKELY, RESTART, heap),
                        new Row("heap exhausted, and alive", Sick.hung().said(Hint.NO_MEMORY, "OutOfMemoryError").withRepair(), OUT_OF_MEMORY,
                                LIKELY, new Remedy.RunCommand(Sick.REPAIR), heap))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> notStartedAtAll() {
        return Stream.of(
                        new Row("no program", notStarted(StartFailure.NOT_FOUND, "driver.program-missing", "/srv/shop/node"), CANNOT_START, CERTAIN,
                                PERSON, "node is not there, so it cannot be started; install it, or correct its path"),
                        new Row("no program, and a repair", notStarted(StartFailure.NOT_FOUND, "driver.program-missing", "node").withRepair(),
                                CANNOT_START, CERTAIN, new Remedy.RunCommand(Sick.REPAIR),
                                "node is not there, so it cannot be started; install it, or correct its path"),
                        new Row("not executable", notStarted(StartFailure.NOT_EXECUTABLE, "driver.not-executable", "node"), CANNOT_START, CERTAIN,
                                PERSON, "node may not be executed, so it cannot be started"),
                        new Row("not executable, as a check says",
                                notStarted(StartFailure.NOT_EXECUTABLE, "driver.not-executable", "node")
                                        .warns(Sick.files(), "probe.files.mode", "/srv/shop/node", "0644", "0755"),
                                WRONG_PERMISSIONS, CERTAIN, new Remedy.SetOwnership(Sick.id("check0")),
                                "/srv/shop/node has the mode 0644 instead of 0755, so those who must use it may not, or too many may"),
                        new Row("no directory", notStarted(StartFailure.NO_DIRECTORY, "driver.directory-missing", "/srv/shop"), CANNOT_START,
                                CERTAIN, PERSON, "the directory of it cannot be entered (/srv/shop), so it cannot be started"),
                        new Row("no user", notStarted(StartFailure.NO_USER, "driver.user-missing", "www").withRepair(), CANNOT_START, CERTAIN,
                                PERSON, "there is no account www, so it cannot be started"),
                        new Row("not permitted", notStarted(StartFailure.NOT_PERMITTED, "driver.user-not-permitted", "www"), CANNOT_START, CERTAIN,
                                PERSON, "Holdfast may not start node: it lacks the right to"),
                        new Row("no handles", notStarted(StartFailure.OUT_OF_HANDLES, "driver.out-of-handles", "node"), HOST_STARVED, CERTAIN, WAIT,
                                "the host has no file handles left, so nothing can be started"),
                        new Row("no processes", notStarted(StartFailure.OUT_OF_PROCESSES, "driver.out-of-processes", "node"), HOST_STARVED, CERTAIN,
                                WAIT, "the host has no processes or no memory left, so nothing can be started"),
                        new Row("handles again",
                                notStarted(StartFailure.OUT_OF_HANDLES, "driver.out-of-handles", "node").found(new Finding.RoomToStart()),
                                HOST_STARVED, LIKELY, RESTART,
                                "it could not be started for want of file handles, processes or memory; some could be had since, so it is worth a try"),
                        new Row("earlier run lives", notStarted(StartFailure.PREVIOUS_NOT_GONE, "driver.survives-kill", 7, "node"), HUNG, LIKELY,
                                RESTART, "something of its earlier run still lives, so a second one was not started"),
                        new Row("another reason", notStarted(StartFailure.OTHER, "driver.too-long", "node"), UNKNOWN, GUESS, RESTART,
                                "it could not be started, and nothing that was looked at says why"))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> notThereWhereItIsKept() {
        return Stream.of(
                        new Row("no such app in PM2",
                                notStarted(StartFailure.NOT_FOUND, "driver.pm2.absent", "shop", "api").by(new DriverSpec.Pm2(
                                        "shop", DriverSpec.Pm2Selection.NAME, Optional.empty(), Optional.empty(), Optional.empty())),
                                CANNOT_START, CERTAIN, PERSON,
                                "the app shop is not there: PM2 has none of that name; start it there (\"pm2 start\", then \"pm2 save\"), correct its name, or take it out of the configuration"),
                        new Row("no such unit",
                                notStarted(StartFailure.NOT_FOUND, "driver.systemd.not-found", "shop.service").by(new DriverSpec.Systemd(
                                        "shop.service", DriverSpec.UnitScope.SYSTEM, Optional.empty(), Optional.empty())),
                                CANNOT_START, CERTAIN, PERSON,
                                "the unit shop.service is not there: systemd knows none of that name; install it, correct its name, or take it out of the configuration"),
                        new Row("no such container",
                                notStarted(StartFailure.NOT_FOUND, "driver.docker.no-container", "shop", "engine").by(new DriverSpec.Docker(
                                        "shop", DriverSpec.ContainerSelection.NAME, Optional.empty(), Optional.empty(), Optional.empty())),
                                CANNOT_START, CERTAIN, PERSON,
                                "the container shop is not there: the engine has none of that name or label; make it there, correct its name, or take it out of the configuration"))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> ports() {
        var refused = new Object[] {3003, 812, "bob", "python -m http.server"};
        return Stream.of(
                        new Row("a stray", notStarted(StartFailure.PORT_HELD, "driver.port-held", refused).found(STRAY), PORT_HELD_BY_STRAY, CERTAIN,
                                new Remedy.FreePort(3003),
                                "port 3003 is still held by process 812 of user www out of an earlier run: node index.js"),
                        new Row("a stranger", notStarted(StartFailure.PORT_HELD, "driver.port-held", refused).found(STRANGER).declared(),
                                PORT_HELD_BY_STRANGER, CERTAIN, PERSON, STRANGER_SAID),
                        new Row("a stranger seen by the driver alone", notStarted(StartFailure.PORT_HELD, "driver.port-held", refused),
                                PORT_HELD_BY_STRANGER, CERTAIN, PERSON, STRANGER_SAID),
                        new Row("a stranger nobody may see", notStarted(StartFailure.PORT_HELD, "driver.port-held-unseen", 3003, 0),
                                PORT_HELD_BY_STRANGER, CERTAIN, PERSON, UNSEEN_SAID),
                        new Row("a stranger whose process nobody may see",
                                crashed(1).found(new Finding.PortHeld(3003, Holder.STRANGER, 0, "1000", "")), PORT_HELD_BY_STRANGER, CERTAIN,
                                PERSON, UNSEEN_SAID),
                        new Row("free again", notStarted(StartFailure.PORT_HELD, "driver.port-held", refused).found(new Finding.PortFree(3003)),
                                PORT_HELD_BY_STRANGER, LIKELY, RESTART, "port 3003 was taken when it was to be started, and is free now"),
                        new Row("not known who listens is nobody", notStarted(StartFailure.PORT_HELD, "driver.ports-unreadable", 3003, "/proc", "?"),
                                UNKNOWN, GUESS, RESTART, "it could not be started, and nothing that was looked at says why"),
                        new Row("an engine's proxy is no stranger",
                                crashed(1).found(STRANGER).by(new DriverSpec.Docker(
                                        "shop", DriverSpec.ContainerSelection.NAME, Optional.empty(), Optional.empty(), Optional.of(3003))),
                                CRASHED, CERTAIN, RESTART, "it ended by itself with code 1"),
                        new Row("by its own word", crashed(1).said(Hint.PORT_IN_USE, "Error: listen EADDRINUSE :::3003"), PORT_HELD_BY_STRANGER, LIKELY,
                                RESTART, "a port that it wants is taken already"))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> lastWords() {
        return Stream.of(
                        new Row("a need that is not declared", crashed(1).said(Hint.DEPENDENCY_REFUSED, "Error: connect ECONNREFUSED 127.0.0.1:5432"),
                                DEPENDENCY_DOWN, LIKELY, RESTART,
                                "what it needs at 127.0.0.1:5432 refuses connections; keep that up as a service, and name it here under needs:,"
                                        + " so that this one waits for it"),
                        new Row("a need beside those declared",
                                crashed(1).needing("db").said(Hint.DEPENDENCY_REFUSED, "Is the server running on port 6379?"),
                                DEPENDENCY_DOWN, LIKELY, RESTART,
                                "what it needs at port 6379 refuses connections, while all that is named under needs: is healthy; name that"
                                        + " there too, so that this one waits for it"),
                        new Row("a need that does not serve",
                                crashed(1).lacking("db").said(Hint.DEPENDENCY_REFUSED, "Error: connect ECONNREFUSED 127.0.0.1:5432"),
                                DEPENDENCY_DOWN, LIKELY, RESTART, "db, which it needs, does not serve"),
                        new Row("a part is missing", crashed(1).said(Hint.PART_MISSING, "Error: Cannot find module 'express'"), CANNOT_START, LIKELY,
                                PERSON, "a part of the program is missing: express; install it"),
                        new Row("a setting is missing", crashed(1).said(Hint.SETTING_MISSING, "Error: DATABASE_URL is not set"), SETTING_MISSING, LIKELY,
                                PERSON, "the setting DATABASE_URL is missing; set it"),
                        new Row("its text", crashed(1).said(Hint.NOT_PARSABLE, "SyntaxError: Unexpected identifier"), SETTING_INVALID, LIKELY, PERSON,
                                "it cannot read its own text: a syntax error in the program or in its configuration"),
                        new Row("what others sent", crashed(1).said(Hint.NOT_PARSABLE, "SyntaxError: Unexpected token < in JSON at position 0"),
                                CRASHED, CERTAIN, RESTART, "it ended by itself with code 1"),
                        new Row("denied", crashed(1).said(Hint.NO_PERMISSION, "EACCES: permission denied, open '/srv/shop/log'"), WRONG_PERMISSIONS,
                                LIKELY, RESTART, "it was denied something that it needs: a file, a directory or a port"),
                        new Row("its database", crashed(1).said(Hint.DATABASE_DAMAGED, "database disk image is malformed").declared(), DATABASE_DAMAGED,
                                LIKELY, PERSON, "its database is damaged; no restart mends that"))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> noRoom() {
        return Stream.of(
                        new Row("no room, by its word", crashed(1).said(Hint.NO_SPACE, "ENOSPC: no space left on device"), DISK_FULL, LIKELY, PERSON,
                                "it found no room left on a disk"),
                        new Row("no room, and none there", crashed(1).said(Hint.NO_SPACE, "ENOSPC").found(disk(0, 0, 40)), DISK_FULL, CERTAIN, PERSON,
                                "the disk that holds /srv/shop is full (0 B free); make room"),
                        new Row("no room, and what may go", crashed(1).found(disk(4096, 0, 40)).declared(), DISK_FULL, LIKELY,
                                new Remedy.ReclaimDisk(List.of("/srv/shop/cache"), true),
                                "the disk that holds /srv/shop is full (4.0 KB free); make room"),
                        new Row("no room for files", crashed(1).said(Hint.NO_SPACE, "ENOSPC").found(disk(1L << 40, 50, 0)), INODES_FULL, CERTAIN, PERSON,
                                "the disk that holds /srv/shop has room, but none for more files (inodes free: 0%); delete small files"),
                        new Row("no room for files on a small disk", crashed(1).said(Hint.NO_SPACE, "ENOSPC").found(disk(4L << 20, 99, 0)), INODES_FULL,
                                CERTAIN, PERSON, "the disk that holds /srv/shop has room, but none for more files (inodes free: 0%); delete small files"),
                        new Row("room again", crashed(1).said(Hint.NO_SPACE, "ENOSPC").found(disk(1L << 40, 50, 50)), DISK_FULL, LIKELY, RESTART,
                                "it found no room left on a disk"),
                        new Row("no room, and a warning of it",
                                crashed(1).said(Hint.NO_SPACE, "ENOSPC").found(disk(1L << 40, 50, 50))
                                        .warns(Sick.disk(), "probe.disk.full", "/data", "2.0 GB", "9%", "10%"),
                                DISK_FULL, CERTAIN, PERSON, "only 2.0 GB (9%) is free on the disk that holds /data, at least 10% is wanted; make room"),
                        new Row("no room on the second disk", crashed(1).found(disk(1L << 40, 50, 50), disk(0, 0, 40)), DISK_FULL, LIKELY, PERSON,
                                "the disk that holds /srv/shop is full (0 B free); make room"),
                        new Row("a signal outweighs words", killed(9).said(Hint.DEPENDENCY_REFUSED, "ECONNREFUSED"), CRASHED, CERTAIN, RESTART,
                                KILLED_SAID))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> notProvenStopped() {
        return Stream.of(
                        new Row("in the kernel",
                                Sick.of(Cause.STOP_NOT_PROVEN).found(new Finding.MainProcess(7, 'D', Optional.of("nfs_wait"))).declared(), HUNG,
                                CERTAIN, PERSON,
                                "process 7 hangs in the kernel (state D, in nfs_wait) and cannot be killed before the disk or file server it waits"
                                        + " for comes back; until then a second one must not start"),
                        new Row("whatever else is wrong", Sick.of(Cause.STOP_NOT_PROVEN).found(STRAY, disk(0, 0, 0)).declared(), UNKNOWN, GUESS, PERSON,
                                "something of its last run may still live, so a second one must not start; look for it, and end it by hand"))
                .map(Row::test);
    }
}
