package org.forecast4j.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.forecast4j.UserError;

/** Covariates: columns that stand beside the targets and may tell something of them. */
public record CovariateSettings(
        @Setting(sample = "COLUMN[,COLUMN]", help = "Covariates known up to now, as the targets are")
        List<String> pastCovariates,

        @Setting(
                sample = "COLUMN[,COLUMN]",
                help = "Covariates known in advance, for instance holidays, prices, weather forecasts; 'future' holds "
                        + "them for the rows to forecast")
        List<String> knownCovariates,

        @Setting(sample = "COLUMN[,COLUMN]", help = "Covariates of one value for each series, for instance its region")
        List<String> staticCovariates,

        @Setting(
                sample = "COLUMN[,COLUMN]",
                help = "Covariates whose numbers are names; those of words are taken so unasked")
        List<String> categorical,

        @Setting(
                sample = "FILE",
                help = "Known covariates of the rows to forecast, with time and id as in the input; a folder where the "
                        + "input is one")
        Optional<Path> future) {
    public CovariateSettings {
        pastCovariates = List.copyOf(pastCovariates);
        knownCovariates = List.copyOf(knownCovariates);
        staticCovariates = List.copyOf(staticCovariates);
        categorical = List.copyOf(categorical);
        if (future.isPresent() && knownCovariates.isEmpty()) {
            throw UserError.usage("future " + future.get() + ": found no known covariates to read from it; name them "
                    + "(known-covariates), or leave the file out");
        }
    }
}
