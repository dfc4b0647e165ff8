package org.forecast4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A contestant's process, as the driver sees it. It is stopped whenever it is not asked something: libraries' threads that
 * wait by spinning would otherwise take the cores from whoever is under the clock.
 */
final class WorkerProcess implements AutoCloseable {
    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream commands;

    WorkerProcess(String name, List<String> command, Map<String, String> environment, Path log) throws IOException {
        this.name = name;
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
        // A stopped process would outlive a driver that is broken off.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    String name() {
        return name;
    }

    /** What it answers. */
    String ask(String command) throws IOException, InterruptedException {
        signal("CONT");
        commands.println(command);
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(Worker.ANSWER)) {
                signal("STOP");
                return line.substring(Worker.ANSWER.length());
            }
            if (line.startsWith(Worker.FAILURE)) {
                throw new IllegalStateException(name + " could not do '" + command + "': " + line);
            }
        }
        throw new IllegalStateException(name + " ended at '" + command + "'; see its log under target/bench");
    }

    /** Nanoseconds of each run. */
    long[] time(double seconds, int runs) throws IOException, InterruptedException {
        return Arrays.stream(ask("time " + seconds + " " + runs).split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        signal("CONT");
        commands.close();
        process.destroy();
    }
}
