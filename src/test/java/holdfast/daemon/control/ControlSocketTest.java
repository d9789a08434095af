package holdfast.daemon.control;

import holdfast.config.Problem;
import holdfast.daemon.Reloader;
import holdfast.model.CheckId;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Health;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status;
import holdfast.model.Wish;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(30)
class ControlSocketTest {
    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    @TempDir
    private Path folder;

    private final ScriptedDaemon daemon = new ScriptedDaemon(Samples.picture(Samples.healthy("api")));
    private Path socket;
    private ControlServer server;

    @BeforeEach
    void open() throws IOException {
        socket = folder.resolve("control.sock");
        server = ControlServer.open(socket, Optional.empty(), daemon);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void showsThePictureUnchanged() throws Exception {
        Picture shown = Samples.picture(
                Samples.healthy("api"),
                Samples.service(
                        "web",
                        Status.State.PARKED,
                        Health.UNHEALTHY,
                        Optional.of(Samples.incident(Fact.Cause.NOT_ANSWERING)),
                        Status.Next.What.SLOW_RETRY),
                Samples.stopped("old"));
        try (var client = ControlClient.connect(socket)) {
            for (Picture picture : List.of(shown, Samples.ailing(Samples.healthy("api")))) {
                daemon.shows(picture);
                assertEquals(picture, client.picture());
            }
        }
    }

    @Test
    void aFileInItsPlaceIsNotTakenForTheSocketOfADeadDaemon() throws Exception {
        Path data = Files.writeString(folder.resolve("data.db"), "dear to somebody");

        IOException refused = assertThrows(IOException.class, () -> ControlServer.open(data, Optional.empty(), daemon));

        assertEquals("it is there already, and is no socket", refused.getMessage());
        assertEquals("dear to somebody", Files.readString(data));
    }

    @Test
    void aDaemonThatHangsUpIsGone() throws Exception {
        Path path = folder.resolve("dying.sock");
        try (var dying = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dying.bind(UnixDomainSocketAddress.of(path));
            try (var client = ControlClient.connect(path)) {
                dying.accept().close();

                assertThrows(DaemonGone.class, client::picture);
            }
        }
    }

    @Test
    void answersManyQuestionsOnOneConnection() throws Exception {
        var stranger = new PortUse.Holder(7, "anna", "0.0.0.0", "python3 -m http.server", Finding.Holder.STRANGER);
        daemon.has(Samples.card("db"), Samples.card("api", "db"))
                .tells(Samples.told())
                .holds(new PortUse(Samples.API, 8787, List.of(stranger)))
                .answersProbes(ProbeResult.of(ProbeResult.Outcome.FAIL, Samples.REASON, 1_500_000));

        try (var client = ControlClient.connect(socket)) {
            assertEquals(List.of(Samples.card("db"), Samples.card("api", "db")), client.cards());
            assertEquals(List.of(Samples.told()), client.incidents(5));
            assertEquals(List.of(new PortUse(Samples.API, 8787, List.of(stranger))), client.ports());
            var check = new CheckId(Samples.API, "http");
            assertEquals(ProbeResult.Outcome.FAIL, client.probe(check, Samples.SECOND).outcome());
        }
    }

    @Test
    void keepsFactsExactEvenTheLargestNumbers() throws Exception {
        var parked = Samples.fact(1, new Fact.Parked(Samples.API, 9_007_199_254_740_993L, Long.MAX_VALUE));
        daemon.happens(parked);

        try (var client = ControlClient.connect(socket)) {
            assertEquals(parked.fact(), client.facts(Optional.of(Samples.API), 10).getFirst().fact());
        }
    }

    @Test
    void passesWishesOnWithWhoAsked() throws Exception {
        daemon.has(Samples.card("api"));

        try (var client = ControlClient.connect(socket)) {
            client.operate(Samples.API, Event.Order.RESTART);
        }

        String user = System.getProperty("user.name");
        assertEquals(new ScriptedDaemon.Asked(Samples.API, Event.Order.RESTART, "cli:" + user), daemon.asked().take());
    }

    @Test
    void tellsWhatReadingTheConfigurationAgainCameTo() throws Exception {
        var changed = new Reloader.Outcome.Changed(
                List.of(new Reloader.Difference(Samples.API, Reloader.Difference.Kind.RESTARTED)), false, true);
        var ofHost = new Reloader.Outcome.Changed(List.of(), true, false);
        var refused = new Reloader.Outcome.Refused(
                List.of(new Problem("holdfast.yaml", 3, 5, Reason.of("t.wrong", "x"), Reason.of("t.fix"))));

        try (var client = ControlClient.connect(socket)) {
            assertEquals(changed, reread(client, changed));
            assertEquals(ofHost, reread(client, ofHost));
            assertEquals(refused, reread(client, refused));
            assertEquals(new Reloader.Outcome.Unchanged(false), reread(client, new Reloader.Outcome.Unchanged(false)));
        }
    }

    private Reloader.Outcome reread(ControlClient client, Reloader.Outcome outcome) throws Exception {
        daemon.rereads(outcome);
        return client.reread();
    }

    @Test
    void refusesUnknownServicesAndWatchedOnesAndGoesOnTalking() throws Exception {
        var watched = new Card(new ServiceId("db"), Optional.empty(), List.of(), Optional.empty(), 1, 1, 1, true, false);
        daemon.has(watched);

        try (var client = ControlClient.connect(socket)) {
            Refusal unknown = assertThrows(Refusal.class, () -> client.operate(Samples.API, Event.Order.STOP));
            Refusal notOurs = assertThrows(Refusal.class, () -> client.operate(watched.id(), Event.Order.STOP));

            assertEquals(Refusal.Code.UNKNOWN_SERVICE, unknown.code());
            assertEquals(Refusal.Code.WATCHED, notOurs.code());
            assertEquals(1, client.cards().size());
        }
        assertTrue(daemon.asked().isEmpty());
    }

    @Test
    void saysThatItIsBusyInsteadOfLosingAWish() throws Exception {
        daemon.has(Samples.card("api")).isBusy();

        try (var client = ControlClient.connect(socket)) {
            Refusal refusal = assertThrows(Refusal.class, () -> client.operate(Samples.API, Event.Order.START));
            assertEquals(Refusal.Code.BUSY, refusal.code());
        }
    }

    @Test
    void streamsFactsAsTheyHappenAndForgetsAFollowerThatLeft() throws Exception {
        var started = Samples.fact(1, new Fact.WishChanged(Samples.API, Wish.UP, "cli:root"));
        try (var client = ControlClient.connect(socket)) {
            client.follow();
            awaitFollowers(1);
            daemon.happens(started);

            assertEquals(started.fact(), client.next().orElseThrow().fact());
        }
        for (long sequence = 2; daemon.followers() > 0; sequence++) {
            daemon.happens(Samples.fact(sequence, started.fact()));
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    @Test
    void dropsAFollowerThatDoesNotRead() throws Exception {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap("{\"ask\":\"follow\"}\n".getBytes(StandardCharsets.UTF_8)));
            awaitFollowers(1);
            var noise = Samples.fact(1, new Fact.WishChanged(Samples.API, Wish.UP, "x".repeat(1000)));

            while (daemon.followers() > 0) {
                daemon.happens(noise);
            }
        }
    }

    @Test
    void refusesWhatItCannotRead() throws IOException {
        List<String> answers = new ArrayList<>();
        for (String question : List.of(
                "hello", "[]", "{\"ask\":\"dance\"}", "{\"ask\":1}", "{\"ask\":\"operate\"}", "{".repeat(5000), "\u0000",
                "{\"ask\":\"operate\",\"service\":\"\",\"request\":\"start\"}", "{\"ask\":\"incident\",\"incident\":5}")) {
            answers.add(RawTalk.ask(socket, question + "\n"));
        }

        assertTrue(answers.stream().allMatch(answer -> answer.contains("\"ok\":false")), answers.toString());
    }

    @Test
    void endsTheConversationOverAQuestionThatNeverEnds() throws IOException {
        String answer = RawTalk.ask(socket, "x".repeat(Conversation.QUESTION_BYTES_MAX + 10_000));

        assertTrue(answer.contains("longer than"), answer);
    }

    @Test
    void isForItsOwnerAlone() throws IOException {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }

    @Test
    void replacesTheSocketOfADeadDaemonButNotOfALivingOne() throws IOException {
        Path left = folder.resolve("left.sock");
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(left));
        }

        ControlServer.open(left, Optional.empty(), daemon).close();

        assertFalse(Files.exists(left));
        assertThrows(IOException.class, () -> ControlServer.open(socket, Optional.empty(), daemon));
        assertTrue(Files.exists(socket));
    }

    @Test
    void turnsAwayWhoComesAfterTooMany() throws IOException {
        var callers = new ArrayList<SocketChannel>();
        try {
            for (int i = 0; i < ControlServer.CALLERS_MAX; i++) {
                callers.add(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
                RawTalk.say(callers.getLast(), "{\"ask\":\"cards\"}\n");
                assertTrue(RawTalk.hear(callers.getLast()).contains("\"ok\":true"));
            }
            assertThrows(IOException.class, () -> {
                try (var client = ControlClient.connect(socket)) {
                    client.cards();
                }
            });
        } finally {
            for (SocketChannel caller : callers) {
                caller.close();
            }
        }
    }

    @Test
    void hangsUpOnEveryoneWhenItCloses() throws Exception {
        try (var client = ControlClient.connect(socket)) {
            client.follow();
            server.close();

            assertEquals(Optional.<Stamped>empty(), client.next());
        }
    }

    private void awaitFollowers(int count) {
        while (daemon.followers() < count) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }
}
