package org.forecast4j.nn.recurrent;

import java.util.Optional;
import org.forecast4j.nn.kernel.RecurrentCell;

/** The configuration of a recurrent layer that kernels may compute. */
public interface CellLayer {

    /** What it computes; empty where kernels do not know one of its activations. */
    Optional<RecurrentCell> cell();
}
