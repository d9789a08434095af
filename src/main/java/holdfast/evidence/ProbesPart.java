package holdfast.evidence;

import holdfast.model.CheckId;
import holdfast.model.ProbeResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the checks of the service answered last, and where their time went.
final class ProbesPart implements Part {
    private static final long WITHIN_NANOS = 1_000_000_000L;
    private static final long NANOS_PER_MICRO = 1_000L;

    private final ProbeTranscripts transcripts;

    ProbesPart(ProbeTranscripts transcripts) {
        this.transcripts = transcripts;
    }

    @Override
    public String name() {
        return "probes.txt";
    }

    @Override
    public long withinNanos() {
        return WITHIN_NANOS;
    }

    @Override
    public Look look(Subject subject, Optional<Path> scratch) {
        var text = new StringBuilder();
        for (Map.Entry<CheckId, List<ProbeTranscripts.Answer>> check : transcripts.of(subject.service()).entrySet()) {
            text.append(check.getKey().name()).append('\n');
            check.getValue().forEach(answer -> text.append("  ").append(line(answer)).append('\n'));
        }
        return Look.of(text.toString());
    }

    private static String line(ProbeTranscripts.Answer answer) {
        ProbeResult result = answer.result();
        var line = new StringBuilder()
                .append(answer.at())
                .append(' ')
                .append(result.outcome())
                .append(' ')
                .append(micros(result.durationNanos()))
                .append(' ')
                .append(result.reason().key())
                .append(' ')
                .append(result.reason().values());
        result.value().ifPresent(value -> line.append(" value=").append(value));
        result.phases().forEach(phase -> line.append(' ').append(phase.name()).append('=').append(micros(phase.nanos())));
        return line.toString();
    }

    private static String micros(long nanos) {
        return nanos / NANOS_PER_MICRO + "us";
    }
}
