package org.forecast4j.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.forecast4j.model.ModelCard;

/** The versions at work. */
public final class Versions {
    private Versions() {}

    /** This program's version, {@code development} where it does not run from its jar. */
    public static String forecast4j() {
        return Optional.ofNullable(Versions.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    public static ModelCard.Versions all() {
        return new ModelCard.Versions(forecast4j(), deeplearning4j(), System.getProperty("java.version", "unknown"));
    }

    /** Its jar's manifest names no version; Maven's properties in it do. */
    private static String deeplearning4j() {
        Properties properties = new Properties();
        try (InputStream in = MultiLayerNetwork.class.getResourceAsStream(
                "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Deeplearning4j's properties cannot be read", e);
        }
        return properties.getProperty("version", "unknown");
    }
}
