package org.forecast4j.job;

import java.util.Optional;
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
        String dl4j = Optional.ofNullable(MultiLayerNetwork.class.getPackage().getImplementationVersion())
                .orElse("1.0.0-M2.1");
        return new ModelCard.Versions(forecast4j(), dl4j, System.getProperty("java.version", "unknown"));
    }
}
