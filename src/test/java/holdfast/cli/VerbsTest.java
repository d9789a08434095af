package holdfast.cli;

import holdfast.config.ConfigurationFile;
import holdfast.config.Surroundings;
import holdfast.daemon.control.ControlServer;
import holdfast.daemon.control.JsonObject;
import holdfast.daemon.control.PortUse;
import holdfast.daemon.control.Samples;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Health;
import holdfast.model.Incarnation;
import holdfast.model.Reason;
import holdfast.model.Status;
import holdfast.model.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class VerbsTest extends AtTheDaemon {
    @Test
    void statusIsGoodOnlyWhenEveryServiceIs() {
        assertEquals(Exit.GOOD, person.type("status").exit());

        daemon.shows(Samples.picture(Samples.healthy("api"), Samples.stopped("old")));
        assertEquals(Exit.GOOD, person.type("status").exit(), "stopped on purpose is no fault");

        for (Status.State state : Status.State.values()) {
            daemon.shows(Samples.picture(service(state, Health.UNHEALTHY)));
            assertEquals(Exit.BAD, person.type("status").exit(), state.name());
        }
    }

    @Test
    void statusTellsWhatIsWrongWithTheDaemonItself() {
        daemon.shows(Samples.ailing(Samples.healthy("api")));

        String table = person.type("status").out();
        var vitals = person.type("status --json").json().object("daemon").orElseThrow().object("vitals").orElseThrow();

        assertTrue(table.contains("journal.db cannot be written: the disk is full"), table);
        assertTrue(table.contains("40 of its lines are missing"), table);
        assertTrue(table.contains("held up for 2.0 s"), table);
        assertEquals(7, vitals.number("slowTurns"));
        assertEquals(2000.0, vitals.decimal("worstTurnMillis"));
    }

    @Test
    void statusShowsEveryServiceOnOneLine() {
        daemon.shows(Samples.picture(Samples.healthy("api"), Samples.stopped("old")));

        List<String> lines = person.type("status").out().lines().toList();

        assertTrue(lines.getFirst().startsWith("SERVICE"), lines.toString());
        assertTrue(lines.get(1).matches("api +run +up +healthy +3 min 20 s +90% +2 +84 MB +1\\.5% +2 s ago +check in 5 s"), lines.get(1));
        assertTrue(lines.get(2).startsWith("old"), lines.get(2));
        assertTrue(lines.getLast().contains("Services: 2, all good"), lines.getLast());
    }

    @Test
    void statusAsJsonHasAStableShape() {
        JsonObject json = person.type("status --json").json();

        assertEquals(1, json.number("schema"));
        assertEquals("/etc/holdfast/holdfast.yaml", json.object("daemon").orElseThrow().text("config"));
        JsonObject api = json.objects("services").getFirst();
        assertEquals("up", api.text("state"));
        assertEquals("healthy", api.text("health"));
        assertEquals(815, api.number("pid"));
        assertEquals(90.0, api.decimal("uptimePercent"));
        assertTrue(api.fields().containsKey("incident"), "absent values are null, not left out");
        JsonObject check = api.objects("checks").getFirst();
        assertEquals("good", check.text("verdict"));
        assertEquals(12.0, check.object("last").orElseThrow().decimal("millis"));
    }

    @Test
    void whySaysWhatIsWrongWhatWasDoneAndWhatNot() {
        var incident = Samples.incident(Fact.Cause.NOT_ANSWERING);
        daemon.shows(Samples.picture(
                Samples.service("api", Status.State.PARKED, Health.UNHEALTHY, Optional.of(incident), Status.Next.What.SLOW_RETRY)));
        daemon.happens(Samples.fact(1, new Fact.Parked(Samples.API, 12, 600 * Samples.SECOND)));

        Typing.Result result = person.type("why api");

        assertEquals(Exit.BAD, result.exit());
        for (String part : List.of(
                "api runs, unhealthy (given up for now); seen running since ", "(3 min 20 s), process 815, run 3", "Incident 12", "when it was last good or was begun; noticed at", "12.0 s later",
                "Checks", "http", "What happened", "given up for now", "Not done, on purpose", "holdfast restart api", "Next",
                "retry in 5 s")) {
            assertTrue(result.out().contains(part), part + " is not in:\n" + result.out());
        }
    }

    @Test
    void everyStateCauseAndNextHasWords() {
        for (Status.State state : Status.State.values()) {
            for (Fact.Cause cause : Fact.Cause.values()) {
                for (Status.Next.What next : Status.Next.What.values()) {
                    daemon.shows(Samples.picture(
                            Samples.service("api", state, Health.DEGRADED, Optional.of(Samples.incident(cause)), next)));
                    assertFalse(person.type("why api").out().isEmpty());
                    assertFalse(person.type("status").out().isEmpty());
                }
            }
        }
    }

    @Test
    void whyNamesTheServiceThatIsWaitedFor() {
        var waiting = Samples.service("web", Status.State.WAITING, Health.UNKNOWN, Optional.empty(), Status.Next.What.START);
        daemon.shows(Samples.picture(service(Status.State.STARTING, Health.UNKNOWN), waiting));

        assertTrue(person.type("why web").out().contains("it waits for api, which it needs"));
    }

    @Test
    void unknownServicesAreNamedTogetherWithTheKnownOnes() {
        Typing.Result why = person.type("why shop");
        Typing.Result stop = person.type("stop shop");

        assertEquals(Exit.USAGE, why.exit());
        assertTrue(why.err().contains("there is no service shop; there are: api"), why.err());
        assertEquals(Exit.USAGE, stop.exit());
        assertTrue(stop.err().contains("api, web"), stop.err());
    }

    @Test
    void stopWaitsForTheProofAndNamesWhoNeedsIt() {
        daemon.shows(Samples.picture(Samples.healthy("api"), Samples.healthy("web")));
        daemon.reacts(asked -> daemon.shows(Samples.picture(Samples.stopped("api"), Samples.healthy("web"))));

        Typing.Result result = person.type("stop api");

        assertEquals(Exit.GOOD, result.exit(), result.err());
        assertTrue(result.out().contains("in trouble: web"), result.out());
        assertTrue(result.out().contains("api: stopped for sure"), result.out());
        assertEquals(Event.Order.STOP, daemon.asked().remove().request());
    }

    @Test
    void restartIsGoodOnlyOnANewRun() {
        daemon.reacts(asked -> daemon.shows(Samples.picture(Samples.with(Samples.healthy("api"), Wish.UP, 4))));
        assertEquals(Exit.GOOD, person.type("restart api --within 5s").exit());

        daemon.reacts(asked -> {});
        Typing.Result late = person.type("restart api --within 300ms");
        assertEquals(Exit.BAD, late.exit());
        assertTrue(late.out().contains("not done within 300 ms; it is up, healthy"), late.out());
    }

    @Test
    void startSaysWhyItFailedInsteadOfWaiting() {
        daemon.shows(Samples.picture(Samples.stopped("api")));
        var reason = Reason.of("cli.bad-shell", "nodejs");
        daemon.reacts(asked -> daemon.happens(Samples.fact(
                1, new Fact.StartFailed(Samples.API, new Incarnation(4), Event.StartFailure.NOT_FOUND, reason))));

        Typing.Result result = person.type("start api");

        assertEquals(Exit.BAD, result.exit());
        assertTrue(result.out().contains("api: not started: nodejs is not known here"), result.out());
    }

    @Test
    void operatingWithoutNamesMeansAllAndStopsBackwards() {
        daemon.reacts(asked -> daemon.shows(Samples.picture(Samples.stopped("api"), Samples.stopped("web"))));

        JsonObject json = person.type("stop --json").json();

        assertTrue(json.isTrue("good"));
        assertEquals(List.of("web", "api"), daemon.asked().stream().map(asked -> asked.service().name()).toList());
    }

    @Test
    void askingWorksWhileTheConfigurationIsBroken() throws IOException {
        Path file = Files.writeString(folder.resolve("holdfast.yaml"), "services: [");
        isAnsweredAt(ConfigurationFile.likelySockets(file, new Surroundings(Map.of(), folder, folder, false)).getLast());
        Files.writeString(file, "services: [\nstate: kept/here\n");
        isAnsweredAt(folder.resolve("kept/here/control.sock"));
    }

    private void isAnsweredAt(Path socket) throws IOException {
        Files.createDirectories(socket.getParent());
        try (var _ = ControlServer.open(socket, Optional.empty(), daemon)) {
            assertEquals(Exit.GOOD, person.type("status").exit());
        }
    }

    @Test
    void incidentsAreListedAndToldOneByOne() {
        daemon.tells(Samples.told());
        daemon.happens(Samples.fact(1, new Fact.IncidentOpened(
                Samples.API, 12, Fact.Cause.NOT_ANSWERING, Samples.REASON, 12 * Samples.SECOND)));

        String list = person.type("incidents").out();
        String one = person.type("incidents 12").out();

        assertTrue(list.contains("12.0 s") && list.contains("24.0 s") && list.contains("closed"), list);
        assertTrue(one.contains("Incident 12 of api"), one);
        assertEquals(12.0, person.type("incidents 12 --json").json().object("incident").orElseThrow().decimal("secondsToDetect"));
        assertEquals(Exit.USAGE, person.type("incidents 13").exit());
        assertEquals(Exit.USAGE, person.type("incidents twelve").exit());
    }

    @Test
    void portsHeldByAStrangerAreABadEnd() {
        daemon.holds(new PortUse(Samples.API, 8787, List.of(new PortUse.Holder(7, "anna", "0.0.0.0", "python3 -m http.server", Finding.Holder.STRANGER))));
        Typing.Result held = person.type("ports");
        daemon.holds(new PortUse(Samples.API, 8787, List.of()));
        Typing.Result free = person.type("ports");

        assertEquals(Exit.BAD, held.exit());
        assertTrue(held.out().contains("STRANGER") && held.out().contains("python3"), held.out());
        assertEquals(Exit.GOOD, free.exit());
        assertTrue(free.out().contains("nobody"), free.out());
    }

    private static Status.ServiceStatus service(Status.State state, Health health) {
        return Samples.service("api", state, health, Optional.empty(), Status.Next.What.PROBE);
    }
}
