package org.forecast4j.train;

import java.util.ArrayList;
import java.util.List;
import org.forecast4j.model.NetworkForecaster;
import org.forecast4j.series.Column;
import org.forecast4j.series.History;
import org.forecast4j.window.ColumnScaler;
import org.forecast4j.window.Windows;

/**
 * The network's part in a forecast that is the weighted mean of its own and the linear one: what makes the squared error on
 * the validation windows the smallest (Bates and Granger, "The combination of forecasts", Operational Research Quarterly 20,
 * 1969).
 */
public final class NetworkShare {
    /** Spread evenly where there are more. */
    private static final long WINDOWS = 5000;

    private double products;
    private double squares;

    private NetworkShare() {}

    /**
     * From 0 to 1. One more window that overlaps no other counts against the network: of few validation rows a good score may
     * be luck.
     *
     * @param validation one window or more
     */
    public static double of(NetworkForecaster trained, Windows validation) {
        NetworkShare share = new NetworkShare();
        NetworkForecaster network = trained.sharing(1);
        NetworkForecaster linear = trained.sharing(0);
        int size = trained.historiesPerCall(trained.encoding().columns().count());
        long count = Math.min(validation.count(), WINDOWS);
        for (long from = 0; from < count; from += size) {
            List<History> histories = new ArrayList<>(size);
            for (long window = from; window < Math.min(from + size, count); window++) {
                histories.add(validation.history(window * validation.count() / count));
            }
            double[][][] networks = network.forecast(histories);
            double[][][] linears = linear.forecast(histories);
            for (int i = 0; i < networks.length; i++) {
                History history = histories.get(i);
                ColumnScaler scaler = trained.encoding().scalers().of(history.series(), history.end());
                for (int c = 0; c < networks[i].length; c++) {
                    share.add(history, c, networks[i][c], linears[i][c], scaler.deviation(c));
                }
            }
        }
        double windows = Math.max(1, (double) validation.count() / trained.horizon());
        double best = share.products / share.squares / (1 + 1 / windows);
        return Double.isNaN(best) ? 0 : Math.max(0, Math.min(1, best)); // NaN where both say the same
    }

    private void add(History history, int column, double[] network, double[] linear, double deviation) {
        Column truth = history.series().column(column);
        for (int step = 0; step < network.length; step++) {
            if (truth.observed(history.end() + step)) {
                double away = (network[step] - linear[step]) / deviation;
                products += away * (truth.value(history.end() + step) - linear[step]) / deviation;
                squares += away * away;
            }
        }
    }
}
