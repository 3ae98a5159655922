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
                        "rocketmq.access-channel",
                        "rocketmq.client.access-key",
                        "rocketmq.client.allocation-key",
                        "rocketmq.client.connect-timeout",
                        "rocketmq.client.fail-fast",
                        "rocketmq.client.heartbeat-interval",
                        "rocketmq.client.instance-name",
                        "rocketmq.client.io-threads",
                        "rocketmq.client.namespace",
                        "rocketmq.client.namespace-v2",
                        "rocketmq.client.request-timeout",
                        "rocketmq.client.route-refresh-interval",
                        "rocketmq.client.secret-key",
                        "rocketmq.client.security-token",
                        "rocketmq.client.ssl.bundle",
                        "rocketmq.client.ssl.enabled",
                        "rocketmq.client.ssl.verification",
                        "rocketmq.client.weight",
                        "rocketmq.client.zone",
                        "rocketmq.clusters",
                        "rocketmq.consumer.access-key",
                        "rocketmq.consumer.ack-mode",
                        "rocketmq.consumer.auto-startup",
                        "rocketmq.consumer.batch.enabled",
                        "rocketmq.consumer.batch.size",
                        "rocketmq.consumer.cluster",
                        "rocketmq.consumer.concurrency",
                        "rocketmq.consumer.consume-from",
                        "rocketmq.consumer.consume-from-timestamp",
                        "rocketmq.consumer.consume-mode",
                        "rocketmq.consumer.consume-timeout",
                        "rocketmq.consumer.customized-trace-topic",
                        "rocketmq.consumer.drain-timeout",
                        "rocketmq.consumer.enable-msg-trace",
                        "rocketmq.consumer.error-handler",
                        "rocketmq.consumer.executor",
                        "rocketmq.consumer.filter",
                        "rocketmq.consumer.group",
                        "rocketmq.consumer.idle-event-interval",
                        "rocketmq.consumer.instance-name",
                        "rocketmq.consumer.listeners",
                        "rocketmq.consumer.message-model",
                        "rocketmq.consumer.namespace",
                        "rocketmq.consumer.namespace-v2",
                        "rocketmq.consumer.offset-commit-interval",
                        "rocketmq.consumer.offset-store",
                        "rocketmq.consumer.pop.batch-size",
                        "rocketmq.consumer.pop.invisible-time",
                        "rocketmq.consumer.pop.max-in-flight",
                        "rocketmq.consumer.pull-batch-size",
                        "rocketmq.consumer.pull.batch-size",
                        "rocketmq.consumer.pull.long-poll-timeout",
                        "rocketmq.consumer.pull.max-cached-messages",
                        "rocketmq.consumer.pull.max-cached-size",
                        "rocketmq.consumer.pull.max-idle",
                        "rocketmq.consumer.pull.max-offset-span",
                        "rocketmq.consumer.pull.max-total-cached-size",
                        "rocketmq.consumer.rebalance.assignment",
                        "rocketmq.consumer.rebalance.drain-timeout",
                        "rocketmq.consumer.rebalance.handoff",
                        "rocketmq.consumer.rebalance.interval",
                        "rocketmq.consumer.rebalance.min-interval",
                        "rocketmq.consumer.rebalance.strategy",
                        "rocketmq.consumer.rebalance.strict",
                        "rocketmq.consumer.retry.backoff.delay",
                        "rocketmq.consumer.retry.backoff.max-delay",
                        "rocketmq.consumer.retry.backoff.multiplier",
                        "rocketmq.consumer.retry.delay-level",
                        "rocketmq.consumer.retry.max-attempts",
                        "rocketmq.consumer.retry.suspend-queue",
                        "rocketmq.consumer.secret-key",
                        "rocketmq.consumer.tls-enable",
                        "rocketmq.consumer.undecodable",
                        "rocketmq.enabled",
                        "rocketmq.health.lock-max-live",
                        "rocketmq.health.max-heartbeat-age",
                        "rocketmq.health.max-lag",
                        "rocketmq.health.max-pull-idle",
                        "rocketmq.health.max-rebalance-age",
                        "rocketmq.health.paused-is-up",
                        "rocketmq.listeners",
                        "rocketmq.metrics.lag-interval",
                        "rocketmq.metrics.per-queue",
                        "rocketmq.name-server",
                        "rocketmq.observation.enabled",
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
        assertThat(DataSize.parse(text("rocketmq.consumer.pull.max-total-cached-size"))
                        .toBytes())
                .isEqualTo(consumer.pull().maxTotalCachedBytes());
        assertThat(duration("rocketmq.consumer.consume-timeout"))
                .isEqualTo(consumer.consume().timeout());
        assertThat(duration("rocketmq.consumer.retry.suspend-queue"))
                .isEqualTo(consumer.consume().suspendTime());
        assertThat(number("rocketmq.consumer.batch.size")).isEqualTo(32);
        assertThat(duration("rocketmq.consumer.pop.invisible-time"))
                .isEqualTo(consumer.pop().invisibleTime());
        assertThat(number("rocketmq.consumer.pop.batch-size"))
                .isEqualTo(consumer.pop().batchSize());
        assertThat(number("rocketmq.consumer.pop.max-in-flight"))
                .isEqualTo(consumer.pop().maxInFlight());
        assertThat(text("rocketmq.consumer.consume-mode"))
                .isEqualToIgnoringCase(consumer.consume().mode().name());
        assertThat(text("rocketmq.consumer.message-model"))
                .isEqualToIgnoringCase(consumer.model().name());
        assertThat(text("rocketmq.consumer.undecodable").replace('-', '_'))
                .isEqualToIgnoringCase(consumer.consume().undecodable().name());
        assertThat(text("rocketmq.consumer.rebalance.assignment"))
                .isEqualToIgnoringCase(consumer.assignment().name());
        assertThat(duration("rocketmq.client.connect-timeout")).isEqualTo(client.connectTimeout());
        assertThat(duration("rocketmq.client.request-timeout")).isEqualTo(client.requestTimeout());
        assertThat(duration("rocketmq.client.heartbeat-interval")).isEqualTo(client.heartbeatInterval());
        assertThat(duration("rocketmq.client.route-refresh-interval")).isEqualTo(client.routeRefreshInterval());
    }

    @Test
    void leadsFromApachesKeysToOurs() {
        assertThat(replacement("rocketmq.consumer.access-key")).isEqualTo("rocketmq.client.access-key");
        assertThat(replacement("rocketmq.consumer.listeners")).isEqualTo("rocketmq.listeners");
        properties.forEach((name, property) -> {
            if (property.has("deprecation") && !replacement(name).isEmpty()) {
                assertThat(properties).containsKey(replacement(name));
            }
        });
    }

    @Test
    void listsEveryKeyThatAnAnnotationMaySet() {
        assertThat(SettingKeys.all())
                .allSatisfy(key -> assertThat(properties).containsKey("rocketmq.consumer." + key))
                .hasSizeGreaterThan(35);
    }

    private String replacement(String name) {
        return property(name).path("deprecation").path("replacement").asString("");
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
