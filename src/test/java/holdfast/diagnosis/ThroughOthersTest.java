package holdfast.diagnosis;

import holdfast.model.Fact.Cause;
import holdfast.model.Finding.Hint;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static holdfast.diagnosis.Sick.hung;
import static holdfast.model.Diagnosis.Advice.RESTART;
import static holdfast.model.Diagnosis.Blame.HUNG;
import static holdfast.model.Diagnosis.Blame.PROXY_BROKEN;
import static holdfast.model.Diagnosis.Confidence.LIKELY;

/// What one service says of another: the way through a proxy, seen from both of its ends.
final class ThroughOthersTest {
    @TestFactory
    Stream<DynamicTest> ways() {
        return Stream.of(
                        new Row("the way to others", Sick.of(Cause.BLAMED).told("supervisor.blamed", "shop", "public"), PROXY_BROKEN, LIKELY, RESTART,
                                "shop is well, but cannot be reached the way its check public goes, and that way leads through this service"),
                        new Row("the way to others has words of theirs",
                                Sick.of(Cause.BLAMED)
                                        .told("supervisor.blamed", "shop", "public")
                                        .said(Hint.DEPENDENCY_REFUSED, "connect() failed (111: Connection refused) while connecting to upstream"),
                                PROXY_BROKEN, LIKELY, RESTART,
                                "shop is well, but cannot be reached the way its check public goes, and that way leads through this service"),
                        new Row("well itself, and not reached through another", hung().failsThrough("nginx", "probe.http.timeout.answer", "1.0 s"),
                                PROXY_BROKEN, LIKELY, RESTART,
                                "of its checks only check0 fails, and the way of that one leads through nginx, which is to blame"),
                        new Row("not well itself, whatever is between",
                                hung().fails(Sick.http(), "probe.http.timeout.answer", "1.0 s").failsThrough("nginx", "probe.http.timeout.answer", "1.0 s"),
                                HUNG, LIKELY, RESTART, "it does not answer"))
                .map(Row::test);
    }
}
