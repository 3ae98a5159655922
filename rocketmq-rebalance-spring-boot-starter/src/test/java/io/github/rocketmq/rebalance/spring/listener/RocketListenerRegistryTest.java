package io.github.rocketmq.rebalance.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.FakePushConsumer;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RocketListenerRegistryTest {

    private final FakeConsumers consumers = new FakeConsumers();
    private final RocketListenerRegistry registry = new RocketListenerRegistry();

    @Test
    void startsWithANewConsumerAfterEachStop() {
        registry.add(container("orders", true));

        registry.start();
        registry.stop();
        registry.start();

        assertThat(consumers.built())
                .extracting(FakePushConsumer::state)
                .containsExactly(ConsumerState.CLOSED, ConsumerState.RUNNING);
    }

    @Test
    void stopsAllListenersTogetherAndCallsBackWhenTheLastHasLeft() {
        consumers.leaveWhenDrained();
        registry.add(container("orders", true));
        registry.add(container("payments", true));
        registry.start();
        AtomicInteger calledBack = new AtomicInteger();

        registry.stop(calledBack::incrementAndGet);

        assertThat(consumers.built()).extracting(FakePushConsumer::state).containsOnly(ConsumerState.LEAVING);
        consumers.of("orders-g").drained();
        assertThat(calledBack).hasValue(0);
        consumers.of("payments-g").drained();
        assertThat(calledBack).hasValue(1);
        assertThat(registry.isRunning()).isFalse();
    }

    @Test
    void waitsForAListenerThatWasStoppedByHandAndIsStillLeaving() {
        consumers.leaveWhenDrained();
        RocketListenerContainer byHand = container("orders", true);
        registry.add(byHand);
        registry.start();
        byHand.stopAsync();
        AtomicInteger calledBack = new AtomicInteger();

        registry.stop(calledBack::incrementAndGet);

        assertThat(calledBack).hasValue(0);
        consumers.of("orders-g").drained();
        assertThat(calledBack).hasValue(1);
    }

    @Test
    void startsAfterAPauseWhatRanBeforeIt() {
        RocketListenerContainer byHand = container("by-hand", false);
        RocketListenerContainer ended = container("ended", true);
        RocketListenerContainer never = container("never", false);
        registry.add(byHand);
        registry.add(ended);
        registry.add(never);
        registry.start();
        byHand.start();
        ended.stop();

        registry.stop();
        registry.start();

        assertThat(byHand.isRunning()).isTrue();
        assertThat(ended.isRunning()).isFalse();
        assertThat(never.isRunning()).isFalse();
    }

    @Test
    void startsListenersThatAppearLate() {
        registry.start();

        RocketListenerContainer late = container("late", true);
        registry.add(late);

        assertThat(late.isRunning()).isTrue();
    }

    @Test
    void stopsTheOthersWhenOneFailsToStart() {
        RocketListenerContainer first = container("first", true);
        RocketListenerContainer broken = container("broken", true, () -> {
            throw new IllegalStateException("no threads left");
        });
        registry.add(first);
        registry.add(broken);

        assertThatIllegalStateException().isThrownBy(registry::start).withMessage("no threads left");

        assertThat(first.isRunning()).isFalse();
        assertThat(registry.isRunning()).isFalse();
        assertThat(broken.phase()).isInstanceOf(RocketListenerContainer.Phase.FailedToStart.class);
    }

    @Test
    void refusesASecondListenerOfTheSameIdOrGroup() {
        registry.add(container("orders", true));

        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> registry.add(container("orders", true)))
                .withMessage("Two RocketMQ listeners have the id 'orders': code of orders and code of orders.");
        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> registry.add(new RocketListenerContainer(
                        new ListenerIdentity("other", "code of other"),
                        options("orders"),
                        true,
                        new ListenerCounters(),
                        () -> consumers.create(options("orders"), message -> ConsumeResult.consumed()),
                        InstantSource.system())))
                .withMessageContaining("consume as the group 'orders-g'");
        assertThat(registry.ids()).containsExactly("orders");
    }

    @Test
    void waitsUntilItHasLeftBeforeItJoinsAgain() throws Exception {
        consumers.leaveWhenDrained();
        RocketListenerContainer container = container("orders", true);
        container.start();
        var left = container.stopAsync().toCompletableFuture();
        Thread joiner = new Thread(container::start);
        joiner.start();

        assertThat(consumers.built()).hasSize(1);
        assertThat(left).isNotDone();
        consumers.of("orders-g").drained();
        joiner.join();

        assertThat(consumers.built()).hasSize(2);
        assertThat(container.isRunning()).isTrue();
    }

    @Test
    void sitsBetweenTheWebServerAndTheApplicationInTheLifecycle() {
        assertThat(registry.getPhase()).isEqualTo(Integer.MAX_VALUE - 100);
        assertThat(registry.isPauseable()).isTrue();
    }

    private RocketListenerContainer container(String id, boolean autoStartup) {
        return container(id, autoStartup, () -> consumers.create(options(id), message -> ConsumeResult.consumed()));
    }

    private static RocketListenerContainer container(String id, boolean autoStartup, Supplier<PushConsumer> consumers) {
        return new RocketListenerContainer(
                new ListenerIdentity(id, "code of " + id),
                options(id),
                autoStartup,
                new ListenerCounters(),
                consumers,
                InstantSource.system());
    }

    private static PushConsumerOptions options(String id) {
        return PushConsumerOptions.builder(id + "-g").subscribe("orders").build();
    }
}
