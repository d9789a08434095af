package holdfast.driver.pm2;

import holdfast.driver.InOrder;
import holdfast.driver.Machine;
import holdfast.driver.pm2.Replies.News;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// One PM2 and all services that it runs. What happens there is told from PM2's own news, see [Roll]; the list itself is asked for
/// a moment later to confirm it, once for however much has happened, and at once when the news leave anything open.
///
/// Threading: any.
final class Hub implements Feed.Listener {
    /// Nanoseconds between two looks when nothing happens. PM2 says nothing when an app that is down is deleted.
    private static final long LOOK_NANOS = 30_000_000_000L;

    /// Nanoseconds from news to the look that confirms them. Whatever happens meanwhile is confirmed by the same look.
    private static final long CONFIRM_NANOS = 1_000_000_000L;

    /// Nanoseconds that PM2 gets to tell of the end of a process that the kernel has told of.
    private static final long END_NANOS = 250_000_000L;

    private final Machine machine;
    private final Backend backend;
    private final Ends ends;
    private final Revival revival;
    private final Trails trails = new Trails();
    private final Roll roll = new Roll();
    private final Map<Long, Known> known = new ConcurrentHashMap<>();
    private final Bell bell = new Bell();
    private final InOrder updates = new InOrder();
    private final AtomicBoolean isToUpdate = new AtomicBoolean();
    private final Map<String, Ward> wards = new ConcurrentHashMap<>();
    private final Teller teller;
    private volatile Optional<Feed> feed = Optional.empty();
    private volatile long quietSinceNanos = System.nanoTime();
    private volatile Optional<Long> deadSinceNanos = Optional.empty();
    private volatile boolean isListening;
    private volatile boolean isClosed;
    private Optional<Long> dueNanos = Optional.empty();

    Hub(Machine machine, Home home, Teller teller) {
        this.machine = machine;
        this.backend = new Backend(machine, home);
        this.ends = new Ends(machine, this::ended);
        this.revival = new Revival(machine, backend);
        this.teller = teller;
    }

    /// A process of an app, and which of its runs that is (`restart_time`).
    private record Known(ProcessKey process, String mark, long starts) {}

    /// Who tells what a look shows.
    interface Teller {
        /// @return nanoseconds until a look is due for the sake of this service; `Long.MAX_VALUE` = not before something happens
        long tell(Hub hub, Ward ward, Backend.Look look);
    }

    Backend backend() {
        return backend;
    }

    Home home() {
        return backend.home();
    }

    Trails trails() {
        return trails;
    }

    Ends ends() {
        return ends;
    }

    Revival revival() {
        return revival;
    }

    Bell bell() {
        return bell;
    }

    /// From now on, what changes in the life of this service is told.
    synchronized void follow(Ward ward) {
        wards.put(ward.service.name(), ward);
        if (feed.isEmpty() && !isClosed) {
            feed = Optional.of(Feed.begin(home(), this));
            Thread.startVirtualThread(this::lookNowAndThen);
        }
    }

    void forget(Ward ward) {
        wards.remove(ward.service.name(), ward);
    }

    synchronized void close() {
        isClosed = true;
        feed.ifPresent(Feed::close);
    }

    /// Nanoseconds for which nothing has happened there.
    long quietNanos() {
        return System.nanoTime() - quietSinceNanos;
    }

    /// Nanoseconds for which there has been no daemon; 0 while there is one.
    long deadNanos() {
        return deadSinceNanos.map(since -> System.nanoTime() - since).orElse(0L);
    }

    Backend.Look look() {
        long mark = roll.mark();
        Backend.Look look = backend.look();
        roll.saw(look, mark);
        boolean isDead = look instanceof Backend.Look.Dead;
        if (isDead && deadSinceNanos.isEmpty()) {
            deadSinceNanos = Optional.of(System.nanoTime());
        } else if (!isDead) {
            deadSinceNanos = Optional.empty();
        }
        return look;
    }

    /// What is known without asking, if that is enough; else what PM2 says.
    Backend.Look newest() {
        return roll.now().orElseGet(this::look);
    }

    /// What is meant by a service, each with its process, which is watched from now on.
    List<Instance> instances(Backend.Look.Apps look, Ward ward) {
        return look.apps().stream()
                .filter(ward::isMeant)
                .map(app -> new Instance(app, process(app, look.god()), trails.end(app.id())))
                .peek(one -> one.process().ifPresent(process -> {
                    ends.watch(process);
                    known.put(one.app().id(), new Known(process, one.app().mark(), one.app().starts()));
                }))
                .toList();
    }

    /// Of the last run of this app; empty when nobody saw it, because it was too short.
    Optional<ProcessKey> lastProcess(App app) {
        return Optional.ofNullable(known.get(app.id()))
                .filter(one -> one.mark().equals(app.mark()) && one.starts() == app.starts())
                .map(Known::process);
    }

    /// Only a child of PM2 is what PM2 says it is: whoever can write to the home of another user must not make us stop his processes.
    private Optional<ProcessKey> process(App app, ProcessKey god) {
        return app.pid() == 0
                ? Optional.empty()
                : machine.lookups()
                        .table()
                        .stat(app.pid())
                        .found()
                        .filter(stat -> !stat.hasEnded() && stat.parent() == god.pid())
                        .map(ProcessStat::key);
    }

    @Override
    public void connected() {
        isListening = true;
        missed();
    }

    /// What was told so far is not all that happened.
    @Override
    public void missed() {
        trails.forget();
        roll.forget();
        quietSinceNanos = System.nanoTime();
        changed();
    }

    @Override
    public void heard(News news) {
        trails.add(news, System.nanoTime());
        quietSinceNanos = System.nanoTime();
        if (!roll.heard(news)) {
            changed();
            return;
        }
        bell.ring();
        wards.values().stream().filter(ward -> ward.isMeant(news.app())).forEach(this::tell);
        lookIn(CONFIRM_NANOS);
    }

    @Override
    public void lost() {
        isListening = false;
        missed();
    }

    /// The kernel tells first. Whether a person, PM2 or nobody wanted that, PM2 says a moment later, if it still can.
    private void ended() {
        if (isListening) {
            bell.ring();
            lookIn(END_NANOS);
        } else {
            changed();
        }
    }

    /// Something happened: whoever waits looks, and what it means is told.
    void changed() {
        bell.ring();
        if (isToUpdate.compareAndSet(false, true)) {
            updates.submit(this::update);
        }
    }

    private void update() {
        isToUpdate.set(false);
        boolean areAllBusy = wards.values().stream().allMatch(Ward::isBusy);
        if (areAllBusy || isClosed) {
            return;
        }
        var _ = look();
        wards.values().forEach(this::tell);
        var wanted = new HashSet<ProcessKey>();
        known.values().forEach(one -> wanted.add(one.process()));
        for (Ward ward : wards.values()) {
            synchronized (ward) {
                ward.last.ifPresent(wanted::add);
            }
        }
        ends.keep(wanted);
    }

    /// One after the other for each service, each from the newest that is known.
    private void tell(Ward ward) {
        if (!ward.isBusy() && ward.isToBeTold.compareAndSet(false, true)) {
            ward.tidings.submit(() -> {
                ward.isToBeTold.set(false);
                roll.now().filter(_ -> !ward.isBusy()).ifPresent(look -> {
                    long again = teller.tell(this, ward, look);
                    if (again < LOOK_NANOS) {
                        lookIn(again);
                    }
                });
            });
        }
    }

    /// One such look is due at a time, the nearest.
    private synchronized void lookIn(long nanos) {
        long at = System.nanoTime() + nanos;
        if (dueNanos.filter(due -> due - at <= 0).isPresent()) {
            return;
        }
        dueNanos = Optional.of(at);
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(() -> {
            synchronized (this) {
                if (!dueNanos.equals(Optional.of(at))) {
                    return;
                }
                dueNanos = Optional.empty();
            }
            changed();
        });
    }

    private void lookNowAndThen() {
        while (!isClosed) {
            bell.await(bell.count(), LOOK_NANOS);
            if (quietNanos() >= LOOK_NANOS) {
                changed();
            }
        }
    }
}
