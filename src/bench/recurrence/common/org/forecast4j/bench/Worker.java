package org.forecast4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Serves a contestant to the driver: one command a line on standard input, one answer a line on standard output.
 *
 * <ul>
 *   <li>{@code describe}: the libraries
 *   <li>{@code prepare MEASURE NETWORK}: builds a workload in place of the last one
 *   <li>{@code time SECONDS RUNS}: runs it until so many seconds have passed and so many runs are done, and answers with the
 *       nanoseconds of each
 * </ul>
 *
 * Answers begin with {@link #ANSWER} or {@link #FAILURE}, so that what libraries print is not taken for one.
 */
public final class Worker {
    public static final String ANSWER = "answer: ";
    public static final String FAILURE = "failure: ";

    private final Contestant contestant;
    private final PrintStream answers;
    private Workload workload = () -> {};

    private Worker(Contestant contestant, PrintStream answers) {
        this.contestant = contestant;
        this.answers = answers;
    }

    /** Serves until the driver closes the input. */
    public static void serve(Contestant contestant) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        new Worker(contestant, answers).loop();
        System.exit(0); // a library's own threads would keep the process
    }

    private void loop() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            answers.println(reply(line.split(" ")));
            answers.flush();
        }
    }

    private String reply(String... words) {
        try {
            return ANSWER + carryOut(words);
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            return FAILURE + String.valueOf(e).replace('\n', ' ');
        }
    }

    private String carryOut(String... words) throws Exception {
        return switch (words[0]) {
            case "describe" -> contestant.describe();
            case "prepare" -> prepare(Measure.valueOf(words[1]), Arrays.copyOfRange(words, 2, words.length));
            case "time" -> time(Double.parseDouble(words[1]), Integer.parseInt(words[2]));
            default -> throw new IllegalArgumentException("no command " + words[0]);
        };
    }

    private String prepare(Measure measure, String... network) throws Exception {
        workload.close();
        workload = () -> {};
        workload = contestant.prepare(measure, Network.parse(network));
        System.gc(); // the garbage of the last one is not this one's to pay for
        return "ready";
    }

    private String time(double seconds, int runs) {
        LongStream.Builder nanoseconds = LongStream.builder();
        long start = System.nanoTime();
        long last = start;
        for (int done = 0; done < runs || last - start < seconds * 1e9; done++) {
            workload.run();
            long now = System.nanoTime();
            nanoseconds.add(now - last);
            last = now;
        }
        return nanoseconds.build().mapToObj(Long::toString).collect(Collectors.joining(" "));
    }
}
