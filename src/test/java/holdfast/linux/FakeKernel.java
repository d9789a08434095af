package holdfast.linux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A kernel in memory: processes begin and end when a test says so, and any call can be made to fail. It knows two programs,
/// `/bin/sleep`, which runs until it is signalled, and `/bin/sh -c "exit N"`, which ends at once.
///
/// Threading: any; every method holds the one lock.
public final class FakeKernel implements Kernel {
    private static final Set<String> PROGRAMS = Set.of("/bin/sleep", "/bin/sh");

    private final Map<Long, FakeProcess> processes = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final List<String> signals = new ArrayList<>();
    private long nextPid = 1000;

    private static final class FakeProcess {
        private final boolean isChild;
        private Optional<Exit> exit = Optional.empty();
        private boolean isReaped;

        FakeProcess(boolean isChild) {
            this.isChild = isChild;
        }
    }

    /// A process that somebody else started. It is reaped by its own parent the moment it ends.
    public synchronized long strangerStarts() {
        long pid = nextPid++;
        processes.put(pid, new FakeProcess(false));
        return pid;
    }

    public synchronized void ends(long pid, Exit exit) {
        FakeProcess process = processes.get(pid);
        if (process != null && process.exit.isEmpty()) {
            process.exit = Optional.of(exit);
            process.isReaped = !process.isChild;
        }
        notifyAll();
    }

    /// Lets every call of this name fail from now on; 0 mends it.
    public synchronized void fail(String call, int errno) {
        failures.put(call, errno);
    }

    /// `PID SIGNAL` each, in order.
    public synchronized List<String> signals() {
        return List.copyOf(signals);
    }

    @Override
    public long userId() {
        return 0;
    }

    @Override
    public synchronized SysResult<Pidfd> open(long pid) {
        FakeProcess process = processes.get(pid);
        if (failure("pidfd_open") != 0) {
            return new SysResult.Failed<>(failure("pidfd_open"), "pidfd_open", Long.toString(pid));
        }
        return process == null || process.isReaped
                ? new SysResult.Failed<>(Errno.ESRCH, "pidfd_open", Long.toString(pid))
                : new SysResult.Ok<>(new Pidfd(pid, (int) pid, _ -> {}));
    }

    @Override
    public SysResult<SysResult.Done> signal(Pidfd process, int signal) {
        return process.use("pidfd_send_signal", _ -> send(process.pid(), signal));
    }

    private synchronized SysResult<SysResult.Done> send(long pid, int signal) {
        FakeProcess process = known(pid);
        if (process.isReaped) {
            return new SysResult.Failed<>(Errno.ESRCH, "pidfd_send_signal", Long.toString(pid));
        }
        signals.add(pid + " " + signal);
        if (signal == Signals.KILL || signal == Signals.TERM) {
            ends(pid, new Exit.Signalled(signal, false));
        }
        return SysResult.done();
    }

    @Override
    public SysResult<Optional<Exit>> peek(Pidfd child) {
        return child.use("waitid", _ -> waitFor(child.pid(), false));
    }

    @Override
    public SysResult<Optional<Exit>> reap(Pidfd child) {
        return child.use("waitid", _ -> waitFor(child.pid(), true));
    }

    private synchronized SysResult<Optional<Exit>> waitFor(long pid, boolean reaps) {
        FakeProcess process = known(pid);
        if (!process.isChild || process.isReaped) {
            return new SysResult.Failed<>(Errno.ECHILD, "waitid", Long.toString(pid));
        }
        process.isReaped = reaps && process.exit.isPresent();
        return new SysResult.Ok<>(process.exit);
    }

    @Override
    public SysResult<Optional<Exit>> exitOf(Pidfd process) {
        return process.use("ioctl(PIDFD_GET_INFO)", _ -> {
            synchronized (this) {
                FakeProcess known = known(process.pid());
                return new SysResult.Ok<>(known.isReaped ? known.exit : Optional.empty());
            }
        });
    }

    @Override
    public synchronized SysResult<Pidfd> spawn(SpawnRequest request) {
        int errno = failure("posix_spawn") != 0
                ? failure("posix_spawn")
                : PROGRAMS.contains(request.program()) ? 0 : Errno.ENOENT;
        if (errno != 0) {
            return new SysResult.Failed<>(errno, "posix_spawn", request.program());
        }
        long pid = nextPid++;
        processes.put(pid, new FakeProcess(true));
        if (request.program().equals("/bin/sh")) {
            ends(pid, new Exit.Code(Integer.parseInt(request.argv().getLast().replace("exit ", ""))));
        }
        return open(pid);
    }

    @Override
    public SysResult<Optional<Account>> account(String name) {
        return new SysResult.Ok<>(
                name.equals("root") ? Optional.of(new Account("root", 0, 0, "/root")) : Optional.empty());
    }

    @Override
    public SysResult<ExitPoll> exitPoll() {
        return new SysResult.Ok<>(new FakePoll());
    }

    private int failure(String call) {
        return failures.getOrDefault(call, 0);
    }

    private FakeProcess known(long pid) {
        FakeProcess process = processes.get(pid);
        if (process == null) {
            throw new IllegalStateException("no process " + pid);
        }
        return process;
    }

    private final class FakePoll implements ExitPoll {
        private final Map<Long, Long> pids = new HashMap<>();
        private boolean isWoken;

        @Override
        public SysResult<SysResult.Done> add(Pidfd process, long key) {
            return process.use("epoll_ctl", _ -> {
                synchronized (FakeKernel.this) {
                    pids.put(key, process.pid());
                    FakeKernel.this.notifyAll();
                    return SysResult.done();
                }
            });
        }

        @Override
        public SysResult<SysResult.Done> forget(Pidfd process) {
            return process.use("epoll_ctl", _ -> {
                synchronized (FakeKernel.this) {
                    pids.values().remove(process.pid());
                    return SysResult.done();
                }
            });
        }

        @Override
        public SysResult<List<Long>> await() {
            synchronized (FakeKernel.this) {
                List<Long> ended = ended();
                while (ended.isEmpty() && !isWoken) {
                    try {
                        FakeKernel.this.wait();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                        return new SysResult.Ok<>(List.of());
                    }
                    ended = ended();
                }
                isWoken = false;
                return new SysResult.Ok<>(ended);
            }
        }

        private List<Long> ended() {
            var keys = new HashSet<Long>();
            pids.forEach((key, pid) -> {
                if (known(pid).exit.isPresent()) {
                    keys.add(key);
                }
            });
            return List.copyOf(keys);
        }

        @Override
        public void wake() {
            synchronized (FakeKernel.this) {
                isWoken = true;
                FakeKernel.this.notifyAll();
            }
        }

        @Override
        public void close() {}
    }
}
