package holdfast.linux;

/// The one way to a process that is to be signalled: a pidfd is opened *and then* verified against the start time on record. Once
/// verified it cannot come to mean another process; before that, the pid may have been given out again.
///
/// Threading: any.
public final class ProcessDoor {
    private final Kernel kernel;
    private final ProcessTable table;

    public ProcessDoor(Kernel kernel, ProcessTable table) {
        this.kernel = kernel;
        this.table = table;
    }

    /// Gone when exactly this process does not exist any more; a zombie still does. The caller closes what it gets.
    public Reading<Pidfd> open(ProcessKey key) {
        return switch (kernel.open(key.pid())) {
            case SysResult.Ok<Pidfd>(Pidfd opened) -> verified(opened, key);
            case SysResult.Failed<Pidfd> failed when failed.errno() == Errno.ESRCH -> new Reading.Gone<>();
            case SysResult.Failed<Pidfd>(int errno, String call, String _) ->
                new Reading.Unreadable<>("process " + key.pid(), call + ": errno " + errno);
        };
    }

    /// Sends a signal to exactly this process. Gone when it does not exist any more; unreadable when we may not.
    public Reading<SysResult.Done> signal(ProcessKey key, int signal) {
        return open(key).then(process -> {
            try (process) {
                return switch (kernel.signal(process, signal)) {
                    case SysResult.Ok<SysResult.Done>(SysResult.Done done) -> new Reading.Found<>(done);
                    case SysResult.Failed<SysResult.Done> failed when failed.errno() == Errno.ESRCH ->
                        new Reading.Gone<>();
                    case SysResult.Failed<SysResult.Done>(int errno, String call, String _) ->
                        new Reading.Unreadable<>("process " + key.pid(), call + ": errno " + errno);
                };
            }
        });
    }

    private Reading<Pidfd> verified(Pidfd opened, ProcessKey key) {
        Reading<Pidfd> verified = table.stat(key).map(stat -> opened);
        if (!(verified instanceof Reading.Found<Pidfd>)) {
            opened.close();
        }
        return verified;
    }
}
