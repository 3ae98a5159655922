package io.github.rocketmq.rebalance.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.FakePushConsumer;
import io.github.rocketmq.rebalance.spring.fixture.Setups;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RocketListenerRegistryTest {

    private final FakeConsumers consumers = new FakeConsumers();
    private final RocketListenerRegistry registry = new RocketListenerRegistry(() -> consumers, InstantSource.system());

    @Test
    void startsWithANewConsumerAfterEachStop() {
        add("orders", true);

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
        add("orders", true);
        add("payments", true);
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
        RocketListenerContainer byHand = add("orders", true);
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
        RocketListenerContainer byHand = add("by-hand", false);
        RocketListenerContainer ended = add("ended", true);
        RocketListenerContainer never = add("never", false);
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

        RocketListenerContainer late = add("late", true);

        assertThat(late.isRunning()).isTrue();
    }

    @Test
    void stopsTheOthersWhenOneFailsToStart() {
        RocketListenerContainer first = add("first", true);
        RocketListenerContainer broken = add("broken", true);
        consumers.failFor("broken-g", new IllegalStateException("no threads left"));

        assertThatIllegalStateException().isThrownBy(registry::start).withMessage("no threads left");

        assertThat(first.isRunning()).isFalse();
        assertThat(registry.isRunning()).isFalse();
        assertThat(broken.phase()).isInstanceOf(RocketListenerContainer.Phase.FailedToStart.class);
    }

    @Test
    void refusesASecondListenerOfTheSameIdOrGroup() {
        add("orders", true);

        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> add("orders", true))
                .withMessage("Two RocketMQ listeners have the id 'orders': code of orders and code of orders.");
        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> registry.add(
                        Setups.of("other", Setups.of("orders", true).options(), true)))
                .withMessageContaining("consume as the group 'orders-g'");
        assertThat(registry.ids()).containsExactly("orders");
    }

    @Test
    void waitsUntilItHasLeftBeforeItJoinsAgain() throws Exception {
        consumers.leaveWhenDrained();
        RocketListenerContainer container = add("orders", true);
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

    private RocketListenerContainer add(String id, boolean autoStartup) {
        return registry.add(Setups.of(id, autoStartup));
    }
}
