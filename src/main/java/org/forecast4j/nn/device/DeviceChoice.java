package org.forecast4j.nn.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.forecast4j.UserError;
import org.forecast4j.nn.device.GpuDriver.Gpus;
import org.forecast4j.nn.device.GpuDriver.Nothing;
import org.forecast4j.nn.device.GpuLibraries.Problem;

/**
 * What computes, and why.
 *
 * @param way how the GPU is used; empty where the processor computes alone
 * @param sentence the choice in a line for the user
 * @param worthSaying whether a user who asked for nothing should read the line: there is a GPU, or a program built for one
 */
public record DeviceChoice(Optional<GpuWay> way, String sentence, boolean worthSaying) {

    /**
     * Chooses.
     *
     * @throws UserError where a GPU is wanted and cannot be had; the message names what is missing and the remedy
     */
    public static DeviceChoice of(Device wanted, GpuDriver driver, GpuLibraries libraries) {
        if (wanted == Device.CPU) {
            return onCpu("as asked for", false);
        }
        List<GpuWay> built =
                Arrays.stream(GpuWay.values()).filter(libraries::has).toList();
        GpuDriver.Found found = driver.look();
        if (found instanceof Nothing nothing) {
            if (wanted == Device.GPU) {
                throw unavailable(nothing.why(), nothing.remedy() + (built.isEmpty() ? "; then " + build() : ""));
            }
            return onCpu(nothing.why(), !built.isEmpty());
        }
        Gpus gpus = (Gpus) found;
        List<Problem> obstacles = new ArrayList<>();
        for (GpuWay way : built) {
            Optional<Problem> obstacle = obstacle(way, gpus, libraries);
            if (obstacle.isEmpty()) {
                return new DeviceChoice(Optional.of(way), "computing on " + gpus.first() + " by " + way.label(), true);
            }
            obstacles.add(obstacle.get());
        }
        if (built.isEmpty()) {
            obstacles.add(new Problem("this program is built without a way to use it", build(gpus.first())));
        }
        String what = obstacles.stream().map(Problem::what).collect(Collectors.joining("; "));
        String remedy = obstacles.stream().map(Problem::remedy).distinct().collect(Collectors.joining(", or "));
        if (wanted == Device.GPU) {
            throw unavailable(gpus.first() + ": " + what, remedy);
        }
        return onCpu(gpus.first() + " is left alone: " + what + "; to use it " + remedy, true);
    }

    private static DeviceChoice onCpu(String why, boolean worthSaying) {
        return new DeviceChoice(Optional.empty(), "computing on the CPU: " + why, worthSaying);
    }

    private static Optional<Problem> obstacle(GpuWay way, Gpus gpus, GpuLibraries libraries) {
        Gpu gpu = gpus.first();
        if (!way.serves(gpu.capability())) {
            return Optional.of(new Problem(way.label() + " serves compute capability " + way.range(), build(gpu)));
        }
        if (!way.runsOn(gpus.cuda())) {
            return Optional.of(new Problem(
                    "its driver is for CUDA " + gpus.cuda() + ", " + way.label() + " needs " + way.driverNeeded(),
                    "update the driver"));
        }
        return libraries
                .problem(way)
                .map(problem -> new Problem(way.label() + " cannot be used: " + problem.what(), problem.remedy()));
    }

    private static UserError unavailable(String why, String remedy) {
        return UserError.usage("device gpu: " + why + "; " + remedy + ", or use the CPU (--device cpu)");
    }

    private static String build() {
        return "build the program for it (" + command(GpuWay.CUDNN.profile()) + ")";
    }

    /** The command for the best way that serves a GPU. */
    private static String build(Gpu gpu) {
        return Arrays.stream(GpuWay.values())
                .filter(way -> way.serves(gpu.capability()))
                .findFirst()
                .map(way -> "build the program for it (" + command(way.profile()) + ")")
                .orElse("use a newer GPU");
    }

    static String command(String profiles) {
        return "mvn -P" + profiles + " -DskipTests clean package";
    }
}
