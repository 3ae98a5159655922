package io.github.rocketmq.rebalance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ObjectKeyJsonTests {

    private static final String ONE = "{\"offsetTable\":{{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"T\"}:123}}";

    @Test
    void tablesAreReadWithObjectsForKeys() {
        assertThat(table(ONE)).isEqualTo(Map.of(new MessageQueue("T", "b", 1), 123L));
    }

    @Test
    void tablesAreReadWithTextsForKeys() {
        assertThat(
                        table(
                                "{\"offsetTable\":{\"{\\\"brokerName\\\":\\\"b\\\",\\\"queueId\\\":1,\\\"topic\\\":\\\"T\\\"}\":123}}"))
                .isEqualTo(Map.of(new MessageQueue("T", "b", 1), 123L));
    }

    @Test
    void tablesMayHaveManyKeysBlanksAndValuesOfAnyForm() {
        JsonNode body = read(
                """
                { "n" : [ {"a":1} , {"b":{{"k":1}:2}} ], "mqTable" : {
                  {"topic":"T","queueId":1,"brokerName":"b"} : {"x":[{"y":"}{,\\""}]} ,
                  {"topic":"T","queueId":0,"brokerName":"b"} : {"x":[]}
                } }
                """);

        assertThat(ObjectKeyJson.table(body.path("mqTable")).keySet())
                .containsExactly(new MessageQueue("T", "b", 0), new MessageQueue("T", "b", 1));
        assertThat(body.path("mqTable")
                        .iterator()
                        .next()
                        .path("x")
                        .get(0)
                        .path("y")
                        .asString())
                .isEqualTo("}{,\"");
        assertThat(body.path("n").get(0).path("a").asInt()).isEqualTo(1);
    }

    @Test
    void namesWithBracesAndQuotesInKeysAreNames() {
        MessageQueue odd = new MessageQueue("%RETRY%\u00fc}{\"\\", "b,:\n", 7);
        SortedMap<MessageQueue, JsonNode> table = new TreeMap<>();
        table.put(odd, JsonNodeFactory.instance.numberNode(5L));

        assertThat(table("{\"offsetTable\":" + ObjectKeyJson.write(table) + "}"))
                .isEqualTo(Map.of(odd, 5L));
    }

    @Test
    void tablesAreWrittenWithObjectsForKeysInOrder() {
        SortedMap<MessageQueue, JsonNode> table = new TreeMap<>();
        table.put(new MessageQueue("T", "b", 1), JsonNodeFactory.instance.numberNode(2));
        table.put(new MessageQueue("T", "a", 1), JsonNodeFactory.instance.objectNode());

        assertThat(ObjectKeyJson.write(table))
                .isEqualTo("{{\"brokerName\":\"a\",\"queueId\":1,\"topic\":\"T\"}:{},"
                        + "{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"T\"}:2}");
        assertThat(ObjectKeyJson.write(new TreeMap<>())).isEqualTo("{}");
    }

    @Test
    void keysThatAreNoQueueAreRefusedByName() {
        for (String key :
                new String[] {"{}", "\"T\"", "{\"topic\":\"T\",\"queueId\":\"1\",\"brokerName\":\"b\"}", "7"}) {
            assertThatExceptionOfType(FrameException.class)
                    .isThrownBy(() -> table("{\"offsetTable\":{" + key + ":1}}"))
                    .withMessageMatching("a (queue|key of a table of queues) is '.*'; expected an object.*");
        }
        assertThatExceptionOfType(FrameException.class)
                .isThrownBy(() -> table("{\"offsetTable\":[]}"))
                .withMessageContaining("a table of queues is ARRAY");
        assertThatExceptionOfType(FrameException.class)
                .isThrownBy(() -> table("{}"))
                .withMessageContaining("a table of queues is MISSING");
    }

    @Test
    void bytesThatAreCutAnywhereAreAnError() {
        byte[] whole = ONE.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(FrameException.class)
                    .as("the first %d bytes", length)
                    .isThrownBy(
                            () -> ObjectKeyJson.table(ObjectKeyJson.read(cut).path("offsetTable")));
        }
    }

    @Test
    void anyBytesAreReadOrRefusedAndReadingEnds() {
        byte[] alphabet = "{}[]\":,\\ 01a\u00fc".getBytes(StandardCharsets.UTF_8);
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = ONE.getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(6); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = alphabet[random.nextInt(alphabet.length)];
            }
            try {
                ObjectKeyJson.table(ObjectKeyJson.read(bytes).path("offsetTable"));
            } catch (FrameException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void deepNestingIsAnErrorAndNoOverflow() {
        byte[] deep = "{".repeat(100_000).getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(FrameException.class).isThrownBy(() -> ObjectKeyJson.read(deep));
    }

    private static JsonNode read(String text) {
        return ObjectKeyJson.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<MessageQueue, Long> table(String text) {
        Map<MessageQueue, Long> offsets = new TreeMap<>();
        ObjectKeyJson.table(read(text).path("offsetTable"))
                .forEach((queue, offset) -> offsets.put(queue, offset.asLong()));
        return offsets;
    }
}
