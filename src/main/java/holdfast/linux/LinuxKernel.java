package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/// The real kernel, through the C library, glibc 2.34 or newer.
///
/// Threading: any. No call here blocks, except that of [ExitPoll#await] and, for the milliseconds until the new program is
/// loaded, [#spawn].
public final class LinuxKernel implements Kernel {
    /// `struct pidfd_info` of Linux 6.15, include/uapi/linux/pidfd.h, in its first published size (64 bytes), which every later
    /// kernel takes too.
    static final StructLayout PIDFD_INFO = MemoryLayout.structLayout(
            JAVA_LONG.withName("mask"),
            JAVA_LONG.withName("cgroupid"),
            MemoryLayout.sequenceLayout(11, JAVA_INT).withName("pid_to_fsgid"),
            JAVA_INT.withName("exit_code"));

    /// The head of `siginfo_t` as SIGCHLD and waitid(2) fill it, on 64-bit machines.
    static final StructLayout SIGINFO = MemoryLayout.structLayout(
            JAVA_INT.withName("si_signo"),
            JAVA_INT.withName("si_errno"),
            JAVA_INT.withName("si_code"),
            MemoryLayout.paddingLayout(4),
            JAVA_INT.withName("si_pid"),
            JAVA_INT.withName("si_uid"),
            JAVA_INT.withName("si_status"),
            MemoryLayout.paddingLayout(100));

    /// `struct passwd`, pwd.h.
    static final StructLayout PASSWD = MemoryLayout.structLayout(
            ADDRESS.withName("pw_name"),
            ADDRESS.withName("pw_passwd"),
            JAVA_INT.withName("pw_uid"),
            JAVA_INT.withName("pw_gid"),
            ADDRESS.withName("pw_gecos"),
            ADDRESS.withName("pw_dir"),
            ADDRESS.withName("pw_shell"));

    /// The same on every architecture, as all numbers from 424 on are.
    private static final long SYS_PIDFD_SEND_SIGNAL = 424;

    private static final long SYS_PIDFD_OPEN = 434;
    private static final int P_PID = 1;
    private static final int P_PIDFD = 3;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int WNOWAIT = 0x01000000;
    private static final int CLD_EXITED = 1;
    private static final int CLD_DUMPED = 3;
    private static final long PIDFD_INFO_EXIT = 1L << 3;

    /// `_IOWR(0xFF, 11, struct pidfd_info)`.
    private static final long PIDFD_GET_INFO = 3L << 30 | PIDFD_INFO.byteSize() << 16 | 0xFFL << 8 | 11;

    /// Bytes for the strings of one user; the C library's own advice is 1024, and a full directory entry may be longer.
    private static final long PASSWD_BYTES = 64 * 1024;

    /// Longest string read out of it.
    private static final long PATH_BYTES = 4096;

    @Override
    public long userId() {
        try {
            return Integer.toUnsignedLong((int) LibC.Calls.GETEUID.invokeExact());
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    @Override
    public SysResult<Pidfd> open(long pid) {
        return pidfdCall("pidfd_open", SYS_PIDFD_OPEN, (int) pid, 0, pid).map(fd -> new Pidfd(pid, fd, LinuxKernel::close));
    }

    @Override
    public SysResult<SysResult.Done> signal(Pidfd process, int signal) {
        String call = "pidfd_send_signal";
        return process.use(call, fd -> pidfdCall(call, SYS_PIDFD_SEND_SIGNAL, fd, signal, process.pid())
                .map(zero -> SysResult.Done.DONE));
    }

    @Override
    public SysResult<Optional<Exit>> peek(Pidfd child) {
        return child.use("waitid", fd -> wait(P_PIDFD, fd, WEXITED | WNOHANG | WNOWAIT, child.pid()));
    }

    @Override
    public SysResult<Optional<Exit>> reap(Pidfd child) {
        SysResult<Optional<Exit>> exit = child.use("waitid", fd -> wait(P_PIDFD, fd, WEXITED | WNOHANG, child.pid()));
        if (!(exit instanceof SysResult.Ok<Optional<Exit>>(Optional<Exit> how) && how.isEmpty())) {
            OwnChildren.reaped(child.pid());
        }
        return exit;
    }

    @Override
    public SysResult<Optional<Exit>> exitOf(Pidfd process) {
        return process.use("ioctl(PIDFD_GET_INFO)", fd -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment captured = LibC.captureIn(arena);
                MemorySegment info = arena.allocate(PIDFD_INFO);
                info.set(JAVA_LONG, 0, PIDFD_INFO_EXIT);
                if ((int) LibC.Calls.IOCTL.invokeExact(captured, fd, PIDFD_GET_INFO, info) < 0) {
                    int errno = LibC.errno(captured);
                    // Before 6.15 the call itself fails so when the process is gone; newer kernels answer, with an empty mask.
                    return new SysResult.Failed<>(errno, "ioctl(PIDFD_GET_INFO)", Long.toString(process.pid()));
                }
                boolean isTold = (info.get(JAVA_LONG, 0) & PIDFD_INFO_EXIT) != 0;
                int status = info.get(JAVA_INT, PIDFD_INFO.byteOffset(PathElement.groupElement("exit_code")));
                return new SysResult.Ok<>(isTold ? Optional.of(Exit.ofWaitStatus(status)) : Optional.empty());
            } catch (Throwable thrown) {
                throw LibC.bug(thrown);
            }
        });
    }

    @Override
    public SysResult<Pidfd> spawn(SpawnRequest request) {
        return PosixSpawn.spawn(request).then(pid -> switch (open(pid)) {
            case SysResult.Ok<Pidfd> opened -> {
                OwnChildren.started(pid);
                yield opened;
            }
            case SysResult.Failed<Pidfd> failed -> {
                // Out of handles. A process that nobody can watch must not run. It is our child and not reaped, so its pid
                // cannot be another's: the one place where a bare pid may be signalled.
                killAndReap(pid);
                yield failed;
            }
        });
    }

    @Override
    public SysResult<Optional<Account>> account(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(PASSWD);
            MemorySegment found = arena.allocate(ADDRESS);
            MemorySegment strings = arena.allocate(PASSWD_BYTES);
            int error = (int) Accounts.GETPWNAM_R.invokeExact(
                    arena.allocateFrom(name), entry, strings, PASSWD_BYTES, found);
            if (error != 0) {
                return new SysResult.Failed<>(error, "getpwnam_r", name);
            }
            if (found.get(ADDRESS, 0).address() == 0) {
                return new SysResult.Ok<>(Optional.empty());
            }
            return new SysResult.Ok<>(Optional.of(new Account(
                    name,
                    Integer.toUnsignedLong(entry.get(JAVA_INT, offset("pw_uid"))),
                    Integer.toUnsignedLong(entry.get(JAVA_INT, offset("pw_gid"))),
                    entry.get(ADDRESS, offset("pw_dir")).reinterpret(PATH_BYTES).getString(0))));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    @Override
    public SysResult<ExitPoll> exitPoll() {
        return Epoll.create().map(poll -> poll);
    }

    static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            // Never retried and never judged: after close(2) the number is free again whatever it returns.
            int _ = (int) LibC.Calls.CLOSE.invokeExact(LibC.captureIn(arena), fd);
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    private static SysResult<Integer> pidfdCall(String name, long number, int first, int second, long pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            long result = (long) LibC.Calls.SYSCALL_4.invokeExact(captured, number, first, second, MemorySegment.NULL, 0);
            return result >= 0
                    ? new SysResult.Ok<>((int) result)
                    : new SysResult.Failed<>(LibC.errno(captured), name, Long.toString(pid));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    private static SysResult<Optional<Exit>> wait(int kind, int id, int options, long pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            MemorySegment info = arena.allocate(SIGINFO);
            if ((int) LibC.Calls.WAITID.invokeExact(captured, kind, id, info, options) < 0) {
                return new SysResult.Failed<>(LibC.errno(captured), "waitid", Long.toString(pid));
            }
            if (info.get(JAVA_INT, SIGINFO.byteOffset(PathElement.groupElement("si_pid"))) == 0) {
                return new SysResult.Ok<>(Optional.empty());
            }
            int code = info.get(JAVA_INT, SIGINFO.byteOffset(PathElement.groupElement("si_code")));
            int status = info.get(JAVA_INT, SIGINFO.byteOffset(PathElement.groupElement("si_status")));
            return new SysResult.Ok<>(Optional.of(
                    code == CLD_EXITED ? new Exit.Code(status) : new Exit.Signalled(status, code == CLD_DUMPED)));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    private static void killAndReap(long pid) {
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) LibC.Calls.KILL.invokeExact(LibC.captureIn(arena), (int) pid, Signals.KILL);
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
        SysResult<Optional<Exit>> _ = wait(P_PID, (int) pid, WEXITED, pid);
    }

    private static long offset(String field) {
        return PASSWD.byteOffset(PathElement.groupElement(field));
    }

    /// Bound when the first account is asked for: most fleets never do.
    private static final class Accounts {
        static final MethodHandle GETPWNAM_R =
                LibC.plain("getpwnam_r", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);

        private Accounts() {}
    }
}
