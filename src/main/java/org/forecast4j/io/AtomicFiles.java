package org.forecast4j.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.forecast4j.Quoted;
import org.forecast4j.UserError;

/** Writes files that appear whole or not at all, even if the power fails. */
public final class AtomicFiles {
    private static final Duration STALE = Duration.ofDays(1);

    private AtomicFiles() {}

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file through a temporary one beside it, synced and then renamed. Missing folders are made. On failure the
     * file that was there stays as it was and nothing is left behind. A process that is killed does leave its temporary
     * file; it is removed when the same file is written a day later or more, by when no other process can still be at it.
     *
     * @throws UserError (data) where the file cannot be written: no permission, disk full, a folder of that name
     */
    public static void write(Path file, Content content) {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || (Files.exists(target) && !Files.isRegularFile(target))) {
            throw UserError.data(TextLines.name(file)
                    + ": found a folder or a device, expected a file that can be replaced; name another file");
        }
        Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(folder);
            deleteLeftovers(folder, target.getFileName().toString());
            try (FileChannel channel =
                            FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            rename(temporary, Files.exists(target) ? target.toRealPath() : target);
            syncFolder(folder);
        } catch (IOException e) {
            throw unwritable(file, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /**
     * Checks, before hours of work, that files can be written into a folder, and leaves no trace: a folder that is missing
     * is made when the first file is written.
     *
     * @throws UserError (data) where they cannot
     */
    public static void checkWritable(Path folder) {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        Path probe = existing.resolve("." + UUID.randomUUID() + ".tmp");
        try {
            Files.createFile(probe);
        } catch (IOException e) {
            throw unwritable(folder, e);
        } finally {
            deleteQuietly(probe);
        }
    }

    private static void deleteLeftovers(Path folder, String name) {
        FileTime yesterday = FileTime.from(Instant.now().minus(STALE));
        Pattern leftover = Pattern.compile("\\." + Pattern.quote(name) + "\\.[0-9a-f-]{36}\\.tmp");
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                folder, path -> leftover.matcher(path.getFileName().toString()).matches())) {
            for (Path path : found) {
                if (Files.getLastModifiedTime(path).compareTo(yesterday) < 0) {
                    deleteQuietly(path);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They do no harm but take room.
        }
    }

    private static UserError unwritable(Path file, IOException e) {
        return UserError.data(TextLines.name(file) + ": cannot be written (" + reason(e)
                        + "), expected a writable folder with room; free space, change permissions or name another place"
                        + " (--output)")
                .causedBy(e);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return Quoted.plain(f.getReason());
        }
        return e instanceof FileAlreadyExistsException
                ? "a file is in the way"
                : Quoted.plain(String.valueOf(e.getMessage()));
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Makes the new name last as well. Not every system can; the content is safe either way. */
    private static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows does not open folders.
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The error that led here says more.
        }
    }
}
