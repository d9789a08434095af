package holdfast.probe;

import holdfast.linux.FileLook;
import holdfast.linux.FileStatus;
import holdfast.linux.Reading;
import holdfast.model.FileRules;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Asks whether a file, or a directory with all that is in it, is there and as it must be: owner, group and mode, age and size,
/// content. The first one that is wrong is named, with what it has and what it must have, and how many more there are.
///
/// Threading: any.
final class FilesProbe {
    /// Bytes of a file that are looked through for a text.
    static final int TEXT_BYTES_MAX = 4 * 1024 * 1024;

    private static final int CHUNK = 64 * 1024;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    ProbeResult probe(Question.Files question, Deadline deadline) {
        Outcome outcome = Outcome.PASS;
        Reason reason;
        Optional<String> value = Optional.empty();
        var walk = new FileWalk(question.rules(), deadline);
        try {
            reason = look(question, walk, deadline);
        } catch (ProbeFailure e) {
            outcome = e.outcome();
            reason = e.reason();
        }
        if (!question.rules().isEmpty() && walk.entries() > 0) {
            value = Optional.of(walk.wrong() + "/" + walk.entries());
        }
        return new ProbeResult(outcome, reason, value, List.of(), deadline.elapsedNanos());
    }

    private static Reason look(Question.Files question, FileWalk walk, Deadline deadline) throws ProbeFailure {
        knowsAccounts(question.rules());
        Path shown = Path.of(question.path());
        if (!question.exists()) {
            return absent(shown);
        }
        Path real = real(shown);
        FileStatus status = status(real, shown);
        if (!status.isDirectory() || question.recursive() || question.ageNanos().isPresent() || question.bytes().isPresent()) {
            walk.walk(real, status, question.recursive());
        } else {
            walk.only(real, status);
        }
        if (walk.first().isPresent()) {
            throw wrong(walk.first().get(), walk, shown.resolve(real.relativize(walk.first().get().path())));
        }
        if (walk.incomplete().isPresent()) {
            throw walk.incomplete().get();
        }
        if (question.ageNanos().isPresent()) {
            age(question.ageNanos().get(), walk, shown);
        }
        if (question.bytes().isPresent()) {
            size(question.bytes().get(), walk.bytes(), shown);
        }
        content(question, real, status, deadline);
        return walk.entries() > 1
                ? Reason.of("probe.files.pass.many", shown, walk.entries())
                : Reason.of("probe.files.pass", shown);
    }

    /// A misspelt account is a mistake of the configuration, and no file can be right then.
    private static void knowsAccounts(FileRules rules) throws ProbeFailure {
        UserPrincipalLookupService names = FileSystems.getDefault().getUserPrincipalLookupService();
        String asked = "";
        try {
            if (rules.owner().isPresent()) {
                asked = rules.owner().get();
                var _ = names.lookupPrincipalByName(asked);
            }
            if (rules.group().isPresent()) {
                asked = rules.group().get();
                var _ = names.lookupPrincipalByGroupName(asked);
            }
        } catch (UserPrincipalNotFoundException e) {
            throw ProbeFailure.error("probe.files.no-account", asked);
        } catch (IOException e) {
            throw ProbeFailure.error("probe.files.unreadable", asked, said(e));
        }
    }

    private static Reason absent(Path shown) throws ProbeFailure {
        return switch (new FileLook().status(shown)) {
            case Reading.Found<FileStatus> _ -> throw ProbeFailure.fail("probe.files.present", shown);
            case Reading.Gone<FileStatus> _ -> Reason.of("probe.files.pass.absent", shown);
            case Reading.Unreadable<FileStatus>(String subject, String cause) ->
                throw ProbeFailure.error("probe.files.unreadable", subject, cause);
        };
    }

    /// The one place where links are followed: `current` may well be one.
    private static Path real(Path shown) throws ProbeFailure {
        try {
            return shown.toRealPath();
        } catch (NoSuchFileException e) {
            throw ProbeFailure.fail("probe.files.missing", shown);
        } catch (IOException e) {
            throw ProbeFailure.error("probe.files.unreadable", shown, said(e));
        }
    }

    private static FileStatus status(Path real, Path shown) throws ProbeFailure {
        return switch (new FileLook().status(real)) {
            case Reading.Found<FileStatus>(FileStatus status) -> status;
            case Reading.Gone<FileStatus> _ -> throw ProbeFailure.fail("probe.files.missing", shown);
            case Reading.Unreadable<FileStatus>(String subject, String cause) ->
                throw ProbeFailure.error("probe.files.unreadable", subject, cause);
        };
    }

    private static ProbeFailure wrong(FileWalk.Wrong first, FileWalk walk, Path shown) {
        FileRules.Difference difference = first.difference();
        String key = "probe.files." + difference.part().name().toLowerCase(Locale.ROOT) + (walk.wrong() > 1 ? ".more" : "");
        return ProbeFailure.fail(key, shown, difference.has(), difference.wanted(), walk.wrong() - 1);
    }

    private static void age(Question.Range wanted, FileWalk walk, Path shown) throws ProbeFailure {
        long newest = walk.newestMillis().orElseThrow(() -> ProbeFailure.fail("probe.files.age.none", shown));
        // A clock that was set back makes files of the future; they are new.
        long age = Math.max(0, (System.currentTimeMillis() - newest) * NANOS_PER_MILLI);
        if (age > wanted.most()) {
            throw ProbeFailure.fail("probe.files.age.old", shown, Amounts.age(age), Amounts.age(wanted.most()));
        }
        if (age < wanted.least()) {
            throw ProbeFailure.fail("probe.files.age.young", shown, Amounts.age(age), Amounts.age(wanted.least()));
        }
    }

    private static void size(Question.Range wanted, long bytes, Path shown) throws ProbeFailure {
        if (bytes > wanted.most()) {
            throw ProbeFailure.fail("probe.files.size.big", shown, Amounts.size(bytes), Amounts.size(wanted.most()));
        }
        if (bytes < wanted.least()) {
            throw ProbeFailure.fail("probe.files.size.small", shown, Amounts.size(bytes), Amounts.size(wanted.least()));
        }
    }

    private static void content(Question.Files question, Path real, FileStatus status, Deadline deadline) throws ProbeFailure {
        if (question.text().isEmpty() && question.sha256().isEmpty()) {
            return;
        }
        // Opening a pipe would wait for somebody to write into it.
        if (status.kind() != FileStatus.Kind.FILE) {
            throw ProbeFailure.fail("probe.files.no-file", question.path());
        }
        try {
            if (question.text().isPresent()) {
                text(question.text().get(), real, question.path(), deadline);
            }
            if (question.sha256().isPresent()) {
                checksum(question.sha256().get(), real, question.path(), deadline);
            }
        } catch (NoSuchFileException e) {
            throw ProbeFailure.fail("probe.files.missing", question.path());
        } catch (IOException e) {
            throw ProbeFailure.error("probe.files.unreadable", question.path(), said(e));
        }
    }

    private static void text(String wanted, Path real, String shown, Deadline deadline) throws IOException, ProbeFailure {
        long most = Math.min(Files.size(real), TEXT_BYTES_MAX);
        try (BodyRoom.Lease _ = BodyRoom.OF_THIS_PROCESS.toRead(most, deadline);
                InputStream in = Files.newInputStream(real)) {
            String text = new String(in.readNBytes(TEXT_BYTES_MAX), StandardCharsets.UTF_8);
            if (!text.contains(wanted)) {
                throw ProbeFailure.fail("probe.files.text", shown, Amounts.shortened(wanted), Amounts.size(TEXT_BYTES_MAX));
            }
        }
    }

    private static void checksum(String wanted, Path real, String shown, Deadline deadline) throws IOException, ProbeFailure {
        var chunk = new byte[CHUNK];
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(real)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
                if (deadline.remainingNanos() <= 0) {
                    throw ProbeFailure.error("probe.files.checksum-slow", shown, Amounts.span(deadline.timeoutNanos()));
                }
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(wanted)) {
            throw ProbeFailure.fail("probe.files.checksum", shown, found, wanted);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static String said(IOException failure) {
        return failure instanceof AccessDeniedException
                ? "Permission denied"
                : Amounts.shortened(failure.getClass().getSimpleName() + " " + failure.getMessage());
    }
}
