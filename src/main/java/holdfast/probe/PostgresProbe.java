package holdfast.probe;

import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.Secret;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/// Asks a PostgreSQL server: logs in and sends a query. What the server says of a refusal is told as it is; it names users and
/// databases, never passwords.
///
/// The driver is loaded with the first such check, and not before.
///
/// Threading: any.
final class PostgresProbe {
    private final Resolver resolver;

    PostgresProbe(Resolver resolver) {
        this.resolver = resolver;
    }

    ProbeResult probe(Question.Postgres question, Deadline deadline) {
        Outcome outcome = Outcome.PASS;
        Reason reason;
        String place = new Target(false, question.host(), question.port(), "/").place();
        try {
            // The driver would look the name up without an end; once it is found here, it is found there.
            List<InetAddress> _ = resolver.addresses(question.host(), deadline);
            String role = GuardedSockets.within(deadline, () -> ask(question));
            reason = Reason.of("probe.postgres.pass." + role, place, Amounts.span(deadline.elapsedNanos()));
        } catch (ProbeFailure e) {
            outcome = e.outcome();
            reason = e.reason();
        } catch (SQLException e) {
            outcome = Outcome.FAIL;
            reason = refusal(e, place, deadline);
        }
        return new ProbeResult(outcome, reason, Optional.empty(), List.of(), deadline.elapsedNanos());
    }

    private static String ask(Question.Postgres question) throws SQLException {
        var properties = new Properties();
        question.user().ifPresent(user -> properties.setProperty("user", user));
        question.password().map(Secret::value).ifPresent(password -> properties.setProperty("password", password));
        question.sslMode().ifPresent(mode -> properties.setProperty("sslmode", mode));
        properties.setProperty("socketFactory", GuardedSockets.class.getName());
        properties.setProperty("ApplicationName", "holdfast");
        // The deadline guards; timeouts of the driver's own would make it work on another thread.
        properties.setProperty("loginTimeout", "0");
        properties.setProperty("connectTimeout", "0");
        String host = question.host().indexOf(':') >= 0 ? "[" + question.host() + "]" : question.host();
        String database = URLEncoder.encode(question.database(), StandardCharsets.UTF_8);
        try (Connection connection = new Driver().connect("jdbc:postgresql://" + host + ":" + question.port() + "/" + database, properties);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            return row.next() && row.getBoolean(1) ? "standby" : "primary";
        }
    }

    /// By SQLSTATE, postgresql.org/docs/current/errcodes-appendix.html.
    private static Reason refusal(SQLException failure, String place, Deadline deadline) {
        String state = String.valueOf(failure.getSQLState());
        String said = Amounts.shortened(String.valueOf(failure.getMessage()));
        if (deadline.hasPassed()) {
            return Reason.of("probe.postgres.timeout", place, Amounts.span(deadline.timeoutNanos()));
        }
        if (state.startsWith("28")) {
            return Reason.of("probe.postgres.login", place, said);
        }
        return state.startsWith("08")
                ? Reason.of("probe.postgres.connection", place, said)
                : Reason.of("probe.postgres.error", place, said);
    }
}
