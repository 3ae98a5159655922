package io.github.rocketmq.rebalance.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.allocation.CircularAllocation;
import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/** The application's beans that listeners are made of. */
class ListenerBeansTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(RocketMqAutoConfiguration.class))
            .withBean(FakeConsumers.class)
            .withBean(Orders.class);

    static class Orders {
        @RocketMessageListener(topics = "orders", consumerGroup = "orders-g")
        void on(String text) {}
    }

    static class Payments {
        @RocketMessageListener(topics = "payments", consumerGroup = "payments-g")
        void on(String text) {}
    }

    static final class Offsets implements OffsetStore {
        final List<Long> written = new ArrayList<>();
        boolean closed;

        @Override
        public CompletionStage<OptionalLong> read(MessageQueue queue) {
            return CompletableFuture.completedStage(OptionalLong.of(7));
        }

        @Override
        public CompletionStage<Void> write(MessageQueue queue, long offset) {
            written.add(offset);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void listenersShareThreadsUnlessSomebodyNamesAnExecutor() {
        runner.withBean("mine", Executor.class, SyncTaskExecutor::new)
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("orders-g")
                                .plan()
                                .executor())
                        .isEmpty());
        runner.withBean("mine", Executor.class, SyncTaskExecutor::new)
                .withPropertyValues("rocketmq.listeners.orders-g.executor=mine")
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("orders-g")
                                .plan()
                                .executor())
                        .contains(context.getBean("mine", Executor.class)));
    }

    @Test
    void anExecutorOfTheRightNameRunsEveryListener() {
        runner.withBean("rocketListenerTaskExecutor", Executor.class, SyncTaskExecutor::new)
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("orders-g")
                                .plan()
                                .executor())
                        .containsInstanceOf(SyncTaskExecutor.class));
    }

    @Test
    void anUnknownExecutorFailsWithTheKnownOnes() {
        assertThat(Problems.of(runner.withBean("mine", Executor.class, SyncTaskExecutor::new)
                        .withPropertyValues("rocketmq.consumer.executor=yours")))
                .contains("executor: there is no bean 'yours' of type Executor; choose one of [mine]");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsRunListenersIfTheApplicationWantsThem() {
        runner.withPropertyValues("spring.threads.virtual.enabled=true")
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("orders-g")
                                .plan()
                                .executor())
                        .containsInstanceOf(VirtualThreadTaskExecutor.class));
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_20)
    void olderJavaHasNone() {
        runner.withPropertyValues("spring.threads.virtual.enabled=true")
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("orders-g")
                                .plan()
                                .executor())
                        .isEmpty());
    }

    @Test
    void theOnlyStrategyBeanSharesQueuesUnlessAnotherIsNamed() {
        runner.withBean("rounds", CircularAllocation.class)
                .run(context -> assertThat(context.getBean(FakeConsumers.class).strategies())
                        .containsExactly(context.getBean(CircularAllocation.class)));
        runner.withBean("rounds", CircularAllocation.class)
                .withPropertyValues("rocketmq.consumer.rebalance.strategy=averagely")
                .run(context -> assertThat(context.getBean(FakeConsumers.class).strategies())
                        .doesNotContain(context.getBean(CircularAllocation.class)));
    }

    @Test
    void theOnlyOffsetStoreBeanKeepsOffsetsAndOutlivesItsListeners() {
        runner.withBean(Offsets.class).run(context -> {
            Offsets bean = context.getBean(Offsets.class);
            OffsetStore store = context.getBean(FakeConsumers.class)
                    .of("orders-g")
                    .plan()
                    .offsets()
                    .orElseThrow();
            MessageQueue queue = new MessageQueue("orders", "broker-a", 0);

            store.write(queue, 17);
            store.close();

            assertThat(bean.written).containsExactly(17L);
            assertThat(bean.closed).isFalse();
            assertThat(store.read(queue)).isCompletedWithValue(OptionalLong.of(7));
        });
    }

    @Test
    void oneOffsetStoreCannotServeTwoGroups() {
        assertThat(Problems.of(runner.withBean(Payments.class).withBean("offsets", Offsets.class)))
                .contains("offset-store: the bean 'offsets' keeps the offsets of one group, but the groups ")
                .contains("'orders-g'")
                .contains("'payments-g'");
        runner.withBean(Payments.class)
                .withBean("one", Offsets.class)
                .withBean("other", Offsets.class)
                .withPropertyValues(
                        "rocketmq.listeners.orders-g.offset-store=one",
                        "rocketmq.listeners.payments-g.offset-store=other")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
