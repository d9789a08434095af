package holdfast.journal;

import holdfast.model.Fact;
import holdfast.model.Fact.IncidentClosed;
import holdfast.model.Fact.IncidentOpened;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// A journal that forgets with the process. Passes the same contract test as the real one; its disk can be taken away.
public final class MemoryJournal implements Journal {
    private final String boot;
    private final List<Row> rows;
    private final List<Row> waiting = new ArrayList<>();
    private boolean broken;

    public MemoryJournal(String boot) {
        this(boot, new ArrayList<>());
    }

    private MemoryJournal(String boot, List<Row> rows) {
        this.boot = boot;
        this.rows = rows;
    }

    /// The same journal after a reboot, or a restart of Holdfast.
    public MemoryJournal reopened(String anotherBoot) {
        return new MemoryJournal(anotherBoot, rows);
    }

    /// From now on nothing can be written, or can again.
    public synchronized void breakDisk(boolean isBroken) {
        broken = isBroken;
    }

    /// All facts written so far.
    public synchronized List<Fact> facts() {
        return rows.stream().map(Row::fact).toList();
    }

    @Override
    public synchronized Append append(List<Fact> facts, long nowNanos, long wallMillis) {
        facts.forEach(fact -> waiting.add(new Row(0, boot, nowNanos, wallMillis, fact)));
        if (broken) {
            return new Append.Kept(Reason.of("journal.disk-full", "memory"), waiting.size(), 0);
        }
        for (Row row : waiting) {
            rows.add(new Row(rows.size() + 1L, row.boot(), row.atNanos(), row.wallMillis(), row.fact()));
        }
        waiting.clear();
        return new Append.Written(rows.size(), Optional.empty());
    }

    @Override
    public synchronized Replay replay(long nowNanos, long wallMillis) {
        return new Replay(new Placement(boot, nowNanos, wallMillis).place(rows), Optional.empty());
    }

    @Override
    public synchronized History history(long nowNanos, long wallMillis) {
        return new Past(List.copyOf(rows), new Placement(boot, nowNanos, wallMillis));
    }

    @Override
    public int tidy(long wallMillis) {
        return 0;
    }

    @Override
    public void close() {}

    private record Past(List<Row> rows, Placement placement) implements History {
        @Override
        public List<IncidentRecord> incidents(int limit) {
            return rows.stream()
                    .map(Row::fact)
                    .filter(IncidentOpened.class::isInstance)
                    .map(IncidentOpened.class::cast)
                    .sorted(Comparator.comparing(IncidentOpened::incident).reversed())
                    .limit(limit)
                    .flatMap(opened -> IncidentRecord.of(opened.incident(), incident(opened.incident())).stream())
                    .toList();
        }

        @Override
        public List<Stamped> incident(long id) {
            var opening = rows.stream()
                    .filter(row -> row.fact() instanceof IncidentOpened opened && opened.incident() == id)
                    .findFirst();
            if (opening.isEmpty()) {
                return List.of();
            }
            Row first = opening.get();
            boolean closed = rows.stream().anyMatch(row -> row.fact() instanceof IncidentClosed over && over.incident() == id);
            long until = rows.stream()
                    .filter(row -> !closed || FactText.incident(row.fact()).orElse(-1) == id)
                    .mapToLong(Row::sequence)
                    .max()
                    .orElseThrow();
            return placed(row -> row.fact().service().equals(first.fact().service())
                    && row.sequence() <= until
                    && (row.sequence() >= first.sequence() || row.atNanos() == first.atNanos() || isReloadBefore(row, first)));
        }

        private static boolean isReloadBefore(Row row, Row first) {
            boolean isReload = row.fact() instanceof Fact.ReloadIntended || row.fact() instanceof Fact.ReloadEnded;
            return isReload && row.atNanos() >= first.atNanos() - 600_000_000_000L;
        }

        @Override
        public List<Stamped> recent(ServiceId service, int limit) {
            return last(placed(row -> row.fact().service().equals(service)), limit);
        }

        @Override
        public List<Stamped> recent(int limit) {
            return last(placed(_ -> true), limit);
        }

        @Override
        public long restarts(ServiceId service) {
            return rows.stream()
                    .map(Row::fact)
                    .filter(fact -> fact.service().equals(service) && IncidentRecord.isAction(fact))
                    .count();
        }

        private List<Stamped> placed(Predicate<Row> wanted) {
            return placement.place(rows.stream().filter(wanted).toList());
        }

        private static List<Stamped> last(List<Stamped> facts, int limit) {
            return facts.subList(Math.max(0, facts.size() - limit), facts.size());
        }
    }
}
