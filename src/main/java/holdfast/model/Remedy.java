package holdfast.model;

import java.util.List;
import java.util.Optional;

/// A targeted repair. What it may touch is declared in the configuration; the room `repair` carries it out, and refuses whatever
/// lies outside.
public sealed interface Remedy {
    /// Give the files of a `files` check the owner, group and mode that it asks for.
    record SetOwnership(CheckId check) implements Remedy {}

    /// End the process that holds the service's port, if it is proven to be a stray of this service; refused for any other.
    record FreePort(int port) implements Remedy {}

    /// Delete what lies in these directories: paths inside the service's own directory, no symlink followed.
    record ClearCaches(List<String> paths) implements Remedy {
        public ClearCaches {
            paths = List.copyOf(paths);
        }
    }

    /// A command of the service's own: that of the rung, or else of `repair:`.
    record RunCommand(CommandLine command, Optional<Rung.Own> rung) implements Remedy {
        /// `repair:`
        public RunCommand(CommandLine command) {
            this(command, Optional.empty());
        }
    }

    /// Put the newest backup that passes an integrity check in the place of a damaged SQLite file; the damaged one is kept.
    record RestoreDatabase(String file, List<String> backups) implements Remedy {
        public RestoreDatabase {
            backups = List.copyOf(backups);
        }
    }

    /// Make room on a full disk: Holdfast's own old logs and evidence, then the declared caches, then, if permitted, the
    /// package manager's cache.
    record ReclaimDisk(List<String> caches, boolean packageCaches) implements Remedy {
        public ReclaimDisk {
            caches = List.copyOf(caches);
        }
    }

    /// Have the backend start those of the service's instances that it has given up. The others serve meanwhile.
    record StartInstances() implements Remedy {}

    /// Move what is swapped out back into memory, if it fits there with room to spare.
    record DropSwap() implements Remedy {}
}
