package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.rocketmq.rebalance.api.BrokerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.LockSnapshot;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqAutoConfiguration;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.FakePushConsumer;
import io.github.rocketmq.rebalance.spring.fixture.Setups;
import io.github.rocketmq.rebalance.spring.fixture.Snapshots;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RocketMqEndpointTests {

    private static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");

    private final FakeConsumers consumers = new FakeConsumers();
    private final RocketListenerRegistry registry = new RocketListenerRegistry(() -> consumers, () -> NOW);
    private final List<AuditEvent> audited = new ArrayList<>();
    private final RocketMqEndpoint endpoint = new RocketMqEndpoint(
            registry,
            new ChangeAudit(event -> audited.add(((AuditApplicationEvent) event).getAuditEvent())),
            () -> NOW,
            Duration.ofMillis(50));

    @BeforeEach
    void startOrders() {
        registry.add(Setups.of("orders", true));
        registry.add(Setups.of("payments", false));
        registry.start();
        consumer()
                .reports(Snapshots.of(ConsumerState.RUNNING)
                        .lateQueue("orders", 0, 3, NOW.minusMillis(1530))
                        .lockedQueue("orders", 3, new LockSnapshot.Missing(NOW))
                        .members("10.0.0.7@1#9f", "10.0.0.8@1#aa")
                        .broker("broker-b", "orders", BrokerSnapshot.State.UNREACHABLE, null)
                        .rebalanced(NOW));
    }

    @Test
    void theOverviewHasConnectionsAndAllListeners() {
        RocketMqDescriptor overview = endpoint.overview();

        assertThat(overview.clients())
                .containsExactly(new RocketMqDescriptor.Client(
                        "10.0.0.7@1#9f", "10.0.0.1:9876", new TreeMap<>(Map.of("broker-b", "UNREACHABLE"))));
        assertThat(overview.listeners())
                .containsExactly(
                        Map.entry(
                                "orders",
                                new RocketMqDescriptor.Listener(
                                        "orders-g", List.of("orders"), "RUNNING", null, "BALANCED", "20s", 2, 3)),
                        Map.entry(
                                "payments",
                                new RocketMqDescriptor.Listener(
                                        "payments-g", List.of("orders"), "STOPPED", null, null, null, 0, 0)));
    }

    @Test
    void oneListenerHasItsQueuesAndThoseOfTheOtherMembers() {
        ListenerDescriptor orders = listener("orders");

        assertThat(orders.clientIds()).containsExactly("10.0.0.7@1#9f", "10.0.0.8@1#aa");
        assertThat(orders.lagSeconds()).isEqualTo(1.5);
        assertThat(orders.queues())
                .extracting(
                        QueueDescriptor::topic,
                        QueueDescriptor::broker,
                        QueueDescriptor::queueId,
                        QueueDescriptor::owner,
                        QueueDescriptor::consumedOffset,
                        QueueDescriptor::brokerOffset,
                        QueueDescriptor::lag,
                        QueueDescriptor::locked)
                .containsExactly(
                        tuple("orders", "broker-a", 0, "10.0.0.7@1#9f", 100L, 103L, 3L, null),
                        tuple("orders", "broker-a", 3, "10.0.0.7@1#9f", 100L, 100L, 0L, false),
                        tuple("orders", "broker-b", 0, "10.0.0.8@1#aa", null, null, null, null));
        assertThat(orders.rebalances())
                .containsExactly(new ListenerDescriptor.Rebalance(
                        NOW, "notified", 2, 9, 2, 1, 0, List.of("orders@broker-a@3"), List.of(), "12ms", "ok"));
        assertThat(listener("payments").queues()).isEmpty();
        assertThat(endpoint.listener("nobody")).isNull();
    }

    @Test
    void pausesAndResumes() {
        assertThat(change("pause", "release").listener().paused()).isEqualTo("release");
        assertThat(change("resume", null).listener().state()).isEqualTo("RUNNING");
        assertThat(change("PAUSE", null).listener().paused()).isEqualTo("hold");
        assertThat(consumer().calls()).containsExactly("pause RELEASE", "resume", "pause HOLD");
    }

    @Test
    void startsAndStops() {
        assertThat(change("stop", null).listener().state()).isEqualTo("STOPPED");
        assertThatThrownBy(() -> change("rebalance", null))
                .hasMessage("listener 'orders' does not run; start it first");
        assertThat(change("start", null).listener().state()).isEqualTo("RUNNING");
        assertThat(consumers.built()).hasSize(2);
    }

    @Test
    void rebalancesAndSetsTheInterval() {
        change("rebalance", null);
        endpoint.change("orders", "rebalance", null, null, null, "5s", null);
        ChangeDescriptor set = endpoint.change("orders", "set-interval", null, null, null, "PT1M", null);

        assertThat(set.listener().interval()).isEqualTo("60s");
        assertThat(consumer().calls()).containsExactly("rebalance", "interval PT5S", "rebalance", "interval PT1M");
        assertThatThrownBy(() -> endpoint.change("orders", "set-interval", null, null, null, "1ms", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rebalance");
    }

    @Test
    void aResetIsADryRunUnlessItIsSaidThatItIsNot() {
        ChangeDescriptor dry = endpoint.change("orders", "reset-offset", null, null, "earliest", null, null);

        assertThat(dry.dryRun()).isTrue();
        assertThat(dry.offsets())
                .containsExactly(
                        new ChangeDescriptor.Offset("orders@broker-a@0", 100L, 7L, "would-move", null, "10.0.0.7@1#9f"),
                        new ChangeDescriptor.Offset("orders@broker-a@3", 100L, 7L, "would-move", null, "10.0.0.7@1#9f"),
                        new ChangeDescriptor.Offset(
                                "orders@broker-b@0",
                                null,
                                null,
                                "not-held",
                                "this member does not hold it; reset it at the member that does",
                                "10.0.0.8@1#aa"));
        assertThat(consumer().calls()).containsExactly("resetOffsets Earliest[] [] true");
    }

    @Test
    void aRealResetNeedsAPauseThatHolds() {
        assertThatThrownBy(() -> reset(null, "false"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("listener 'orders' is not paused; pause it with mode hold");
        change("pause", "release");
        assertThatThrownBy(() -> reset(null, "false")).hasMessageContaining("holds no queues");
        change("resume", null);
        change("pause", "hold");

        assertThat(reset(null, "false").offsets())
                .extracting(ChangeDescriptor.Offset::result)
                .containsExactly("moved", "moved", "not-held");
        assertThat(consumer().calls()).last().isEqualTo("resetOffsets Offset[offset=42] [orders/broker-a/0] false");
    }

    @Test
    void aRealResetPausesFirstIfThatIsWanted() {
        reset("hold", "FALSE");

        assertThat(consumer().calls())
                .containsExactly("pause HOLD", "resetOffsets Offset[offset=42] [orders/broker-a/0] false");
    }

    @ParameterizedTest
    @CsvSource({
        "earliest, 'Earliest[]'",
        "LATEST, 'Latest[]'",
        "17, 'Offset[offset=17]'",
        "2026-01-31T08:00:00Z, 'At[time=2026-01-31T08:00:00Z]'",
        "2026-01-31T09:00:00+01:00, 'At[time=2026-01-31T08:00:00Z]'"
    })
    void goesOnAt(String to, String target) {
        endpoint.change("orders", "reset-offset", null, null, to, null, null);

        assertThat(consumer().calls()).containsExactly("resetOffsets " + target + " [] true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            nullValues = "-",
            value = {
                "-|-|-|-|-|-|the action is missing; give one of pause, resume, start, stop",
                "dance|-|-|-|-|-|'dance' is no action; give one of pause, resume, start, stop",
                "pause|softly|-|-|-|-|'softly' is no mode; give hold to keep the queues, or release to give them up",
                "set-interval|-|-|-|-|-|the interval is missing; give one such as 5s",
                "rebalance|-|-|-|soon|-|'soon' is no interval; give one such as 5s",
                "reset-offset|-|-|-|-|-|'to' is missing; give earliest, latest, a time such as",
                "reset-offset|-|-|yesterday|-|-|'yesterday' is no place to go on at; give earliest, latest",
                "reset-offset|-|-|-5|-|-|'-5' is no place to go on at",
                "reset-offset|-|-|99999999999999999999|-|-|'99999999999999999999' is no place to go on at",
                "reset-offset|-|orders@0|latest|-|-|'orders@0' is no queue; write it as topic@broker@id",
                "reset-offset|-|orders@a@x|latest|-|-|'orders@a@x' is no queue; write it as topic@broker@id",
                "reset-offset|-|-|latest|-|perhaps|dryRun is 'perhaps'; give true or false"
            })
    void saysWhatIsWrong(
            @Nullable String action,
            @Nullable String mode,
            @Nullable String queue,
            @Nullable String to,
            @Nullable String interval,
            @Nullable String dryRun,
            String error) {
        assertThatThrownBy(() -> endpoint.change("orders", action, mode, queue, to, interval, dryRun))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(error);
        assertThat(consumer().calls()).isEmpty();
        assertThat(audited).isEmpty();
    }

    @Test
    void aBrokersNameMayHaveTheSeparator() {
        assertThat(Texts.queue("orders@zone-a@broker-a@7")).isEqualTo(new MessageQueue("orders", "zone-a@broker-a", 7));
    }

    @Test
    void everyChangeIsAuditedWithWhatBecameOfIt() {
        change("pause", "hold");
        ListenerChange reset = ListenerChange.parse("reset-offset", "hold", "orders@broker-a@0", "17", null, "false");
        endpoint.perform("orders", reset, Optional.of(() -> "ops"));

        assertThat(audited)
                .extracting(AuditEvent::getPrincipal, AuditEvent::getType, AuditEvent::getData)
                .containsExactly(
                        tuple(
                                "anonymous",
                                "ROCKETMQ_LISTENER_CHANGED",
                                Map.of("listener", "orders", "action", "pause", "mode", "hold", "outcome", "done")),
                        tuple(
                                "ops",
                                "ROCKETMQ_LISTENER_CHANGED",
                                Map.of(
                                        "listener",
                                        "orders",
                                        "action",
                                        "reset-offset",
                                        "mode",
                                        "hold",
                                        "queue",
                                        "orders@broker-a@0",
                                        "to",
                                        "17",
                                        "dryRun",
                                        false,
                                        "outcome",
                                        "2 moved, 1 not-held")));
    }

    @Test
    void aDryRunIsNoChange(CapturedOutput output) {
        endpoint.change("orders", "reset-offset", "hold", null, "earliest", null, null);

        assertThat(audited).isEmpty();
        assertThat(output).doesNotContain("was changed");
    }

    @Test
    void aResetThatBrokersDoNotAnswerInTimeIsAuditedAsFailed(CapturedOutput output) {
        consumer().answersResets(new CompletableFuture<>());

        assertThatThrownBy(() -> reset("hold", "false")).isInstanceOf(IllegalStateException.class);
        assertThat(outcomes())
                .containsExactly("failed: brokers have not answered within 50ms, and offsets may still be reset; look"
                        + " at them before another try");
        assertThat(output)
                .contains("Listener 'orders' was to be changed by anonymous, which failed on the way:")
                .doesNotContain("was changed");
    }

    @Test
    void aResetThatFailsHalfWayIsAuditedAsFailed() {
        consumer().answersResets(CompletableFuture.failedStage(new IllegalStateException("broker-a went away")));

        assertThatThrownBy(() -> reset("hold", "false")).isInstanceOf(IllegalStateException.class);
        assertThat(outcomes())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("failed: offsets could not be reset: ")
                .endsWith("broker-a went away");
    }

    @Test
    void aDryRunThatFailsIsNotAudited() {
        consumer().answersResets(CompletableFuture.failedStage(new IllegalStateException("broker-a went away")));

        assertThatThrownBy(() -> reset("hold", "true")).isInstanceOf(IllegalStateException.class);
        assertThat(audited).isEmpty();
    }

    @Test
    void aRealResetOfAListenerThatComesBackFromAPauseSaysThatItIsStillJoining() {
        change("pause", "release");
        consumer().joinsLater();
        audited.clear();

        assertThatThrownBy(() -> reset("hold", "false"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("listener 'orders' is still joining its group and holds no queues yet; try again in a"
                        + " moment, with mode hold");
        assertThat(outcomes())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("failed: listener 'orders' is still joining");
    }

    @Test
    void appearsOnlyWhereItIsExposedAndTheActuatorIsThere() {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        RocketMqAutoConfiguration.class, RocketMqEndpointAutoConfiguration.class));

        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(RocketMqEndpoint.class));
        ApplicationContextRunner exposed =
                runner.withPropertyValues("management.endpoints.web.exposure.include=rocketmq");
        exposed.run(context ->
                assertThat(context).hasSingleBean(RocketMqEndpoint.class).hasSingleBean(RocketMqWebEndpoint.class));
        runner.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=rocketmq")
                .run(context -> assertThat(context)
                        .hasSingleBean(RocketMqEndpoint.class)
                        .doesNotHaveBean(RocketMqWebEndpoint.class));
        exposed.withPropertyValues("management.endpoint.rocketmq.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(RocketMqEndpoint.class));
        exposed.withPropertyValues("rocketmq.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(RocketMqEndpoint.class));
        exposed.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(RocketListenerRegistry.class)
                        .doesNotHaveBean(RocketMqEndpointAutoConfiguration.class));
        exposed.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(RocketMqEndpoint.class));
    }

    private List<Object> outcomes() {
        return audited.stream()
                .map(event -> Objects.requireNonNull(event.getData().get("outcome")))
                .toList();
    }

    private FakePushConsumer consumer() {
        return consumers.of("orders-g");
    }

    private ListenerDescriptor listener(String id) {
        return Objects.requireNonNull(endpoint.listener(id));
    }

    private ChangeDescriptor change(String action, @Nullable String mode) {
        return endpoint.change("orders", action, mode, null, null, null, null);
    }

    private ChangeDescriptor reset(@Nullable String mode, String dryRun) {
        return endpoint.change("orders", "reset-offset", mode, "orders@broker-a@0", "42", null, dryRun);
    }
}
