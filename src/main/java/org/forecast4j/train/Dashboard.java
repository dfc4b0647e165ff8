package org.forecast4j.train;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.forecast4j.UserError;

/** Deeplearning4j's training UI, which a browser on this machine can look at while networks train. */
public interface Dashboard extends AutoCloseable {

    /** Nobody looks. */
    Dashboard NONE = new Dashboard() {
        @Override
        public String address() {
            return "";
        }

        @Override
        public List<TrainingListener> listeners(String session) {
            return List.of();
        }

        @Override
        public void close() {}
    };

    /** Found as a service, where the program is built with the profile {@code ui}. */
    interface Server {

        /**
         * Serves on the loopback address until the dashboard is closed.
         *
         * @param port 0 for any that is free
         * @throws UserError where the port is taken
         */
        Dashboard open(int port);
    }

    /**
     * Opens a dashboard.
     *
     * @param port 0 for any that is free
     * @throws UserError where the program is built without it, or the port is taken
     */
    static Dashboard open(int port) {
        try {
            return ServiceLoader.load(Server.class)
                    .findFirst()
                    .orElseThrow(Dashboard::missing)
                    .open(port);
        } catch (ServiceConfigurationError | NoClassDefFoundError e) { // what a build with it left behind
            throw missing().causedBy(e);
        }
    }

    private static UserError missing() {
        return UserError.usage("ui: this program is built without Deeplearning4j's training dashboard; build it with "
                + "mvn -Pui -DskipTests clean package, or leave ui out");
    }

    /** What to type into the browser. */
    String address();

    /**
     * What watches a network while it trains.
     *
     * @param session its name in the dashboard
     */
    List<TrainingListener> listeners(String session);

    @Override
    void close();
}
