package holdfast.cli;

import java.util.Optional;

/// Which Holdfast this is.
final class Version {
    /// From the manifest of the jar; run from a folder of classes it has none.
    static final String NUMBER =
            Optional.ofNullable(Version.class.getPackage().getImplementationVersion()).orElse("0");

    private Version() {}
}
