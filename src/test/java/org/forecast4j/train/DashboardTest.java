package org.forecast4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.forecast4j.UserError;
import org.junit.jupiter.api.Test;

class DashboardTest {

    @Test
    void a_program_built_without_it_says_how_to_build_it() {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader()); // also where it is built with it
        try {
            assertThatThrownBy(() -> Dashboard.open(0))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("built without Deeplearning4j's training dashboard")
                    .hasMessageContaining("mvn -Pui")
                    .extracting(e -> ((UserError) e).kind())
                    .isEqualTo(UserError.Kind.USAGE);
        } finally {
            thread.setContextClassLoader(own);
        }
    }

    @Test
    void without_a_dashboard_nothing_listens() {
        assertThat(Dashboard.NONE.listeners("training")).isEmpty();
    }
}
