package holdfast.daemon;

import holdfast.journal.Journal;
import holdfast.journal.Journal.Append;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Reason;
import holdfast.model.Stamped;
import holdfast.model.Status;
import holdfast.supervisor.Decision;
import holdfast.supervisor.Supervisor;
import holdfast.supervisor.World;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The one loop: takes an event, decides, writes the facts down, and only then sends out the commands. It owns the world; nobody
/// else changes it.
///
/// A turn reads the clock once. An alarm that is due and an event that waits take turns, so that neither starves the other.
///
/// Before anything else it feels its own pulse: when it comes a second later than it meant to, it was stopped or had no processor.
/// What waits for it then rests on a world that went on without it, so the doubt of itself is decided on first.
///
/// Threading: one thread runs it ([#step] and [#run]); [#world], [#status], [#vitals] and [#stop] are for any.
final class Loop {
    /// Longest nap, in nanoseconds, when no alarm is set.
    private static final long NAP_NANOS = 60_000_000_000L;

    /// Nanoseconds by which it may come later than it meant to, before it doubts what it sees.
    private static final long LATE_NANOS = 1_000_000_000L;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Inbox inbox;
    private final Journal journal;
    private final Rim rim;
    private final Clock clock;
    private final Consumer<Progress> progress;
    private final Alarms alarms = new Alarms();
    private volatile World world;
    private volatile LoopVitals vitals = new LoopVitals(0, 0, 0, 0, 0, Optional.empty(), 0);
    private volatile boolean stopping;
    private Optional<Decision> first;
    /// When it means to be here again, at the latest.
    private long pulseByNanos = Long.MAX_VALUE;

    /// What the loop reads and whom it tells.
    record Surface(Clock clock, Consumer<Progress> progress) {}

    /// @param begin the decision that [World#begin] made; its facts and commands are the first turn
    Loop(Decision begin, Inbox inbox, Journal journal, Rim rim, Surface surface) {
        this.inbox = inbox;
        this.journal = journal;
        this.rim = rim;
        this.clock = surface.clock();
        this.progress = surface.progress();
        this.world = begin.world();
        this.first = Optional.of(begin);
    }

    World world() {
        return world;
    }

    Status status() {
        return world.status(clock.nanos());
    }

    LoopVitals vitals() {
        return vitals;
    }

    /// Ends [#run] after the present turn. Services are left as they are.
    void stop() {
        stopping = true;
        inbox.alert();
    }

    /// Works until [#stop]. A bug in the core comes out as the exception it is: nothing is known for sure after it, so the daemon
    /// ends, and the next one rebuilds the world from the journal.
    void run() throws InterruptedException {
        while (!stopping) {
            if (!step() && !stopping) {
                inbox.await(napNanos());
            }
        }
    }

    /// How long it may sleep now.
    private long napNanos() {
        return Math.min(alarms.nextNanos().orElse(Long.MAX_VALUE) - clock.nanos(), NAP_NANOS);
    }

    /// Does what there is to do at this moment: at most one alarm and one event.
    ///
    /// @return whether there was anything
    boolean step() {
        boolean wasLate = feelPulse();
        boolean did = act() || wasLate;
        pulseByNanos = clock.nanos() + (did ? 0 : Math.max(0, napNanos()));
        return did;
    }

    private boolean feelPulse() {
        long now = clock.nanos();
        long late = pulseByNanos == Long.MAX_VALUE ? 0 : now - pulseByNanos;
        if (late <= LATE_NANOS) {
            return false;
        }
        Reason doubt = Reason.of("daemon.observer.late", late / NANOS_PER_MILLI);
        settle(Supervisor.decide(world, new Event.ObserverJudged(false, doubt), now), now);
        timed(now, 0);
        return true;
    }

    private boolean act() {
        if (first.isPresent()) {
            Decision begin = first.get();
            first = Optional.empty();
            long now = clock.nanos();
            settle(begin, now);
            timed(now, 0);
            return true;
        }
        boolean hadAlarm = alarm();
        boolean hadEvent = event();
        return hadAlarm || hadEvent;
    }

    private boolean alarm() {
        long now = clock.nanos();
        Optional<Alarms.Alarm> due = alarms.due(now);
        due.ifPresent(alarm -> {
            settle(Supervisor.decide(world, new Event.ServiceWoke(alarm.service()), now), now);
            timed(now, now - alarm.atNanos());
        });
        return due.isPresent();
    }

    private boolean event() {
        Optional<Event> next = inbox.poll();
        next.ifPresent(event -> {
            long now = clock.nanos();
            if (event instanceof Event.ProbeFinished finished) {
                progress.accept(new Progress.Probed(finished.check(), finished.result(), clock.wallMillis()));
            }
            settle(Supervisor.decide(world, event, now), now);
            timed(now, 0);
        });
        return next.isPresent();
    }

    /// Facts first, then everybody may see the new world, then commands.
    private void settle(Decision decision, long nowNanos) {
        if (!decision.facts().isEmpty() || vitals.journalTrouble().isPresent()) {
            write(decision, nowNanos);
        }
        world = decision.world();
        rim.learn(decision.facts(), world.fleet());
        for (Command command : decision.commands()) {
            if (command instanceof Command.Wake wake) {
                alarms.set(wake.service(), wake.atNanos());
            } else {
                rim.carryOut(command, world.fleet());
            }
        }
    }

    private void write(Decision decision, long nowNanos) {
        long wall = clock.wallMillis();
        Append append = journal.append(decision.facts(), nowNanos, wall);
        tell(decision.facts(), append, nowNanos, wall);
        boolean wasTrouble = vitals.journalTrouble().isPresent();
        switch (append) {
            case Append.Written(var _, Optional<Reason> warning) -> {
                warning.ifPresent(reason -> note(Progress.Note.ERROR, reason, wall));
                if (wasTrouble) {
                    note(Progress.Note.INFO, Reason.of("daemon.journal.written-again"), wall);
                    journal(Optional.empty(), 0);
                }
            }
            case Append.Kept(Reason reason, int waiting, long lost) -> {
                if (!wasTrouble) {
                    note(Progress.Note.ERROR, reason, wall);
                }
                journal(Optional.of(lost == 0 ? reason : Reason.of("daemon.journal.facts-lost", lost)), waiting);
            }
        }
    }

    private void tell(List<Fact> facts, Append append, long nowNanos, long wallMillis) {
        boolean isWritten = append instanceof Append.Written;
        long next = append instanceof Append.Written written ? written.last() - facts.size() + 1 : 0;
        for (Fact fact : facts) {
            progress.accept(new Progress.Happened(new Stamped(isWritten ? next++ : 0, nowNanos, wallMillis, fact)));
        }
    }

    private void note(Progress.Note note, Reason reason, long wallMillis) {
        progress.accept(Progress.Noted.of(note, reason, wallMillis));
    }

    private void journal(Optional<Reason> trouble, int unwritten) {
        vitals = new LoopVitals(
                vitals.turns(),
                vitals.worstTurnNanos(),
                vitals.slowTurns(),
                vitals.worstLatenessNanos(),
                vitals.waiting(),
                trouble,
                unwritten);
    }

    private void timed(long beganNanos, long latenessNanos) {
        long tookNanos = clock.nanos() - beganNanos;
        vitals = new LoopVitals(
                vitals.turns() + 1,
                Math.max(vitals.worstTurnNanos(), tookNanos),
                vitals.slowTurns() + (tookNanos > LoopVitals.SLOW_TURN_NANOS ? 1 : 0),
                Math.max(vitals.worstLatenessNanos(), latenessNanos),
                inbox.size(),
                vitals.journalTrouble(),
                vitals.unwritten());
    }
}
