package org.forecast4j.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.forecast4j.UserError;

/**
 * The files that a command reads and those that it will write. Looked at before any work: a result that replaces an input,
 * or another result, is found out only when something is lost.
 */
public final class FileUse {
    private record Use(String setting, Path file, Path real) {}

    private final List<Use> read;
    private final List<Use> written;

    private FileUse(List<Use> read, List<Use> written) {
        this.read = List.copyOf(read);
        this.written = List.copyOf(written);
    }

    public static FileUse none() {
        return new FileUse(List.of(), List.of());
    }

    /** The same with a file or folder that is read, and the setting, option or argument that names it. */
    public FileUse reading(String setting, Path file) {
        return new FileUse(and(read, setting, file), written);
    }

    /** The same with a file that will be written, and what decides where. */
    public FileUse writing(String setting, Path file) {
        return new FileUse(read, and(written, setting, file));
    }

    private static List<Use> and(List<Use> uses, String setting, Path file) {
        List<Use> more = new ArrayList<>(uses);
        more.add(new Use(setting, file, real(file)));
        return more;
    }

    static boolean same(Path one, Path other) {
        return real(one).equals(real(other));
    }

    /** Without links, as far as the path exists. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            Path whole = file.toAbsolutePath().normalize();
            Path folder = whole.getParent();
            return folder == null ? whole : real(folder).resolve(whole.getFileName());
        }
    }

    /**
     * Looks at all of them.
     *
     * @throws UserError (usage) where a file that will be written is an input or another result, or would be taken for a
     *     series of the input's folder; (data) where none can be written of that name
     */
    public void check() {
        for (int i = 0; i < written.size(); i++) {
            Use result = written.get(i);
            for (Use input : read) {
                if (input.real().equals(result.real())) {
                    throw UserError.usage(
                            result.file() + ": would be read (" + input.setting() + ") and then replaced by a "
                                    + "result (" + result.setting() + "); name another place for the results ("
                                    + result.setting()
                                    + ")");
                }
                if (input.real().equals(result.real().getParent()) && isCsv(result.file())) {
                    throw UserError.usage(result.file() + ": a result in the folder of the series (" + input.setting()
                            + "), where the next run would read it as one of them; name another folder for the results ("
                            + result.setting() + ")");
                }
            }
            for (Use other : written.subList(0, i)) {
                if (other.real().equals(result.real())) {
                    throw UserError.usage(result.file() + ": two results would be written there, by " + other.setting()
                            + " and by " + result.setting() + "; name another file (" + result.setting() + ")");
                }
            }
            checkPlace(result);
        }
    }

    private static boolean isCsv(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    }

    private static void checkPlace(Use result) {
        Path file = result.real();
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw UserError.data(result.file() + ": found a folder or a device, expected a file that can be replaced; "
                    + "move it away, or name another place (" + result.setting() + ")");
        }
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder)) {
                if (!Files.isDirectory(folder)) {
                    throw UserError.data(result.file() + ": cannot be written, " + folder
                            + " is no folder; name another " + "place (" + result.setting() + ")");
                }
                return;
            }
        }
    }
}
