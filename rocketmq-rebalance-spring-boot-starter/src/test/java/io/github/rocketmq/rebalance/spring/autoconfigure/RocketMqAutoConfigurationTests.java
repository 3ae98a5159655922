package io.github.rocketmq.rebalance.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.allocation.BalancedRendezvousAllocation;
import io.github.rocketmq.rebalance.allocation.CircularAllocation;
import io.github.rocketmq.rebalance.allocation.ConfiguredAllocation;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.HandOff;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.annotation.SelectorType;
import io.github.rocketmq.rebalance.spring.api.RocketListener;
import io.github.rocketmq.rebalance.spring.api.RocketMessageConverter;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.FakePushConsumer;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.listener.PushConsumerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.MethodBeforeAdvice;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

@ExtendWith(OutputCaptureExtension.class)
class RocketMqAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, RocketMqAutoConfiguration.class))
            .withBean(FakeConsumers.class);

    record Order(long id) {}

    static class Orders {

        final List<Object> seen = new ArrayList<>();

        @RocketMessageListener(
                id = "orders",
                topics = {"orders", "${orders.second-topic:orders-eu}"},
                consumerGroup = "#{'orders' + '-g'}",
                selectorExpression = "${orders.tags:paid || refunded}",
                concurrency = "${orders.threads:8}",
                maxReconsumeTimes = "3")
        void on(Order order) {
            seen.add(order);
        }
    }

    @RocketMessageListener(topic = "payments", selectorExpression = "amount > 10", selectorType = SelectorType.SQL92)
    static class Payments implements RocketListener<String> {

        final List<String> seen = new ArrayList<>();

        @Override
        public void onMessage(String message) {
            seen.add(message);
        }
    }

    @Test
    void annotatedMethodsConsumeTheirTopics() {
        runner.withBean(Orders.class).run(context -> {
            FakePushConsumer consumer = context.getBean(FakeConsumers.class).of("orders-g");
            consumer.listener().onMessage(StoredMessage.of("{\"id\":17}").tagged("paid"));

            assertThat(consumer.state()).isEqualTo(ConsumerState.RUNNING);
            assertThat(consumer.options().subscriptions())
                    .containsExactly(
                            Subscription.tags("orders", "paid || refunded"),
                            Subscription.tags("orders-eu", "paid || refunded"));
            assertThat(consumer.options().concurrency()).isEqualTo(8);
            assertThat(consumer.options().maxReconsumeTimes()).isEqualTo(3);
            assertThat(context.getBean(Orders.class).seen).containsExactly(new Order(17));
        });
    }

    @Test
    void annotatedClassesConsumeAsTheApplicationByDefault() {
        runner.withBean(Payments.class)
                .withPropertyValues("spring.application.name=shop")
                .run(context -> {
                    FakePushConsumer consumer =
                            context.getBean(FakeConsumers.class).of("shop");
                    consumer.listener().onMessage(StoredMessage.of("hello").in("payments"));

                    assertThat(consumer.options().subscriptions())
                            .containsExactly(Subscription.sql92("payments", "amount > 10"));
                    assertThat(context.getBean(Payments.class).seen).containsExactly("hello");
                    assertThat(context.getBean(RocketListenerRegistry.class).ids())
                            .containsExactly("shop");
                });
    }

    @Test
    void everyKeyReachesTheCore() {
        runner.withBean(Payments.class)
                .withPropertyValues(
                        "rocketmq.consumer.group=shared-g",
                        "rocketmq.consumer.concurrency=5",
                        "rocketmq.consumer.consume-from=timestamp",
                        "rocketmq.consumer.consume-from-timestamp=2026-01-31T08:00:00Z",
                        "rocketmq.consumer.drain-timeout=4s",
                        "rocketmq.consumer.offset-commit-interval=250ms",
                        "rocketmq.consumer.rebalance.interval=7s",
                        "rocketmq.consumer.rebalance.min-interval=2s",
                        "rocketmq.consumer.rebalance.handoff=eager",
                        "rocketmq.consumer.rebalance.strict=true",
                        "rocketmq.consumer.pull.batch-size=16",
                        "rocketmq.consumer.pull.long-poll-timeout=9s",
                        "rocketmq.consumer.pull.max-cached-messages=100",
                        "rocketmq.consumer.pull.max-cached-size=2MB",
                        "rocketmq.consumer.pull.max-offset-span=300",
                        "rocketmq.consumer.retry.max-attempts=2")
                .run(context -> assertThat(optionsOf(context.getBean(FakeConsumers.class), "shared-g"))
                        .isEqualTo(PushConsumerOptions.builder("shared-g")
                                .subscribe(Subscription.sql92("payments", "amount > 10"))
                                .concurrency(5)
                                .startPosition(StartPosition.at(Instant.parse("2026-01-31T08:00:00Z")))
                                .drainTimeout(Duration.ofSeconds(4))
                                .offsetCommitInterval(Duration.ofMillis(250))
                                .rebalanceInterval(Duration.ofSeconds(7))
                                .rebalanceMinInterval(Duration.ofSeconds(2))
                                .handOff(HandOff.EAGER)
                                .strictDrain(true)
                                .pullBatchSize(16)
                                .longPollTimeout(Duration.ofSeconds(9))
                                .maxCachedMessages(100)
                                .maxCachedBytes(2 * 1024 * 1024)
                                .maxOffsetSpan(300)
                                .maxReconsumeTimes(2)
                                .build()));
    }

    @Test
    void listenerKeysBeatTheAnnotationWhichBeatsConsumerKeys() {
        runner.withBean(Orders.class)
                .withPropertyValues(
                        "rocketmq.consumer.concurrency=5",
                        "rocketmq.consumer.retry.max-attempts=9",
                        "rocketmq.consumer.rebalance.interval=7s",
                        "rocketmq.consumer.drain-timeout=9s",
                        "rocketmq.consumer.rebalance.drain-timeout=4s",
                        "rocketmq.listeners.orders.concurrency=2",
                        "rocketmq.listeners.orders.group=other-g",
                        "rocketmq.listeners.orders.rebalance.interval=3s")
                .run(context -> {
                    PushConsumerOptions options = optionsOf(context.getBean(FakeConsumers.class), "other-g");
                    assertThat(options.concurrency()).isEqualTo(2);
                    assertThat(options.maxReconsumeTimes()).isEqualTo(3);
                    assertThat(options.rebalance().interval()).isEqualTo(Duration.ofSeconds(3));
                    assertThat(options.drainTimeout()).isEqualTo(Duration.ofSeconds(4));
                    assertThat(options.pull().batchSize()).isEqualTo(32);
                });
    }

    @Test
    void queuesAreSharedBalancedUnlessAStrategyIsNamed() {
        runner.withBean(Payments.class)
                .withPropertyValues("spring.application.name=shop")
                .run(context -> assertThat(context.getBean(FakeConsumers.class).strategies())
                        .singleElement()
                        .isInstanceOf(BalancedRendezvousAllocation.class));
        runner.withBean(Payments.class)
                .withPropertyValues(
                        "spring.application.name=shop",
                        "rocketmq.consumer.rebalance.strategy=averagely",
                        "rocketmq.listeners.shop.rebalance.strategy=circle")
                .run(context -> assertThat(context.getBean(FakeConsumers.class).strategies())
                        .singleElement()
                        .isInstanceOf(CircularAllocation.class));
    }

    @Test
    void aStrategyMayBeABean() {
        runner.withBean(Payments.class)
                .withBean("byHand", ConfiguredAllocation.class, () -> new ConfiguredAllocation(List.of()))
                .withPropertyValues("spring.application.name=shop", "rocketmq.consumer.rebalance.strategy=byHand")
                .run(context -> assertThat(context.getBean(FakeConsumers.class).strategies())
                        .containsExactly(context.getBean(ConfiguredAllocation.class)));
    }

    @Test
    void theClientTellsItsKeyZoneAndWeight() {
        runner.withPropertyValues(
                        "rocketmq.name-server=127.0.0.1:9876",
                        "rocketmq.client.allocation-key=web-0",
                        "rocketmq.client.zone=eu-1a",
                        "rocketmq.client.weight=2")
                .run(context -> assertThat(
                                context.getBean(ClientRuntime.class).clientId().value())
                        .endsWith("~b1~web-0~z=eu-1a~w=2"));
    }

    @Test
    void listenerKeysAreFoundByRelaxedNames() {
        runner.withBean(Payments.class)
                .withPropertyValues(
                        "spring.application.name=Shop_Orders", "rocketmq.listeners.shop_orders.concurrency=2")
                .run(context -> assertThat(optionsOf(context.getBean(FakeConsumers.class), "Shop_Orders")
                                .concurrency())
                        .isEqualTo(2));
    }

    @Test
    void aDisabledListenerIsAbsent(CapturedOutput output) {
        runner.withBean(Orders.class)
                .withPropertyValues("rocketmq.listeners.orders.enabled=false")
                .run(context -> {
                    assertThat(context.getBean(RocketListenerRegistry.class).ids())
                            .isEmpty();
                    assertThat(context.getBean(FakeConsumers.class).built()).isEmpty();
                });
        assertThat(output).contains("Listener 'orders' is disabled").doesNotContain("means no listener");
    }

    @Test
    void aListenerWithoutAutoStartupWaits() {
        runner.withBean(Orders.class)
                .withPropertyValues("rocketmq.consumer.auto-startup=false")
                .run(context -> {
                    assertThat(context.getBean(FakeConsumers.class).built()).isEmpty();
                    assertThat(context.getBean(RocketListenerRegistry.class).find("orders"))
                            .hasValueSatisfying(container ->
                                    assertThat(container.isRunning()).isFalse());
                });
    }

    @Test
    void warnsOfListenerKeysThatMeanNoListener(CapturedOutput output) {
        runner.withBean(Orders.class)
                .withPropertyValues("rocketmq.listeners.oders.concurrency=2")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("rocketmq.listeners.oders means no listener and has no effect; the listeners are [orders]");
    }

    @Test
    void warnsOfDrainingLongerThanSpringWaits(CapturedOutput output) {
        runner.withBean(Orders.class)
                .withPropertyValues(
                        "rocketmq.consumer.drain-timeout=40s", "spring.lifecycle.timeout-per-shutdown-phase=20s")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output).contains("Listener 'orders' may drain for PT40S, but Spring waits only PT20S");
    }

    @Test
    void listenersLeaveTheirGroupsWhenTheContextPausesAndJoinAgain() {
        runner.withBean(Orders.class).run(context -> {
            FakeConsumers consumers = context.getBean(FakeConsumers.class);

            context.getSourceApplicationContext(ConfigurableApplicationContext.class)
                    .pause();
            assertThat(consumers.of("orders-g").state()).isEqualTo(ConsumerState.CLOSED);
            context.getSourceApplicationContext(ConfigurableApplicationContext.class)
                    .restart();

            assertThat(consumers.built()).hasSize(2);
            assertThat(consumers.of("orders-g").state()).isEqualTo(ConsumerState.RUNNING);
        });
    }

    @Test
    void lazyInitializationDoesNotSilenceListeners() {
        runner.withBean(Orders.class)
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context ->
                        assertThat(context.getBean(FakeConsumers.class).built()).hasSize(1));
    }

    @Test
    void listenersOfProxiedBeansAreCalledThroughTheProxy() {
        runner.withUserConfiguration(ProxiedOrders.class).run(context -> {
            List<String> calls = context.getBean(ProxiedOrders.class).calls;
            context.getBean(FakeConsumers.class)
                    .of("orders-g")
                    .listener()
                    .onMessage(StoredMessage.of("{\"id\":17}").tagged("paid"));

            assertThat(calls).containsExactly("on");
        });
    }

    @Test
    void refusesPrototypeBeans() {
        runner.withUserConfiguration(PrototypeOrders.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(catchMessage(() -> context.getBean(Orders.class)))
                    .contains("has @RocketMessageListener, but prototype scope");
        });
    }

    @Test
    void backsOffForTheUsersBeans() {
        RocketMessageConverter converter = (message, type) -> "converted";
        runner.withBean(RocketMessageConverter.class, () -> converter)
                .withBean(RocketMqConnectionDetails.class, () -> () -> List.of("localhost:1"))
                .run(context -> {
                    assertThat(context).hasSingleBean(RocketMessageConverter.class);
                    assertThat(context).hasSingleBean(RocketMqConnectionDetails.class);
                    assertThat(context).hasSingleBean(PushConsumerFactory.class);
                });
    }

    @Test
    void needsNoNameServerWithoutListeners() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(RocketMqAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void connectsToTheConfiguredNameServers() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(RocketMqAutoConfiguration.class))
                .withPropertyValues(
                        "rocketmq.name-server=a:9876;b:9876,[::1]:9876",
                        "rocketmq.client.instance-name=one",
                        "rocketmq.client.request-timeout=5s",
                        "rocketmq.client.io-threads=2")
                .run(context -> {
                    var options = context.getBean(ClientRuntime.class).options();
                    assertThat(options.nameServers()).containsExactly("a:9876", "b:9876", "[::1]:9876");
                    assertThat(options.instanceName()).isEqualTo("one");
                    assertThat(options.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(options.ioThreads()).isEqualTo(2);
                });
    }

    @Test
    void isAbsentWhenDisabled() {
        runner.withBean(Orders.class)
                .withPropertyValues("rocketmq.enabled=false")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(RocketListenerRegistry.class)
                        .doesNotHaveBean(ClientRuntime.class));
    }

    private static PushConsumerOptions optionsOf(FakeConsumers consumers, String group) {
        return consumers.of(group).options();
    }

    private static String catchMessage(ThrowingCallable code) {
        Throwable failure = catchThrowable(code);
        return failure == null ? "nothing was thrown" : String.valueOf(failure.getMessage());
    }

    @Configuration(proxyBeanMethods = false)
    static class ProxiedOrders {

        final List<String> calls = new ArrayList<>();

        @Bean
        Orders orders() {
            ProxyFactory factory = new ProxyFactory(new Orders());
            factory.setProxyTargetClass(true);
            factory.addAdvice((MethodBeforeAdvice) (method, arguments, target) -> calls.add(method.getName()));
            return (Orders) factory.getProxy();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrototypeOrders {

        @Bean
        @Scope("prototype")
        Orders orders() {
            return new Orders();
        }
    }
}
