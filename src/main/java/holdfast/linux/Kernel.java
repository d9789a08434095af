package holdfast.linux;

import java.util.Optional;

/// The calls that Holdfast makes into Linux. Every one gives a value or an error number, together.
///
/// There is no call that signals a pid: a pid may belong to another process by the time the signal arrives. Whoever wants to
/// signal opens a [Pidfd] and verifies it first; [ProcessDoor] does both.
///
/// Threading: any.
public interface Kernel {
    /// Effective user id of this process; 0 is root.
    long userId();

    /// pidfd_open(2), Linux 5.3. ESRCH when there is no such process; a zombie still is one.
    SysResult<Pidfd> open(long pid);

    /// pidfd_send_signal(2), Linux 5.1. ESRCH when the process has ended and was reaped.
    SysResult<SysResult.Done> signal(Pidfd process, int signal);

    /// How a child of ours ended, without taking note of it: it stays a zombie, and its pid stays its own. Otherwise as [#reap].
    SysResult<Optional<Exit>> peek(Pidfd child);

    /// waitid(2) with P_PIDFD, Linux 5.4. Takes note of the end of a child of ours; empty while it runs. ECHILD when it is no
    /// child of ours, or was reaped before. Exactly one owner calls this: [ExitWatch].
    SysResult<Optional<Exit>> reap(Pidfd child);

    /// PIDFD_GET_INFO with PIDFD_INFO_EXIT, Linux 6.15: how a process ended that may be nobody's child of ours, once its own
    /// parent has reaped it; empty before that. ENOTTY or EINVAL on older kernels.
    SysResult<Optional<Exit>> exitOf(Pidfd process);

    /// posix_spawn(3) in a session of its own, with default signals, none blocked, nothing open but 0 (`/dev/null`), 1 and 2
    /// (the output file). The errors are those of execve(2), and of open(2) and chdir(2) without telling which: look at
    /// directory and output beforehand.
    SysResult<Pidfd> spawn(SpawnRequest request);

    /// getpwnam_r(3). Empty when there is no such user.
    SysResult<Optional<Account>> account(String name);

    /// A new set of processes to be waited on.
    SysResult<ExitPoll> exitPoll();
}
