package holdfast.linux;

/// What the system knows of one file, stat(2).
///
/// @param owner name of the account; its number where no account has it
/// @param group likewise
/// @param mode the twelve permission bits
/// @param bytes size; meaningful for regular files
/// @param modifiedMillis last change of the content, in milliseconds since the epoch
public record FileStatus(
        Kind kind, int mode, String owner, long userId, String group, long groupId, long bytes, long modifiedMillis) {
    public enum Kind {
        FILE,
        DIRECTORY,
        /// A symbolic link; what it leads to was not looked at.
        LINK,
        /// A device, a socket, or a pipe: opening it may have effects, or wait for ever.
        SPECIAL
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }
}
