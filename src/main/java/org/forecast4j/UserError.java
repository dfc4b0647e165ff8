package org.forecast4j;

/**
 * Something the user can put right: one line saying what was found, where, what was expected and what to do. The command
 * line prints the message alone and ends with the exit code of the kind.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the error is about, with the exit code the command line gives it. */
    public enum Kind {
        /** The command or the job file asks for something that makes no sense. */
        USAGE(2),
        /** The data cannot be used, or the results cannot be written. */
        DATA(3),
        /** The model file cannot be used. */
        MODEL(4);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;

    private UserError(Kind kind, String message) {
        super(Quoted.plain(message)); // it may quote anything, from names of files to a model's class names
        this.kind = kind;
    }

    public static UserError usage(String message) {
        return new UserError(Kind.USAGE, message);
    }

    public static UserError data(String message) {
        return new UserError(Kind.DATA, message);
    }

    public static UserError model(String message) {
        return new UserError(Kind.MODEL, message);
    }

    /** The same error with the exception that revealed it, shown with {@code --verbose}. */
    public UserError causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    public Kind kind() {
        return kind;
    }
}
