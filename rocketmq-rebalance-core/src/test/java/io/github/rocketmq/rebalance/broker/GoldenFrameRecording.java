package io.github.rocketmq.rebalance.broker;

import static io.github.rocketmq.rebalance.wire.RequestCode.GET_CONSUMER_LIST_BY_GROUP;
import static io.github.rocketmq.rebalance.wire.RequestCode.GET_ROUTEINFO_BY_TOPIC;
import static io.github.rocketmq.rebalance.wire.RequestCode.HEART_BEAT;
import static io.github.rocketmq.rebalance.wire.RequestCode.PULL_MESSAGE;
import static io.github.rocketmq.rebalance.wire.RequestCode.QUERY_CONSUMER_OFFSET;
import static io.github.rocketmq.rebalance.wire.RequestCode.UPDATE_CONSUMER_OFFSET;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.wire.BodyCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.Test;

/**
 * Records what real servers answer, byte for byte, for {@code GoldenFrameTests}. It runs only when it is named:
 * {@code mvn test -pl rocketmq-rebalance-core -am -Dtest=GoldenFrameRecording -Dsurefire.failIfNoSpecifiedTests=false}, for
 * another release with {@code -Dbroker.version=4.9.7}. What it writes is to be looked at and committed.
 */
class GoldenFrameRecording {

    private static final String TOPIC = "golden";
    private static final String GROUP = "golden-group";
    private static final String BROKER = "broker-a";
    private static final byte[] NOTHING = {};
    private static final int BYTES_A_LINE = 40;

    private final String release = BrokerVersion.wanted().orElse(BrokerVersion.EMBEDDED);
    private final Path folder = Path.of("src", "test", "resources", "golden", release);
    private final TestCluster cluster = SharedCluster.get();

    @Test
    void record() throws Exception {
        cluster.createTopic(TOPIC, 2);
        send();
        Files.createDirectories(folder);
        recordRoutes();
        try (RawConnection broker = new RawConnection(cluster.brokerAddress(BROKER))) {
            byte[] heartbeat = heartbeat("10.0.0.1@golden-1");
            save("heartbeat", "HEART_BEAT(34)", broker.ask(HEART_BEAT, Map.of(), heartbeat));
            save(
                    "consumer-list",
                    "GET_CONSUMER_LIST_BY_GROUP(38)",
                    broker.ask(GET_CONSUMER_LIST_BY_GROUP, Map.of("consumerGroup", GROUP), NOTHING));
            recordPulls(broker);
            recordOffsets(broker);
            try (RawConnection other = new RawConnection(cluster.brokerAddress(BROKER))) {
                other.ask(HEART_BEAT, Map.of(), heartbeat("10.0.0.2@golden-2"));
                save("members-changed", "nothing: NOTIFY_CONSUMER_IDS_CHANGED(40)", broker.asked());
            }
        }
    }

    private void recordRoutes() throws IOException {
        try (RawConnection nameServer = new RawConnection(cluster.nameServerAddress())) {
            save(
                    "route",
                    "GET_ROUTEINFO_BY_TOPIC(105)",
                    nameServer.ask(
                            GET_ROUTEINFO_BY_TOPIC, Map.of("topic", TOPIC, "acceptStandardJsonOnly", "true"), NOTHING));
            save(
                    "route-unquoted",
                    "GET_ROUTEINFO_BY_TOPIC(105) of an old client",
                    nameServer.ask(0, GET_ROUTEINFO_BY_TOPIC, Map.of("topic", TOPIC), NOTHING));
            save(
                    "route-unknown",
                    "GET_ROUTEINFO_BY_TOPIC(105) for a topic that does not exist",
                    nameServer.ask(GET_ROUTEINFO_BY_TOPIC, Map.of("topic", "nowhere"), NOTHING));
        }
    }

    private void recordPulls(RawConnection broker) throws IOException {
        // Messages are found a moment after they were confirmed.
        await().until(() -> cluster.maxOffset(TOPIC, BROKER, 0) == 3);
        save("pull-found", "PULL_MESSAGE(11)", broker.ask(PULL_MESSAGE, pull(0), NOTHING));
        save("pull-not-found", "PULL_MESSAGE(11) at the end", broker.ask(PULL_MESSAGE, pull(3), NOTHING));
        save("pull-offset-moved", "PULL_MESSAGE(11) behind the end", broker.ask(PULL_MESSAGE, pull(9), NOTHING));
    }

    private void recordOffsets(RawConnection broker) throws IOException {
        Map<String, String> queue = new HashMap<>(Map.of("consumerGroup", GROUP, "topic", TOPIC, "queueId", "0"));
        queue.put("setZeroIfNotFound", "false");
        save(
                "offset-none",
                "QUERY_CONSUMER_OFFSET(14) before any commit",
                broker.ask(QUERY_CONSUMER_OFFSET, queue, NOTHING));
        queue.put("commitOffset", "2");
        save("commit", "UPDATE_CONSUMER_OFFSET(15)", broker.ask(UPDATE_CONSUMER_OFFSET, queue, NOTHING));
        save("offset-found", "QUERY_CONSUMER_OFFSET(14)", broker.ask(QUERY_CONSUMER_OFFSET, queue, NOTHING));
    }

    /** Neither held nor with a commit, and with its subscription. */
    private static Map<String, String> pull(long offset) {
        Map<String, String> fields = new HashMap<>();
        fields.put("consumerGroup", GROUP);
        fields.put("topic", TOPIC);
        fields.put("queueId", "0");
        fields.put("queueOffset", Long.toString(offset));
        fields.put("maxMsgNums", "32");
        fields.put("sysFlag", "4");
        fields.put("commitOffset", "0");
        fields.put("suspendTimeoutMillis", "0");
        fields.put("subscription", "*");
        fields.put("subVersion", "1");
        fields.put("expressionType", "TAG");
        return fields;
    }

    private static byte[] heartbeat(String clientId) {
        return BodyCodec.heartbeat(
                clientId,
                List.of(new BodyCodec.GroupData(
                        GROUP, "CLUSTERING", "CONSUME_FROM_FIRST_OFFSET", List.of(Subscription.all(TOPIC)), 1)),
                List.of());
    }

    /** Three messages by Apache's producer; the last is long enough that it compresses it. */
    private void send() throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("golden-producer");
        producer.setNamesrvAddr(cluster.nameServerAddress());
        producer.start();
        try {
            MessageQueue queue = new MessageQueue(TOPIC, BROKER, 0);
            producer.send(new Message(TOPIC, "first".getBytes(StandardCharsets.UTF_8)), queue);
            Message tagged =
                    new Message(TOPIC, "paid", "order-17 customer-4", "second".getBytes(StandardCharsets.UTF_8));
            tagged.putUserProperty("origin", "k\u00f6ln");
            producer.send(tagged, queue);
            producer.send(new Message(TOPIC, "third ".repeat(1000).getBytes(StandardCharsets.UTF_8)), queue);
        } finally {
            producer.shutdown();
        }
    }

    private void save(String name, String request, byte[] frame) throws IOException {
        StringBuilder text = new StringBuilder("# " + release + " answers " + request + "\n");
        for (int at = 0; at < frame.length; at += BYTES_A_LINE) {
            text.append(HexFormat.of().formatHex(frame, at, Math.min(frame.length, at + BYTES_A_LINE)))
                    .append('\n');
        }
        Files.writeString(folder.resolve(name + ".hex"), text);
    }
}
