package io.github.rocketmq.rebalance.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs every benchmark in several rounds, each in a JVM of its own and this client beside Apache's, and prints the medians.
 * The arguments are a pattern of benchmark names and the number of rounds.
 */
public final class CostTable {

    private static final String APACHE = ".apache";

    private final Map<String, List<Double>> nanos = new TreeMap<>();
    private final Map<String, List<Double>> bytes = new TreeMap<>();

    private CostTable() {}

    public static void main(String[] arguments) throws RunnerException {
        String pattern = arguments.length > 0 ? arguments[0] : ".*";
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        CostTable table = new CostTable();
        for (int round = 1; round <= rounds; round++) {
            System.out.println("round " + round + " of " + rounds);
            table.run(pattern);
        }
        table.print();
    }

    private void run(String pattern) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(pattern)
                        .forks(1)
                        .warmupIterations(4)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .jvmArgsAppend(
                                "-Xms512m", "-Xmx512m", "-Drmq.logback.configurationFile=rocketmq-embedded.logback.xml")
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run()
                .forEach(this::keep);
    }

    private void keep(RunResult result) {
        String[] parts = result.getParams().getBenchmark().split("\\.");
        String name = parts[parts.length - 2] + "." + parts[parts.length - 1];
        nanos.computeIfAbsent(name, key -> new ArrayList<>())
                .add(result.getPrimaryResult().getScore());
        result.getSecondaryResults().forEach((metric, value) -> {
            if (metric.endsWith("gc.alloc.rate.norm")) {
                bytes.computeIfAbsent(name, key -> new ArrayList<>()).add(value.getScore());
            }
        });
    }

    private void print() {
        System.out.printf(
                "JDK %s, %s, %d processors%n%n",
                System.getProperty("java.vm.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors());
        System.out.println("| Per message | ns | bytes allocated | ns, of Apache's | bytes, of Apache's |");
        System.out.println("|---|---|---|---|---|");
        nanos.forEach((name, times) -> {
            String apache = name.substring(0, name.indexOf('.')) + APACHE;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %s | %s |%n",
                    name,
                    median(times),
                    median(of(bytes, name)),
                    ratio(times, of(nanos, apache)),
                    ratio(of(bytes, name), of(bytes, apache)));
        });
    }

    private static List<Double> of(Map<String, List<Double>> values, String name) {
        return values.getOrDefault(name, List.of());
    }

    private static String ratio(List<Double> ours, List<Double> apache) {
        return apache.isEmpty() ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * median(ours) / median(apache));
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
