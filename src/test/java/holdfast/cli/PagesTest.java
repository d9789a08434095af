package holdfast.cli;

import holdfast.daemon.control.Picture;
import holdfast.daemon.control.Samples;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Diagnosis.Confidence;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.Reason;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.Next;
import holdfast.model.Status.ServiceStatus;
import holdfast.text.Texts;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Pages as they stand in a terminal: nothing that matters is cut off, commands can be copied, and each page says what to do.
class PagesTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    private static final String PROGRAM = "holdfast -c /srv/shop/holdfast.yaml";
    private static final Reason STRANGER = Reason.of(
            "diagnosis.port.stranger", 28117, 30967, "root", "/root/.pyenv/versions/3.11.7/bin/python3 -m http.server --bind 127.0.0.1 28117");
    private static final ServiceId REDIS = new ServiceId("redis");

    private final Texts texts = Texts.english();

    private static Terminal wide(int columns) {
        return new Terminal(NOWHERE, NOWHERE, true, false, columns);
    }

    private List<String> why(int columns, Picture picture, List<ServiceId> missing, Stamped... history) {
        return new WhyPage(texts, Words.of(texts), wide(columns), PROGRAM)
                .lines(picture, picture.status().services().getFirst(), List.of(history), missing).stream()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .toList();
    }

    private static String joined(List<String> lines) {
        return String.join(" ", lines).replaceAll(" +", " ");
    }

    private static IncidentStatus incident(Reason cause, Advice advice, Optional<Hold> hold) {
        var made = new Fact.Diagnosed(Samples.API, 12, Blame.UNKNOWN, Confidence.CERTAIN, cause, List.of(Samples.REASON), advice, advice == Advice.RESTART);
        var kept = new Finding.Evidence("/var/lib/holdfast/shop-0123456789ab/evidence/12/1", 18_000);
        return new IncidentStatus(
                12, Fact.Cause.NOT_ANSWERING, cause, Samples.NOW_NANOS - 54 * Samples.SECOND, Samples.NOW_NANOS - 42 * Samples.SECOND,
                Optional.empty(), 1, false, hold, Optional.of(made), Optional.of(kept), Optional.empty(), Optional.empty(), false);
    }

    private static ServiceStatus sick(Status.State state, Reason cause, Advice advice, Optional<Hold> hold) {
        return Samples.service("api", state, Health.UNHEALTHY, Optional.of(incident(cause, advice, hold)), Next.What.PROBE);
    }

    private static Hold needing(ServiceId need) {
        return new Hold(Hold.Kind.DEPENDENCY, Optional.of(need), Reason.of("supervisor.hold.dependency", need));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void whyIsAsWideAsTheTerminalAndLosesNothing(int columns) {
        Stamped taken = Samples.fact(1, new Fact.RungTaken(Samples.API, 12, Rung.RESTART, Optional.empty(), Optional.empty(), 0));
        Picture picture = Samples.picture(sick(Status.State.PARKED, STRANGER, Advice.PERSON, Optional.empty()));

        List<String> lines = why(columns, picture, List.of(), taken);

        for (String line : lines) {
            boolean isWhole = line.contains("holdfast -c ") || !line.strip().contains(" ") || Widths.of(line) <= columns;
            assertTrue(isWhole, Widths.of(line) + " columns: " + line);
            assertFalse(line.contains("…"), line);
        }
        String all = joined(lines);
        for (String part : List.of(
                "-m http.server --bind 127.0.0.1 28117; stop it, or give this service another port.", "HTTP 500, expected 200-299",
                PROGRAM + " restart api", PROGRAM + " logs api")) {
            assertTrue(all.contains(part), part + " is not in:\n" + String.join("\n", lines));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void commandsStayInOnePiece(int columns) {
        Picture picture = Samples.picture(sick(Status.State.PARKED, STRANGER, Advice.PERSON, Optional.empty()));

        List<String> lines = why(columns, picture, List.of());

        assertTrue(lines.stream().anyMatch(line -> line.endsWith(PROGRAM + " restart api")), String.join("\n", lines));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void statusTellsTheCauseOfEachIncidentToItsEnd(int columns) {
        Picture picture = Samples.picture(sick(Status.State.PARKED, STRANGER, Advice.PERSON, Optional.empty()));

        List<String> lines = new StatusTable(texts, Words.of(texts), PROGRAM).lines(picture, wide(columns));

        String all = joined(lines).replaceAll("\u001b\\[[0-9;]*m", "");
        assertTrue(all.contains("28117; stop it, or give this service another port."), String.join("\n", lines));
        assertTrue(lines.get(lines.size() - 2).contains(PROGRAM + " why SERVICE"), String.join("\n", lines));
    }

    @Test
    void sinceWhenItRunsIsNotTakenForSinceWhenItIsBad() {
        String first = why(120, Samples.picture(sick(Status.State.UP, Samples.REASON, Advice.RESTART, Optional.empty())), List.of()).getFirst();

        assertTrue(first.startsWith("api is up, unhealthy; seen running since "), first);
    }

    @Test
    void whoeverNeedsWhatSomebodyStoppedIsToldToStartIt() {
        var held = sick(Status.State.UP, Reason.of("diagnosis.dependency.need", REDIS), Advice.RESTART, Optional.of(needing(REDIS)));

        String stopped = joined(why(120, Samples.picture(held, Samples.stopped("redis")), List.of(REDIS)));
        String sick = joined(why(120, Samples.picture(held, Samples.service(
                "redis", Status.State.BACKING_OFF, Health.UNHEALTHY, Optional.empty(), Next.What.RESTART)), List.of(REDIS)));

        assertTrue(stopped.contains("redis, which it needs, is stopped, as somebody asked. Start it: " + PROGRAM + " start redis"), stopped);
        assertTrue(sick.contains("redis, which it needs, is not healthy. That comes first: " + PROGRAM + " why redis"), sick);
        assertTrue(sick.contains("It calls for redis to be mended; a restart of this service would not help."), sick);
    }

    @Test
    void whatWaitsForWhatSomebodyStoppedSaysSo() {
        var waiting = Samples.service("api", Status.State.WAITING, Health.UNKNOWN, Optional.empty(), Next.What.START);

        String stopped = joined(why(120, Samples.picture(waiting, Samples.stopped("redis")), List.of(REDIS)));
        String sick = joined(why(120, Samples.picture(waiting), List.of(REDIS)));

        assertTrue(stopped.contains("redis is stopped, as somebody asked. Start it: " + PROGRAM + " start redis"), stopped);
        assertTrue(sick.contains("Why that is not good: " + PROGRAM + " why redis"), sick);
    }

    @Test
    void whatAPersonMustMendEndsByItselfAndThatIsSaid() {
        Reason expired = Reason.of("diagnosis.certificate.expired", "shop.example", "2026-10-29 22:07 UTC");

        String up = joined(why(120, Samples.picture(sick(Status.State.UP, expired, Advice.PERSON, Optional.empty())), List.of()));
        String parked = joined(why(120, Samples.picture(sick(Status.State.PARKED, expired, Advice.PERSON, Optional.empty())), List.of()));
        String restarted = joined(why(120, Samples.picture(sick(Status.State.UP, Samples.REASON, Advice.RESTART, Optional.empty())), List.of()));

        assertTrue(up.contains("when that is mended and its checks pass again, the incident closes by itself"), up);
        assertTrue(parked.contains("or sooner: when its checks pass again, the incident closes by itself"), parked);
        assertFalse(restarted.contains("closes by itself"), restarted);
    }

    @Test
    void aTimelineIsAlignedAndItsLongLinesGoOnBelowTheirWords() {
        Stamped ended = Samples.fact(1, new Fact.IncidentOpened(Samples.API, 12, Fact.Cause.NOT_ANSWERING, STRANGER, 0));
        Stamped closed = Samples.fact(2, new Fact.IncidentClosed(Samples.API, 12, Fact.Closing.HEALED));

        List<String> lines = new IncidentPages(texts, Words.of(texts), wide(80), PROGRAM)
                .one(12, Optional.empty(), List.of(ended, closed), Samples.NOW).stream()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .filter(line -> line.startsWith("  "))
                .toList();

        int column = lines.getLast().indexOf("recovered, and held");
        assertTrue(column > 10, lines.toString());
        assertEquals(column, lines.getFirst().indexOf("incident 12: "), lines.toString());
        lines.subList(1, lines.size() - 1).forEach(line -> assertTrue(line.startsWith(" ".repeat(column)), line));
        assertTrue(lines.size() > 3 && joined(lines).contains("28117; stop it, or give this service another port"), lines.toString());
    }

    @Test
    void theListOfIncidentsKeepsWhatHappenedOnANarrowTerminalAndSaysHowToReadOne() {
        List<String> lines = new IncidentPages(texts, Words.of(texts), wide(80), PROGRAM).list(List.of(Samples.told()), Samples.NOW);

        assertFalse(lines.getFirst().contains("TRIES"), lines.getFirst());
        assertTrue(lines.getLast().endsWith(PROGRAM + " incidents INCIDENT"), lines.getLast());
    }

    @Test
    void aLongCellGoesOnBelowItself() {
        var table = new Table();
        table.add(List.of(Table.Cell.of("api"), Table.Cell.of("connected, no answer for 5.0 s, and nobody knows why", Colour.RED)));
        table.add(List.of(Table.Cell.of("database"), Table.Cell.of("good")));

        List<String> plain = table.wrapped(new Terminal(NOWHERE, NOWHERE, false, false, 40));

        assertEquals(List.of(
                "api       connected, no answer for 5.0",
                "          s, and nobody knows why",
                "database  good"), plain);
        List<String> coloured = table.wrapped(wide(40));
        assertEquals(plain, coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9]*m", "")).toList());
        assertEquals(2, table.wrapped(wide(Terminal.UNLIMITED)).size());
    }
}
