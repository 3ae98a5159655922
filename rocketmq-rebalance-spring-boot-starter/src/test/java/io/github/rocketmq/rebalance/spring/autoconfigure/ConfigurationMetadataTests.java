package io.github.rocketmq.rebalance.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigurationMetadataTests {

    private final Map<String, JsonNode> properties = read();

    @Test
    void listsEveryKey() {
        assertThat(properties.keySet())
                .containsExactly(
                        "management.endpoint.rocketmq.access",
                        "management.endpoint.rocketmq.cache.time-to-live",
                        "management.health.rocketmq.enabled",
                        "rocketmq.client.allocation-key",
                        "rocketmq.client.connect-timeout",
                        "rocketmq.client.heartbeat-interval",
                        "rocketmq.client.instance-name",
                        "rocketmq.client.io-threads",
                        "rocketmq.client.request-timeout",
                        "rocketmq.client.route-refresh-interval",
                        "rocketmq.client.weight",
                        "rocketmq.client.zone",
                        "rocketmq.consumer.auto-startup",
                        "rocketmq.consumer.concurrency",
                        "rocketmq.consumer.consume-from",
                        "rocketmq.consumer.consume-from-timestamp",
                        "rocketmq.consumer.drain-timeout",
                        "rocketmq.consumer.group",
                        "rocketmq.consumer.idle-event-interval",
                        "rocketmq.consumer.offset-commit-interval",
                        "rocketmq.consumer.pull.batch-size",
                        "rocketmq.consumer.pull.long-poll-timeout",
                        "rocketmq.consumer.pull.max-cached-messages",
                        "rocketmq.consumer.pull.max-cached-size",
                        "rocketmq.consumer.pull.max-offset-span",
                        "rocketmq.consumer.rebalance.drain-timeout",
                        "rocketmq.consumer.rebalance.handoff",
                        "rocketmq.consumer.rebalance.interval",
                        "rocketmq.consumer.rebalance.min-interval",
                        "rocketmq.consumer.rebalance.strategy",
                        "rocketmq.consumer.rebalance.strict",
                        "rocketmq.consumer.retry.max-attempts",
                        "rocketmq.enabled",
                        "rocketmq.health.lock-max-live",
                        "rocketmq.health.max-heartbeat-age",
                        "rocketmq.health.max-lag",
                        "rocketmq.health.max-pull-idle",
                        "rocketmq.health.max-rebalance-age",
                        "rocketmq.health.paused-is-up",
                        "rocketmq.listeners",
                        "rocketmq.name-server",
                        "rocketmq.producer.group");
    }

    @Test
    void describesEveryKey() {
        properties.forEach(
                (name, property) -> assertThat(property.path("description").asString(""))
                        .as(name)
                        .isNotBlank()
                        .endsWith(".")
                        .doesNotStartWith("The ")
                        .doesNotStartWith("A "));
    }

    @Test
    void namesTheDefaultsThatTheCoreHasBuiltIn() {
        PushConsumerOptions consumer =
                PushConsumerOptions.builder("g").subscribe("t").build();
        ClientOptions client = ClientOptions.builder().nameServers("a:1").build();

        assertThat(number("rocketmq.client.weight")).isEqualTo(client.weight());
        assertThat(number("rocketmq.consumer.concurrency")).isEqualTo(consumer.concurrency());
        assertThat(number("rocketmq.consumer.retry.max-attempts")).isEqualTo(consumer.maxReconsumeTimes());
        assertThat(duration("rocketmq.consumer.drain-timeout")).isEqualTo(consumer.drainTimeout());
        assertThat(text("rocketmq.consumer.rebalance.handoff"))
                .isEqualToIgnoringCase(consumer.handOff().mode().name());
        assertThat(duration("rocketmq.consumer.offset-commit-interval")).isEqualTo(consumer.offsetCommitInterval());
        assertThat(duration("rocketmq.consumer.rebalance.interval"))
                .isEqualTo(consumer.rebalance().interval());
        assertThat(duration("rocketmq.consumer.rebalance.min-interval"))
                .isEqualTo(consumer.rebalance().minInterval());
        assertThat(number("rocketmq.consumer.pull.batch-size"))
                .isEqualTo(consumer.pull().batchSize());
        assertThat(duration("rocketmq.consumer.pull.long-poll-timeout"))
                .isEqualTo(consumer.pull().longPollTimeout());
        assertThat(number("rocketmq.consumer.pull.max-cached-messages"))
                .isEqualTo(consumer.pull().maxCachedMessages());
        assertThat(DataSize.parse(text("rocketmq.consumer.pull.max-cached-size"))
                        .toBytes())
                .isEqualTo(consumer.pull().maxCachedBytes());
        assertThat(number("rocketmq.consumer.pull.max-offset-span"))
                .isEqualTo(consumer.pull().maxOffsetSpan());
        assertThat(duration("rocketmq.client.connect-timeout")).isEqualTo(client.connectTimeout());
        assertThat(duration("rocketmq.client.request-timeout")).isEqualTo(client.requestTimeout());
        assertThat(duration("rocketmq.client.heartbeat-interval")).isEqualTo(client.heartbeatInterval());
        assertThat(duration("rocketmq.client.route-refresh-interval")).isEqualTo(client.routeRefreshInterval());
    }

    private int number(String name) {
        return property(name).path("defaultValue").asInt();
    }

    private Duration duration(String name) {
        return DurationStyle.detectAndParse(text(name));
    }

    private String text(String name) {
        return property(name).path("defaultValue").asString();
    }

    private JsonNode property(String name) {
        JsonNode property = properties.get(name);
        if (property == null) {
            throw new AssertionError("the metadata has no " + name);
        }
        return property;
    }

    private static Map<String, JsonNode> read() {
        try (InputStream in = RocketMqProperties.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json")
                .asIterator()
                .next()
                .openStream()) {
            return JsonMapper.shared()
                    .readTree(in)
                    .path("properties")
                    .valueStream()
                    .collect(Collectors.toMap(
                            property -> property.path("name").asString(),
                            property -> property,
                            (one, other) -> one,
                            TreeMap::new));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
