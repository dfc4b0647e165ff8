package org.forecast4j.train;

import java.util.List;
import org.deeplearning4j.core.storage.StatsStorage;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.ui.VertxUIServer;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.deeplearning4j.ui.model.storage.impl.JavaStorageMetaData;

/** A dashboard being served. What it shows is kept in memory. */
final class ServedDashboard implements Dashboard {
    private final VertxUIServer ui;
    private final Runnable stop;
    private final StatsStorage storage = new InMemoryStatsStorage();

    ServedDashboard(VertxUIServer ui, Runnable stop) {
        this.ui = ui;
        this.stop = stop;
        ui.attach(storage);
    }

    @Override
    public String address() {
        return "http://" + LoopbackUi.HOST + ":" + ui.getPort();
    }

    @Override
    public List<TrainingListener> listeners(String session) {
        return List.of(new NetworkStatistics(storage, session));
    }

    @Override
    public void close() {
        stop.run();
        // The UI's thread waits for news; at these it finds that it was stopped, and ends.
        storage.putStorageMetaData(new JavaStorageMetaData(0, "", "", "", "", ""));
        ui.detach(storage);
    }
}
