package holdfast.linux;

import java.util.List;

/// Processes to be waited on, thousands if need be: epoll(7) over pidfds, which become readable when their process ends.
///
/// Threading: [#await] by one thread; all else by any.
public interface ExitPoll extends AutoCloseable {
    /// Reports `key`, which is 0 or more, as soon as the process has ended, also when it has already. Reports it again and again
    /// until [#forget].
    SysResult<SysResult.Done> add(Pidfd process, long key);

    SysResult<SysResult.Done> forget(Pidfd process);

    /// Waits until a process has ended or somebody calls [#wake]; gives the keys of those that have ended.
    SysResult<List<Long>> await();

    void wake();

    @Override
    void close();
}
