package holdfast.probe;

import java.io.EOFException;
import java.net.SocketException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;

/// Why an exchange on a standing connection failed, told by how far it had come.
///
/// @param stage how far
/// @param place `host:port`
/// @param tls whether the handshake was part of it
/// @param status status of the answer, 0 before there was one
/// @param receivedBytes of the head or of the body, whichever was under way
///
/// Threading: pure.
record HttpTrouble(Stage stage, String place, boolean tls, int status, long receivedBytes) {
    /// What was being waited for.
    enum Stage {
        ANSWER,
        HEAD,
        BODY
    }

    ProbeFailure explain(Exception failure, Deadline deadline) {
        if (deadline.hasPassed()) {
            return late(Amounts.span(deadline.timeoutNanos()));
        }
        return switch (failure) {
            case NoHttpResponseException _ -> ended();
            case TruncatedChunkException _ -> ended();
            case ConnectionClosedException _ -> ended();
            case MalformedChunkCodingException e -> ProbeFailure.fail("probe.http.chunks", status, said(e));
            case MessageConstraintException e -> ProbeFailure.fail("probe.http.head-too-big", said(e));
            case HttpException e -> notHttp(e);
            case ZipException e -> ProbeFailure.fail("probe.http.encoding-broken", status, said(e));
            case SSLException e -> ProbeFailure.fail("probe.http.broken", place, said(e));
            case EOFException _ -> ended();
            case SocketException e when said(e).contains("reset") || said(e).contains("Broken pipe") -> reset();
            default -> ProbeFailure.fail("probe.http.broken", place, said(failure));
        };
    }

    private ProbeFailure late(String span) {
        return switch (stage) {
            case ANSWER -> ProbeFailure.fail(tls ? "probe.http.timeout.answer-tls" : "probe.http.timeout.answer", span);
            case HEAD -> ProbeFailure.fail("probe.http.timeout.head", span, Amounts.size(receivedBytes));
            case BODY -> ProbeFailure.fail("probe.http.timeout.body", span, status, Amounts.size(receivedBytes));
        };
    }

    ProbeFailure ended() {
        return switch (stage) {
            case ANSWER -> ProbeFailure.fail("probe.http.closed", place);
            case HEAD -> ProbeFailure.fail("probe.http.closed.head", place, Amounts.size(receivedBytes));
            case BODY -> ProbeFailure.fail("probe.http.closed.body", status, Amounts.size(receivedBytes));
        };
    }

    private ProbeFailure reset() {
        return switch (stage) {
            case ANSWER -> ProbeFailure.fail("probe.http.reset", place);
            case HEAD -> ProbeFailure.fail("probe.http.reset.head", place, Amounts.size(receivedBytes));
            case BODY -> ProbeFailure.fail("probe.http.reset.body", status, Amounts.size(receivedBytes));
        };
    }

    /// A TLS alert record begins with 0x15 0x03 (RFC 8446, 5.1): that is how a TLS port answers a plain request. The parser
    /// shows bytes that are no text so.
    private ProbeFailure notHttp(HttpException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("[0x15][0x03]")
                ? ProbeFailure.fail("probe.http.speaks-tls", place)
                : ProbeFailure.fail("probe.http.not-http", place, said(e));
    }

    private static String said(Exception failure) {
        return Amounts.shortened(String.valueOf(failure.getMessage()));
    }
}
