package holdfast.probe;

import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.Secret;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks a Redis or Valkey server: logs in where that is asked for, selects the database, and sends PING (RESP2,
/// redis.io/docs/latest/develop/reference/protocol-spec). A server that still loads its data, or has stopped taking writes, says so
/// instead of PONG.
///
/// Threading: any.
final class RedisProbe {
    /// Bytes of one line of an answer; a server that sends more is none.
    private static final int LINE_BYTES_MAX = 4096;

    private final Dialer dialer;
    private final TlsDialer tls = new TlsDialer();

    RedisProbe(Dialer dialer) {
        this.dialer = dialer;
    }

    ProbeResult probe(Question.Redis question, Deadline deadline) {
        var phases = new Phases();
        Outcome outcome = Outcome.PASS;
        Reason reason;
        try {
            talk(question, deadline, phases);
            phases.end();
            reason = Reason.of("probe.redis.pass", place(question), Amounts.span(deadline.elapsedNanos()));
        } catch (ProbeFailure e) {
            outcome = e.outcome();
            reason = e.reason();
        }
        return new ProbeResult(outcome, reason, Optional.empty(), phases.list(), deadline.elapsedNanos());
    }

    private void talk(Question.Redis question, Deadline deadline, Phases phases) throws ProbeFailure {
        String place = place(question);
        try (Socket raw = dialer.dial(question.host(), question.port(), place, deadline, phases)) {
            Socket socket = raw;
            if (question.tls()) {
                phases.begin(Phases.Part.TLS);
                var target = new Target(true, question.host(), question.port(), "/");
                socket = tls.raise(raw, target, new TlsDialer.Verification(true, Optional.empty()), deadline, new TlsDialer.Seen());
            }
            phases.begin(Phases.Part.FIRST_BYTE);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (List<String> command : commands(question)) {
                socket.getOutputStream().write(encoded(command));
                String answer = line(in, place);
                if (!answer.equals(command.getFirst().equals("PING") ? "+PONG" : "+OK")) {
                    throw refusal(answer, place, command.getFirst());
                }
            }
        } catch (IOException e) {
            throw deadline.hasPassed()
                    ? ProbeFailure.fail("probe.redis.timeout", place, Amounts.span(deadline.timeoutNanos()))
                    : ProbeFailure.fail("probe.redis.closed", place);
        }
    }

    private static List<List<String>> commands(Question.Redis question) {
        var commands = new ArrayList<List<String>>();
        question.password().map(Secret::value).ifPresent(password -> commands.add(question.user()
                .map(user -> List.of("AUTH", user, password))
                .orElse(List.of("AUTH", password))));
        if (question.database() != 0) {
            commands.add(List.of("SELECT", Integer.toString(question.database())));
        }
        commands.add(List.of("PING"));
        return commands;
    }

    /// The server's own word, which begins with a code: NOAUTH, WRONGPASS, LOADING, MISCONF, …
    private static ProbeFailure refusal(String answer, String place, String command) {
        if (!answer.startsWith("-")) {
            return ProbeFailure.fail("probe.redis.not-redis", place, Amounts.shortened(answer));
        }
        String said = Amounts.shortened(answer.substring(1));
        return answer.startsWith("-NOAUTH") || command.equals("AUTH")
                ? ProbeFailure.fail("probe.redis.login", place, said)
                : ProbeFailure.fail("probe.redis.error", place, said);
    }

    /// An array of bulk strings, which may hold anything.
    private static byte[] encoded(List<String> command) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + command.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : command) {
            byte[] text = word.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(("$" + text.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(text);
            bytes.writeBytes(new byte[] {'\r', '\n'});
        }
        return bytes.toByteArray();
    }

    private static String line(InputStream in, String place) throws IOException, ProbeFailure {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("closed");
            }
            line.write(next);
            if (line.size() > LINE_BYTES_MAX) {
                throw ProbeFailure.fail("probe.redis.not-redis", place, Amounts.shortened(line.toString(StandardCharsets.UTF_8)));
            }
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static String place(Question.Redis question) {
        return new Target(question.tls(), question.host(), question.port(), "/").place();
    }
}
