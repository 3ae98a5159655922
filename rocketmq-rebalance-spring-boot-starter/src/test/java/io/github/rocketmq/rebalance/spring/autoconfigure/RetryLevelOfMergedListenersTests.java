package io.github.rocketmq.rebalance.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.invocation.ListenerCounts;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Two listeners of one group, which share a consumer, and each have a delay level of their own. */
class RetryLevelOfMergedListenersTests {

    private static final ConsumeResult BURIED = ConsumeResult.deadLetter("it failed, and retry.delay-level is -1");
    private static final ConsumeResult IN_TEN_SECONDS = ConsumeResult.retryAfter(Duration.ofSeconds(10));

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(RocketMqAutoConfiguration.class))
            .withBean(FakeConsumers.class)
            .withPropertyValues(
                    "rocketmq.listeners.never.retry.delay-level=-1", "rocketmq.listeners.later.retry.delay-level=3");

    static class OneByOne {
        @RocketMessageListener(id = "never", topics = "orders", consumerGroup = "shop")
        void never(String text) {
            throw new IllegalStateException("the warehouse is closed");
        }

        @RocketMessageListener(id = "later", topics = "stock", consumerGroup = "shop")
        void later(String text) {
            throw new IllegalStateException("the warehouse is closed");
        }
    }

    static class Batches {
        @RocketMessageListener(id = "never", topics = "orders", consumerGroup = "shop")
        void never(List<String> texts) {
            throw new IllegalStateException("the warehouse is closed");
        }

        @RocketMessageListener(id = "later", topics = "stock", consumerGroup = "shop")
        void later(List<String> texts) {
            throw new IllegalStateException("the warehouse is closed");
        }
    }

    @Test
    void eachCountsWhatItsLevelMakesOfAFailure() {
        runner.withBean(OneByOne.class).run(context -> {
            MessageListener consumer =
                    context.getBean(FakeConsumers.class).of("shop").listener();

            assertThat(consumer.onMessage(StoredMessage.of("x").in("orders"))).isEqualTo(BURIED);
            assertThat(consumer.onMessage(StoredMessage.of("x").in("stock"))).isEqualTo(IN_TEN_SECONDS);
            assertCounts(context.getBean(RocketListenerRegistry.class));
        });
    }

    @Test
    void eachCountsWhatItsLevelMakesOfItsPartOfABatch() {
        runner.withBean(Batches.class)
                .withPropertyValues("rocketmq.consumer.batch.enabled=true")
                .run(context -> {
                    ListenerForm.Batch consumer = (ListenerForm.Batch) context.getBean(FakeConsumers.class)
                            .of("shop")
                            .plan()
                            .listener();

                    BatchResult result = consumer.listener()
                            .onMessages(List.of(
                                    StoredMessage.of("x").in("orders"),
                                    StoredMessage.of("x").in("stock")));

                    assertThat(result.of(0)).isEqualTo(BURIED);
                    assertThat(result.of(1)).isEqualTo(IN_TEN_SECONDS);
                    assertCounts(context.getBean(RocketListenerRegistry.class));
                });
    }

    private static void assertCounts(RocketListenerRegistry registry) {
        RocketListenerContainer shop = registry.find("never").orElseThrow();
        assertThat(shop.counts("never")).isEqualTo(new ListenerCounts(0, 0, 1, 0, 0));
        assertThat(shop.counts("later")).isEqualTo(new ListenerCounts(0, 1, 0, 0, 0));
    }
}
