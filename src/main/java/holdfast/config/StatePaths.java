package holdfast.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/// Where a configuration keeps its state unless it says otherwise.
final class StatePaths {
    /// Bytes of a Unix socket's path: `sun_path` of unix(7) holds 108, the last of them zero.
    static final int SOCKET_BYTES = 107;

    /// http://www.isthe.com/chongo/tech/comp/fnv/
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private static final int HASH_DIGITS = 12;
    private static final int NAME_LENGTH = 16;

    private StatePaths() {}

    /// A directory of its own for every configuration file, found again from the file's path alone: named after the directory
    /// the file is in, for people, and a hash of the absolute path. Links are not followed: behind `current → releases/7` it stays
    /// the same configuration when the link moves on.
    static Path directory(Path file, Surroundings around) {
        Path root = around.isRoot() ? Path.of("/var/lib/holdfast") : around.home().resolve(".local/state/holdfast");
        Path absolute = file.toAbsolutePath().normalize();
        String name = Optional.ofNullable(absolute.getParent())
                .map(Path::getFileName)
                .map(Path::toString)
                .orElse("root")
                .replaceAll("[^A-Za-z0-9._-]", "_");
        return root.resolve(name.substring(0, Math.min(NAME_LENGTH, name.length())) + "-" + hash(absolute.toString()));
    }

    static boolean isSocketPath(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= SOCKET_BYTES;
    }

    /// FNV-1a, 64 bits, the upper ones of it. The files of one machine need no more, and a digest of the security providers would
    /// take longer to load than all that `status` does besides.
    private static String hash(String text) {
        long hash = FNV_OFFSET;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xFF)) * FNV_PRIME;
        }
        return HexFormat.of().toHexDigits(hash).substring(0, HASH_DIGITS);
    }
}
