package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The frozen cases of version b1: members of all releases must share alike, so a result that differs from these needs another
 * version. {@link #main} wrote them once; no build writes them again.
 *
 * <p>A case has three lines: group, topic and {@code broker=queues}; client ids; for each queue, ordered by broker and number,
 * the place of its owner among the sorted and de-duplicated ids.
 */
final class GoldenAllocations {

    static final String RESOURCE = "/golden/allocation-b1.txt";

    private static final int CASES = 200;
    private static final long SEED = 1;

    /**
     * One of them.
     *
     * @param owners places among the members
     */
    record Golden(SharedTopic topic, List<Integer> owners) {}

    private GoldenAllocations() {}

    /**
     * Writes them.
     *
     * @param arguments the file; it must not exist
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        if (Files.exists(file)) {
            throw new IllegalStateException(file + " exists; the cases of a version are never changed");
        }
        List<String> lines = new ArrayList<>();
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            int members = i % 20 == 0 ? 60 : 10;
            SharedTopic topic = SharedTopic.random(random, members, i % 20 == 0 ? 300 : 48);
            Map<String, Integer> brokers = new TreeMap<>();
            topic.queues().forEach(queue -> brokers.merge(queue.brokerName(), 1, Integer::sum));
            lines.add(topic.group() + " " + topic.topic()
                    + brokers.entrySet().stream()
                            .map(broker -> " " + broker.getKey() + "=" + broker.getValue())
                            .collect(Collectors.joining()));
            lines.add(topic.members().stream().map(ClientId::value).collect(Collectors.joining(" ")));
            lines.add(IntStream.of(topic.owners()).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
        }
        Files.write(file, lines, StandardCharsets.UTF_8);
    }

    /** Reads them. */
    static List<Golden> read(List<String> lines) {
        List<Golden> read = new ArrayList<>();
        for (int i = 0; i + 2 < lines.size(); i += 3) {
            List<String> head = words(lines.get(i));
            Map<String, Integer> brokers = new LinkedHashMap<>();
            head.subList(2, head.size()).forEach(broker -> {
                int equals = broker.lastIndexOf('=');
                brokers.put(broker.substring(0, equals), Integer.valueOf(broker.substring(equals + 1)));
            });
            List<MessageQueue> queues = new ArrayList<>();
            brokers.forEach((broker, count) ->
                    IntStream.range(0, count).forEach(id -> queues.add(new MessageQueue(head.get(1), broker, id))));
            read.add(new Golden(
                    new SharedTopic(
                            new ConsumerGroup(head.get(0)),
                            head.get(1),
                            queues,
                            words(lines.get(i + 1)).stream().map(ClientId::new).toList(),
                            BrokerZones.byPrefix()),
                    words(lines.get(i + 2)).stream().map(Integer::valueOf).toList()));
        }
        return read;
    }

    private static List<String> words(String line) {
        return Arrays.stream(line.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
