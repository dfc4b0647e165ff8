package org.forecast4j.job;

/**
 * In which folds of a backtest a network is trained; in the others the last one trained goes on forecasting.
 *
 * @param every in the first fold and each so many after it
 */
public record Refit(int every) {
    public Refit {
        if (every < 1) {
            throw new IllegalArgumentException("refit in every " + every + "th fold");
        }
    }

    /** Reads {@code every}, {@code never} (the first fold's network serves all), or a number of folds. */
    static Refit parse(String text) {
        return switch (text) {
            case "every" -> new Refit(1);
            case "never" -> new Refit(Integer.MAX_VALUE);
            default -> new Refit(Integer.parseInt(text));
        };
    }

    /** @param fold counted from 1 */
    boolean in(int fold) {
        return (fold - 1) % every == 0;
    }
}
