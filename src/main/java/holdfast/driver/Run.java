package holdfast.driver;

import holdfast.linux.Exit;
import holdfast.linux.ExitWatch;
import holdfast.linux.PidClock;
import holdfast.linux.Pidfd;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.SysResult;
import holdfast.model.Event;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One incarnation that this driver started or found running, until its main process has ended. The end is told only after
/// [#announce], so that nobody hears of the end of what they have not heard begin.
///
/// Threading: any.
public final class Run {
    /// Nanoseconds from start or adoption to the sealing of the enclosure: the program is loaded and has forked what it forks at
    /// first, and a fork held up now delays no restart.
    private static final long SEAL_AFTER_NANOS = 1_000_000_000L;

    private final Machine machine;
    private final Token token;
    private final ProcessIdentity identity;
    private final boolean isByHand;
    private final Consumer<Event> events;
    private final Family family;
    private final Enclosure enclosure;
    private final CountDownLatch over = new CountDownLatch(1);
    private Optional<Event.ProcessExited> end = Optional.empty();
    private volatile Optional<PidClock> begin = Optional.empty();
    private boolean isAnnounced;
    private volatile boolean isClean;

    Run(Machine machine, Token token, ProcessIdentity identity, boolean isByHand, Consumer<Event> events) {
        this.machine = machine;
        this.token = token;
        this.identity = identity;
        this.isByHand = isByHand;
        this.events = events;
        this.family = new Family(machine, token.service(), Set.of(key(identity)));
        this.enclosure = new Enclosure(machine, token, family);
    }

    public static ProcessKey key(ProcessIdentity identity) {
        return new ProcessKey(identity.pid(), identity.startTicks());
    }

    public ProcessIdentity identity() {
        return identity;
    }

    public Incarnation incarnation() {
        return token.incarnation();
    }

    public boolean isByHand() {
        return isByHand;
    }

    /// Proven members, dead or alive.
    public Set<ProcessKey> known() {
        return family.known();
    }

    /// Over, and nobody was left when the main process had ended: nothing needs to be looked for before the next start.
    boolean isClean() {
        return isClean;
    }

    public boolean isOver() {
        return over.getCount() == 0;
    }

    /// From now on the end of the process will be noticed. On failure the pidfd stays the caller's.
    SysResult<SysResult.Done> watch(ExitWatch watch, Pidfd process) {
        return watch.watch(process, this::ended);
    }

    /// From now on the end may be told; it is told at once if it came before.
    ///
    /// @param isNew just started, so that whatever belongs to it is younger than this moment
    void announce(boolean isNew) {
        announce();
        if (isNew) {
            begin = machine.table().pidClock().found();
        }
        Thread.startVirtualThread(this::sealInTime);
    }

    /// The same, and it stays in the cgroup where its own keeper has put it.
    public void announce() {
        Optional<Event.ProcessExited> missed;
        synchronized (this) {
            isAnnounced = true;
            missed = end;
        }
        missed.ifPresent(events);
    }

    /// How the main process ended; unknown when that does not show within `nanos`.
    public ExitStatus awaitEnd(long nanos) {
        try {
            // Whether the time was enough shows in what is there afterwards.
            boolean _ = over.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            return end.map(Event.ProcessExited::status).orElseGet(ExitStatus.Unknown::new);
        }
    }

    private void sealInTime() {
        try {
            if (!over.await(SEAL_AFTER_NANOS, TimeUnit.NANOSECONDS)) {
                enclosure.seal();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (isClean) {
            enclosure.remove();
        }
    }

    /// On the watch's thread. A sealed enclosure tells at once who is left. Otherwise all processes must be walked through, on a
    /// thread of its own, since `/proc` may block on a process that hangs in the kernel; the dead main process keeps its pid until
    /// then, which proves who is of its session.
    private void ended(ExitWatch.Ended ended) {
        if (enclosure.isSealed()) {
            conclude(ended, enclosure.members().map(List::size));
        } else {
            Thread.startVirtualThread(() ->
                    conclude(ended, family.of(token.incarnation(), lowestPid()).map(List<ProcessStat>::size)));
        }
    }

    /// Nobody of this incarnation is older than its main process. 0 where pids may have come round since.
    private long lowestPid() {
        return begin.flatMap(then -> machine.table()
                        .pidClock()
                        .found()
                        .filter(now -> then.isAscending(identity.pid(), now)))
                .map(_ -> identity.pid())
                .orElse(0L);
    }

    private void conclude(ExitWatch.Ended ended, Reading<Integer> left) {
        ended.release();
        int survivors = left.found().orElse(0);
        isClean = left.found().filter(count -> count == 0).isPresent();
        var exited = new Event.ProcessExited(token.service(), token.incarnation(), status(ended.exit()), survivors);
        boolean isToBeTold;
        synchronized (this) {
            end = Optional.of(exited);
            isToBeTold = isAnnounced;
        }
        if (isToBeTold) {
            events.accept(exited);
        }
        // Only now, so that whoever waits for the end answers after it was told.
        over.countDown();
        if (isClean) {
            enclosure.remove();
        }
    }

    static ExitStatus status(Exit exit) {
        return switch (exit) {
            case Exit.Code(int code) -> new ExitStatus.Code(code);
            case Exit.Signalled(int signal, boolean coreDumped) -> new ExitStatus.Signalled(signal, coreDumped);
            case Exit.Unknown() -> new ExitStatus.Unknown();
        };
    }
}
