package io.github.rocketmq.rebalance.test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the child JVM of {@link ChildRocketMq} runs: a cluster, until its standard input ends. */
final class ChildMain {

    /** The line it prints when the cluster answers. */
    static final String READY = "embedded RocketMQ is ready";

    private ChildMain() {}

    static List<String> arguments(ClusterSettings settings, Map<String, Integer> topics) {
        return List.of(
                settings.home().toString(),
                Integer.toString(settings.nameServerPort()),
                numbers(settings.brokerPorts()),
                numbers(settings.replicationPorts()),
                settings.properties().entrySet().stream()
                        .map(property -> property.getKey() + "=" + property.getValue())
                        .collect(Collectors.joining(",")),
                ChildRocketMq.topicText(topics));
    }

    /** Runs the cluster that the arguments describe. */
    public static void main(String[] args) throws IOException {
        ClusterSettings settings = new ClusterSettings(
                Path.of(args[0]), Integer.parseInt(args[1]), numbers(args[2]), numbers(args[3]), pairs(args[4]));
        EmbeddedRocketMq cluster = new EmbeddedRocketMq(settings, false);
        pairs(args[5]).forEach((topic, queues) -> cluster.createTopic(topic, Integer.parseInt(queues)));
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // Nobody writes; the end of the input is the end of the parent, or its wish to stop.
        }
        cluster.close();
        System.exit(0);
    }

    private static String numbers(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static List<Integer> numbers(String text) {
        return split(text).map(Integer::valueOf).toList();
    }

    private static Map<String, String> pairs(String text) {
        return split(text)
                .map(pair -> Arrays.asList(pair.split("=", 2)))
                .collect(Collectors.toMap(pair -> pair.get(0), pair -> pair.get(1)));
    }

    private static Stream<String> split(String text) {
        return Arrays.stream(text.split(",", -1)).filter(part -> !part.isEmpty());
    }
}
