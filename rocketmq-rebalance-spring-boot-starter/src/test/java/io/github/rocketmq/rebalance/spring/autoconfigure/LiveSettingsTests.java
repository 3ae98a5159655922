package io.github.rocketmq.rebalance.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.FakePushConsumer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.env.MapPropertySource;

@ExtendWith(OutputCaptureExtension.class)
class LiveSettingsTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(RocketMqAutoConfiguration.class))
            .withBean(FakeConsumers.class)
            .withBean(Orders.class)
            .withBean(Payments.class);

    static class Orders {
        @RocketMessageListener(id = "orders", topics = "orders", consumerGroup = "orders-g")
        void on(String text) {}
    }

    static class Payments {
        @RocketMessageListener(
                id = "payments",
                topics = "payments",
                consumerGroup = "payments-g",
                properties = "rebalance.interval=8s")
        void on(String text) {}
    }

    static class Refunds {
        @RocketMessageListener(id = "refunds", topics = "refunds", consumerGroup = "orders-g")
        void on(String text) {}
    }

    @Test
    void runningListenersFollowTheEnvironment() {
        run((orders, change) -> {
            change.accept(
                    Map.of("rocketmq.consumer.rebalance.interval", "5s", "rocketmq.listeners.orders.concurrency", "3"));

            assertThat(orders.calls()).containsExactlyInAnyOrder("interval PT5S", "concurrency 3");

            change.accept(Map.of());

            assertThat(orders.calls())
                    .endsWith("interval PT20S", "concurrency 20")
                    .hasSize(4);
        });
    }

    @Test
    void whatTheAnnotationSaysStays() {
        runner.run(context -> {
            change(context, Map.of("rocketmq.consumer.rebalance.interval", "5s"));

            assertThat(context.getBean(FakeConsumers.class).of("payments-g").calls())
                    .isEmpty();
        });
    }

    @Test
    void whatWasChangedByOtherMeansStaysUntilThePropertyChanges() {
        run((orders, change) -> {
            change.accept(Map.of("rocketmq.consumer.concurrency", "3"));
            change.accept(Map.of("rocketmq.consumer.concurrency", "3", "unrelated", "1"));

            assertThat(orders.calls()).containsExactly("concurrency 3");
        });
    }

    @Test
    void whatWasChangedByHandStaysWhenSomethingElseChanges() {
        runner.run(context -> {
            RocketListenerContainer orders =
                    context.getBean(RocketListenerRegistry.class).find("orders").orElseThrow();
            orders.rebalanceInterval(Duration.ofSeconds(7));
            change(context, Map.of("rocketmq.consumer.concurrency", "3"));

            assertThat(orders.options().rebalance().interval()).isEqualTo(Duration.ofSeconds(7));
            assertThat(orders.options().concurrency()).isEqualTo(3);
        });
    }

    @Test
    void listenersOfOneGroupFollowTheMostEager() {
        runner.withBean(Refunds.class).run(context -> {
            change(
                    context,
                    Map.of(
                            "rocketmq.listeners.orders.concurrency",
                            "3",
                            "rocketmq.listeners.refunds.concurrency",
                            "5"));

            assertThat(context.getBean(FakeConsumers.class).of("orders-g").calls())
                    .containsExactly("concurrency 5");
        });
    }

    @Test
    void aValueThatCannotBeChangesNothingAndIsLogged(CapturedOutput output) {
        run((orders, change) -> {
            change.accept(Map.of("rocketmq.consumer.concurrency", "0"));

            assertThat(orders.calls()).isEmpty();
        });
        assertThat(output)
                .contains("Listener 'orders' stays as it is.")
                .contains("rocketmq.consumer.concurrency is 0; choose a value from 1 to 1000");
    }

    @Test
    void aValueThatCannotBeReadChangesNothingAndIsLoggedWithoutIt(CapturedOutput output) {
        run((orders, change) -> {
            change.accept(Map.of(
                    "rocketmq.consumer.concurrency", "hush", "rocketmq.listeners.orders.rebalance.interval", "5s"));

            assertThat(orders.calls()).isEmpty();
        });
        assertThat(output)
                .contains("All listeners stay as they are.")
                .contains("rocketmq.consumer.concurrency cannot be read as")
                .doesNotContain("hush");
    }

    @Test
    void otherEventsChangeNothing() {
        run((orders, change) -> assertThat(orders.calls()).isEmpty());
        runner.withPropertyValues("rocketmq.consumer.concurrency=4").run(context -> {
            context.publishEvent(new PayloadApplicationEvent<>(this, "something else"));

            assertThat(context.getBean(FakeConsumers.class).of("orders-g").calls())
                    .isEmpty();
        });
    }

    private void run(BiConsumer<FakePushConsumer, Consumer<Map<String, Object>>> test) {
        runner.run(context -> test.accept(
                context.getBean(FakeConsumers.class).of("orders-g"), properties -> change(context, properties)));
    }

    private static void change(ApplicationContext context, Map<String, Object> properties) {
        ((ConfigurableApplicationContext) context)
                .getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("changed", properties));
        context.publishEvent(new EnvironmentChangeEvent(context));
    }
}
