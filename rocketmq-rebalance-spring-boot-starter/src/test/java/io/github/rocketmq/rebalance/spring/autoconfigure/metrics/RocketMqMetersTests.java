package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.FlowControlReason;
import io.github.rocketmq.rebalance.api.MessageOutcome;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.RebalanceTrigger;
import io.github.rocketmq.rebalance.api.RequestEnd;
import io.github.rocketmq.rebalance.api.RequestOperation;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.Setups;
import io.github.rocketmq.rebalance.spring.fixture.Snapshots;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RocketMqMetersTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("orders-g");
    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 3);
    private static final Message MESSAGE = StoredMessage.of("hello");
    private static final String COMMON = "messaging.consumer.group.name messaging.destination.name";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ClientMeters meters = new ClientMeters(registry, true);
    private final FakeConsumers consumers = new FakeConsumers();
    private final List<RocketListenerContainer> containers = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-31T08:00:00Z");
    private final ConsumerReadings readings = new ConsumerReadings(() -> containers, () -> now);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "messaging.client.consumed.messages, COUNTER, messages, error.type messaging.operation.name",
                "messaging.client.operation.duration, TIMER, seconds, error error.type messaging.operation.name"
                        + " messaging.operation.type server.address server.port",
                "rocketmq.consumer.await.time, TIMER, seconds, -",
                "rocketmq.consumer.delivery.latency, TIMER, seconds, -",
                "rocketmq.consumer.queue.lag, GAUGE, messages, -",
                "rocketmq.consumer.queue.lag.time, GAUGE, seconds, -",
                "rocketmq.consumer.queues.assigned, GAUGE, queues, -",
                "rocketmq.consumer.cached.messages, GAUGE, messages, -",
                "rocketmq.consumer.cached.bytes, GAUGE, bytes, -",
                "rocketmq.consumer.inflight, GAUGE, messages, -",
                "rocketmq.consumer.threads.active, GAUGE, threads, -",
                "rocketmq.consumer.threads.max, GAUGE, threads, -",
                "rocketmq.consumer.paused, GAUGE, -, -",
                "rocketmq.consumer.rebalance.duration, TIMER, seconds, result trigger",
                "rocketmq.consumer.rebalance.queues, COUNTER, queues, change",
                "rocketmq.consumer.rebalance.age, GAUGE, seconds, -",
                "rocketmq.consumer.retried.messages, COUNTER, messages, reason",
                "rocketmq.consumer.dead.letters, COUNTER, messages, reason",
                "rocketmq.consumer.flow.control, COUNTER, -, reason",
                "rocketmq.consumer.offset.commits, COUNTER, -, result",
                "rocketmq.client.connections, GAUGE, connections, server.address",
                "rocketmq.client.reconnects, COUNTER, -, server.address"
            })
    void everyMeterHasItsNameItsTypeItsUnitAndItsKeysAndNoOthers(
            String name, Meter.Type type, String unit, String keys) {
        everythingHappens();

        Collection<Meter> found = registry.find(name).meters();
        assertThat(found).isNotEmpty().allSatisfy(meter -> {
            assertThat(meter.getId().getType()).isEqualTo(type);
            assertThat(meter.getId().getBaseUnit()).isEqualTo(unit);
            assertThat(meter.getId().getDescription()).isNotBlank();
            assertThat(keysOf(meter)).isEqualTo(words(COMMON + (keys == null ? "" : " " + keys)));
            assertThat(meter.getId().getTags()).extracting(Tag::getValue).doesNotContain("");
        });
    }

    @Test
    void noMeterIsMissingInTheListAndNoneIsBesideIt() {
        everythingHappens();

        assertThat(registry.getMeters().stream().map(meter -> meter.getId().getName()))
                .containsAll(Stream.of(RocketMqMeter.values())
                        .map(RocketMqMeter::getName)
                        .toList());
        assertThat(registry.getMeters()).allSatisfy(meter -> {
            RocketMqMeter documented = Stream.of(RocketMqMeter.values())
                    .filter(each -> each.getName().equals(meter.getId().getName()))
                    .findFirst()
                    .orElseThrow();
            assertThat(meter.getId().getType()).isEqualTo(documented.getType());
            assertThat(keysOf(meter))
                    .isEqualTo(Stream.of(documented.getKeyNames())
                            .map(key -> key.asString())
                            .collect(Collectors.toSet()));
        });
    }

    @Test
    void prometheusTakesThemAllUnderItsOwnNames() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ClientMeters there = new ClientMeters(prometheus, true);
        requests(there);
        messages(there);
        rebalances(there);
        connections(there);
        container("orders", healthy());
        new ConsumerGauges(readings, there::activeThreads, false).bindTo(prometheus);

        assertThat(prometheus.scrape())
                .contains(
                        "messaging_client_consumed_messages_total{",
                        "messaging_client_operation_duration_seconds_count{",
                        "rocketmq_consumer_await_time_seconds_count{",
                        "rocketmq_consumer_delivery_latency_seconds_sum{",
                        "rocketmq_consumer_queue_lag_messages{messaging_consumer_group_name=\"orders-g\","
                                + "messaging_destination_name=\"orders\"} 5.0",
                        "rocketmq_consumer_queue_lag_time_seconds{",
                        "rocketmq_consumer_queues_assigned_queues{",
                        "rocketmq_consumer_cached_messages{",
                        "rocketmq_consumer_cached_bytes{",
                        "rocketmq_consumer_inflight_messages{",
                        "rocketmq_consumer_threads_active_threads{",
                        "rocketmq_consumer_threads_max_threads{",
                        "rocketmq_consumer_paused{",
                        "rocketmq_consumer_rebalance_duration_seconds_count{",
                        "rocketmq_consumer_rebalance_queues_total{",
                        "rocketmq_consumer_rebalance_age_seconds{",
                        "rocketmq_consumer_retried_messages_total{",
                        "rocketmq_consumer_dead_letters_messages_total{",
                        "rocketmq_consumer_flow_control_total{",
                        "rocketmq_consumer_offset_commits_total{",
                        "rocketmq_client_connections{",
                        "rocketmq_client_reconnects_total{");
    }

    @Test
    void requestsAreTimedByOperationServerAndFailure() {
        requests(meters);

        Timer pull = registry.get("messaging.client.operation.duration")
                .tags("messaging.operation.name", "pull", "messaging.operation.type", "receive")
                .tags("server.address", "10.0.0.1", "server.port", "10911", "error.type", "none", "error", "none")
                .tags("messaging.consumer.group.name", "orders-g", "messaging.destination.name", "orders")
                .timer();
        assertThat(pull.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(20);
        assertThat(registry.get("messaging.client.operation.duration")
                        .tags("messaging.operation.name", "query_route", "messaging.operation.type", "none")
                        .tags("error.type", "java.lang.IllegalStateException", "error", "IllegalStateException")
                        .tags("server.address", "none", "server.port", "none")
                        .tags("messaging.consumer.group.name", "none")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "PULL, receive",
        "POP, receive",
        "ACK, settle",
        "NACK, settle",
        "LOCK, none",
        "HEARTBEAT, none",
        "QUERY_OFFSET, none",
        "QUERY_ROUTE, none",
        "MEMBER_LIST, none"
    })
    void everyOperationHasItsNameAndType(RequestOperation operation, String type) {
        meters.requestEnded(request(operation, Optional.empty()));

        assertThat(registry.get("messaging.client.operation.duration")
                        .tag("messaging.operation.name", operation.name().toLowerCase(Locale.ROOT))
                        .tag("messaging.operation.type", type)
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void sentMessagesAreCountedOnce() {
        meters.requestEnded(request(RequestOperation.SEND, Optional.empty()));
        assertThat(registry.find("messaging.client.operation.duration").timer()).isNull();

        new ClientMeters(registry, false).requestEnded(request(RequestOperation.SEND, Optional.empty()));
        assertThat(registry.get("messaging.client.operation.duration")
                        .tag("messaging.operation.type", "send")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "CONSUMED, none, -, -",
        "RETRY_REQUESTED, retry, rocketmq.consumer.retried.messages, requested",
        "RETRY_AFTER_EXCEPTION, retry, rocketmq.consumer.retried.messages, exception",
        "DEAD_LETTER_REQUESTED, dead_letter, rocketmq.consumer.dead.letters, requested",
        "DEAD_LETTER_ATTEMPTS, dead_letter, rocketmq.consumer.dead.letters, attempts",
        "DEAD_LETTER_UNDECODABLE, dead_letter, rocketmq.consumer.dead.letters, undecodable",
        "DROPPED, dead_letter, rocketmq.consumer.dead.letters, dropped"
    })
    void aDeliveryIsCountedOnceAndItsFailureByReason(
            MessageOutcome outcome, String errorType, String failures, String reason) {
        meters.messageSettled(GROUP, MESSAGE, outcome, null);

        assertThat(count("messaging.client.consumed.messages", "error.type", errorType))
                .isEqualTo(1);
        if (!failures.equals("-")) {
            assertThat(count(failures, "reason", reason)).isEqualTo(1);
        }
    }

    @Test
    void aMessageThatTimedOutIsAnsweredByTheTimeout() {
        meters.messageSettled(GROUP, MESSAGE, MessageOutcome.TIMED_OUT, null);

        assertThat(count("rocketmq.consumer.retried.messages", "reason", "timeout"))
                .isEqualTo(1);
        assertThat(count("messaging.client.consumed.messages", "error.type", "timeout"))
                .isEqualTo(1);
    }

    @Test
    void whatTheListenerThrewIsTheErrorType() {
        meters.messageSettled(GROUP, MESSAGE, MessageOutcome.RETRY_AFTER_EXCEPTION, new IllegalArgumentException("no"));

        assertThat(count("messaging.client.consumed.messages", "error.type", "java.lang.IllegalArgumentException"))
                .isEqualTo(1);
    }

    @Test
    void connectionsGoUpAndDownAndReconnectsOnlyUp() {
        connections(meters);

        assertThat(registry.get("rocketmq.client.connections")
                        .tag("server.address", "10.0.0.1")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(count("rocketmq.client.reconnects", "server.address", "10.0.0.1"))
                .isEqualTo(1);
    }

    @Test
    void queuesThatChangeHandsAreCountedByChange() {
        rebalances(meters);

        assertThat(count("rocketmq.consumer.rebalance.queues", "change", "assigned"))
                .isEqualTo(1);
        assertThat(count("rocketmq.consumer.rebalance.queues", "change", "revoked"))
                .isEqualTo(1);
        assertThat(count("rocketmq.consumer.rebalance.queues", "change", "lost"))
                .isEqualTo(1);
    }

    @Test
    void gaugesReadWhatTheListenerHolds() {
        container("orders", healthy());
        gauges(false);

        assertThat(gauge("rocketmq.consumer.queue.lag", "orders")).isEqualTo(5);
        assertThat(gauge("rocketmq.consumer.queue.lag.time", "orders")).isEqualTo(30);
        assertThat(gauge("rocketmq.consumer.queues.assigned", "orders")).isEqualTo(2);
        assertThat(gauge("rocketmq.consumer.inflight", "orders")).isEqualTo(2);
        assertThat(gauge("rocketmq.consumer.threads.max", "none")).isEqualTo(20);
        assertThat(gauge("rocketmq.consumer.paused", "none")).isZero();
        assertThat(gauge("rocketmq.consumer.rebalance.age", "none")).isEqualTo(10);

        now = now.plusSeconds(7);
        assertThat(gauge("rocketmq.consumer.rebalance.age", "none")).isEqualTo(17);
    }

    @Test
    void theMostThreadsFollowAChangeOfTheConcurrency() {
        RocketListenerContainer container = container("orders", healthy());
        gauges(false);
        assertThat(gauge("rocketmq.consumer.threads.max", "none")).isEqualTo(20);

        container.concurrency(7);
        now = now.plusSeconds(2);
        assertThat(gauge("rocketmq.consumer.threads.max", "none")).isEqualTo(7);

        container.restart();
        now = now.plusSeconds(2);
        assertThat(gauge("rocketmq.consumer.threads.max", "none")).isEqualTo(7);
    }

    @Test
    void aGroupOnTwoClustersIsOneSeriesOfBothTogether() {
        onCluster("", healthy());
        RocketListenerContainer eu = onCluster(
                "eu",
                Snapshots.of(ConsumerState.RUNNING)
                        .lateQueue("orders", 1, 3, now.minusSeconds(50))
                        .rebalanced(now.minusSeconds(40)));
        gauges(false);

        assertThat(inShop("rocketmq.consumer.queue.lag")).isEqualTo(8);
        assertThat(inShop("rocketmq.consumer.queue.lag.time")).isEqualTo(50);
        assertThat(inShop("rocketmq.consumer.queues.assigned")).isEqualTo(3);
        assertThat(inShop("rocketmq.consumer.inflight")).isEqualTo(2);
        assertThat(inShop("rocketmq.consumer.threads.max")).isEqualTo(40);
        assertThat(inShop("rocketmq.consumer.rebalance.age")).isEqualTo(40);
        assertThat(inShop("rocketmq.consumer.paused")).isZero();

        eu.pause(PauseMode.HOLD);
        now = now.plusSeconds(2);
        assertThat(inShop("rocketmq.consumer.paused")).isEqualTo(1);

        eu.stop();
        now = now.plusSeconds(2);
        assertThat(inShop("rocketmq.consumer.queue.lag")).isNaN();
        assertThat(inShop("rocketmq.consumer.queue.lag.time")).isNaN();
        assertThat(inShop("rocketmq.consumer.queues.assigned")).isEqualTo(2);
        assertThat(inShop("rocketmq.consumer.rebalance.age")).isEqualTo(14);
    }

    @Test
    void queuesOfTwoClustersThatAreCalledTheSameAreOneSeries() {
        onCluster("", healthy());
        onCluster("eu", Snapshots.of(ConsumerState.RUNNING).queue("orders", 1, 3, 0));
        gauges(true);

        assertThat(partitions()).containsExactlyInAnyOrder("broker-a@0", "broker-a@1");
        assertThat(registry.get("rocketmq.consumer.queue.lag")
                        .tag("messaging.destination.partition.id", "broker-a@1")
                        .gauge()
                        .value())
                .isEqualTo(8);
    }

    @Test
    void threadsInTheListenerAreActive() {
        container("orders", healthy());
        gauges(false);
        meters.listenerCalled(GROUP);
        meters.listenerCalled(GROUP);
        meters.listenerReturned(GROUP);

        assertThat(gauge("rocketmq.consumer.threads.active", "none")).isEqualTo(1);
    }

    @Test
    void aPausedListenerIsSeen() {
        RocketListenerContainer container = container("orders", healthy());
        gauges(false);
        container.phase().consumer().orElseThrow().pause(PauseMode.HOLD);
        consumers.of("orders-g").reports(Snapshots.of(ConsumerState.PAUSED));
        now = now.plusSeconds(2);

        assertThat(gauge("rocketmq.consumer.paused", "none")).isEqualTo(1);
    }

    @Test
    void ofAListenerThatDoesNotRunTheLagIsUnknownAndNothingIsAssigned() {
        containers.add(new RocketListenerContainer(Setups.of("orders", false), () -> consumers, () -> now));
        gauges(false);

        assertThat(gauge("rocketmq.consumer.queue.lag", "orders")).isNaN();
        assertThat(gauge("rocketmq.consumer.queue.lag.time", "orders")).isNaN();
        assertThat(gauge("rocketmq.consumer.queues.assigned", "orders")).isZero();
        assertThat(gauge("rocketmq.consumer.rebalance.age", "none")).isNaN();
    }

    @Test
    void listenersThatComeLaterGetSeriesAndThoseThatGoLoseThem() {
        ConsumerGauges gauges = gauges(false);
        assertThat(registry.find("rocketmq.consumer.queues.assigned").meters()).isEmpty();

        container("orders", healthy());
        gauges.refresh();
        assertThat(registry.find("rocketmq.consumer.queues.assigned").meters()).hasSize(1);
        assertThat(registry.find("rocketmq.consumer.rebalance.age").meters()).hasSize(1);

        containers.clear();
        gauges.refresh();
        assertThat(registry.getMeters().stream().map(meter -> meter.getId().getName()))
                .noneMatch(name -> name.startsWith("rocketmq.consumer.queue") || name.endsWith("rebalance.age"));
    }

    @Test
    void queuesHaveSeriesOnlyWhereWantedAndRevokedOnesVanish() {
        container("orders", healthy());
        ConsumerGauges gauges = gauges(true);
        assertThat(partitions()).containsExactlyInAnyOrder("broker-a@0", "broker-a@1");

        consumers.of("orders-g").reports(Snapshots.of(ConsumerState.RUNNING).queue("orders", 1, 2, 0));
        gauges.refresh();
        assertThat(partitions()).containsExactly("broker-a@1");
        assertThat(registry.get("rocketmq.consumer.queue.lag")
                        .tag("messaging.destination.partition.id", "broker-a@1")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(registry.get("rocketmq.consumer.queues.assigned")
                        .meter()
                        .getId()
                        .getTags())
                .hasSize(2);
    }

    private Set<String> partitions() {
        return registry.find("rocketmq.consumer.queue.lag").meters().stream()
                .map(meter -> String.valueOf(meter.getId().getTag("messaging.destination.partition.id")))
                .collect(Collectors.toSet());
    }

    private void everythingHappens() {
        requests(meters);
        messages(meters);
        rebalances(meters);
        connections(meters);
        container("orders", healthy());
        gauges(false);
    }

    private static void requests(ClientMeters meters) {
        meters.requestEnded(request(RequestOperation.PULL, Optional.empty()));
        meters.requestEnded(new RequestEnd(
                RequestOperation.QUERY_ROUTE,
                "",
                0,
                Optional.empty(),
                "orders",
                Duration.ofMillis(1),
                Optional.of(new IllegalStateException("no"))));
    }

    private static RequestEnd request(RequestOperation operation, Optional<Throwable> failure) {
        return new RequestEnd(
                operation, "10.0.0.1", 10911, Optional.of(GROUP), "orders", Duration.ofMillis(20), failure);
    }

    private static void messages(ClientMeters meters) {
        meters.messageDelivered(GROUP, MESSAGE, 3_000_000, 40);
        meters.messageSettled(GROUP, MESSAGE, MessageOutcome.CONSUMED, null);
        meters.messageSettled(GROUP, MESSAGE, MessageOutcome.RETRY_REQUESTED, null);
        meters.messageSettled(GROUP, MESSAGE, MessageOutcome.DEAD_LETTER_REQUESTED, null);
        meters.undecodableBuried(GROUP, QUEUE);
        meters.flowControlEntered(GROUP, QUEUE, FlowControlReason.COUNT);
        meters.flowControlEntered(GROUP, QUEUE, FlowControlReason.SPAN);
        meters.offsetCommitted(GROUP, QUEUE, null);
        meters.offsetCommitted(GROUP, QUEUE, new IllegalStateException("no"));
    }

    private static void rebalances(ClientMeters meters) {
        meters.rebalanced(GROUP, RebalanceTrigger.NOTIFIED, true, Duration.ofMillis(12));
        meters.rebalanced(GROUP, RebalanceTrigger.RETRY, false, Duration.ofMillis(12));
        meters.queuesAssigned(GROUP, Set.of(QUEUE));
        meters.queuesRevoked(GROUP, Set.of(QUEUE));
        meters.queuesLost(GROUP, Set.of(QUEUE));
    }

    private static void connections(ClientMeters meters) {
        meters.connectionOpened("10.0.0.1", 10911, false);
        meters.connectionClosed("10.0.0.1", 10911);
        meters.connectionOpened("10.0.0.1", 10911, true);
    }

    private Snapshots healthy() {
        return Snapshots.of(ConsumerState.RUNNING)
                .queue("orders", 0, 0, 2)
                .lateQueue("orders", 1, 5, now.minusSeconds(30))
                .rebalanced(now.minusSeconds(10));
    }

    private RocketListenerContainer container(String id, Snapshots reported) {
        RocketListenerContainer container =
                new RocketListenerContainer(Setups.of(id, true), () -> consumers, () -> now);
        container.start();
        consumers.of(id + "-g").reports(reported);
        containers.add(container);
        return container;
    }

    /** A listener of the group {@code shop}. */
    private RocketListenerContainer onCluster(String cluster, Snapshots reported) {
        RocketListenerContainer container = new RocketListenerContainer(
                Setups.inShop("on-" + cluster)
                        .subscribe("orders", "*")
                        .cluster(cluster)
                        .build(),
                () -> consumers,
                () -> now);
        container.start();
        consumers.of("shop").reports(reported);
        containers.add(container);
        return container;
    }

    /** The only series of the group {@code shop}. */
    private double inShop(String name) {
        Collection<Gauge> gauges =
                registry.get(name).tag("messaging.consumer.group.name", "shop").gauges();
        assertThat(gauges).hasSize(1);
        return gauges.iterator().next().value();
    }

    private ConsumerGauges gauges(boolean perQueue) {
        ConsumerGauges gauges = new ConsumerGauges(readings, meters::activeThreads, perQueue);
        gauges.bindTo(registry);
        return gauges;
    }

    private double gauge(String name, String topic) {
        return registry.get(name)
                .tags("messaging.consumer.group.name", "orders-g", "messaging.destination.name", topic)
                .gauge()
                .value();
    }

    private double count(String name, String key, String value) {
        return registry.get(name).tag(key, value).counter().count();
    }

    private static Set<String> keysOf(Meter meter) {
        return meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toSet());
    }

    private static Set<String> words(String text) {
        return Set.of(text.split(" "));
    }
}
