package io.github.rocketmq.rebalance.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.api.InconsistentSubscriptionException;
import io.github.rocketmq.rebalance.spring.api.RocketRebalanceListener;
import io.github.rocketmq.rebalance.spring.event.RocketContainerEvent;
import io.github.rocketmq.rebalance.spring.event.RocketListenerIdleEvent;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.FakePushConsumer;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerConfigurer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.annotation.Order;

/** Listeners that join, leave, pause and come back in an application without a cluster. */
class ListenerLifecycleTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, RocketMqAutoConfiguration.class))
            .withBean(FakeConsumers.class);

    record OrderPlaced(int id) {}

    static class Orders {

        final List<String> seen = new ArrayList<>();

        @RocketMessageListener(topics = "orders", selectorExpression = "paid", consumerGroup = "shop")
        void onPaid(String text) {
            seen.add("paid " + text);
        }

        @RocketMessageListener(topics = "orders", consumerGroup = "shop", concurrency = "30")
        void onOthers(String text) {
            seen.add("other " + text);
        }

        @RocketMessageListener(id = "stock", topics = "stock", consumerGroup = "shop")
        void onStock(String text) {
            seen.add("stock " + text);
        }
    }

    static class Second {

        @RocketMessageListener(id = "second", topics = "orders", consumerGroup = "second-g")
        void on(String text) {}
    }

    static class OtherAttempts {

        @RocketMessageListener(id = "fewer", topics = "prices", consumerGroup = "shop", maxReconsumeTimes = "3")
        void on(String text) {}
    }

    @Test
    void theMethodsOfAGroupAreOneConsumer() {
        runner.withBean(Orders.class).run(context -> {
            FakePushConsumer consumer = only(context.getBean(FakeConsumers.class));
            consumer.listener().onMessage(StoredMessage.of("orders", "paid"));
            consumer.listener().onMessage(StoredMessage.of("orders", "lost"));
            consumer.listener().onMessage(StoredMessage.of("stock", ""));

            assertThat(consumer.options().subscriptions())
                    .containsExactly(Subscription.all("orders"), Subscription.all("stock"));
            assertThat(consumer.options().concurrency()).isEqualTo(30);
            assertThat(context.getBean(Orders.class).seen).containsExactly("paid paid", "other lost", "stock ");
            assertThat(context.getBean(RocketListenerRegistry.class).ids()).containsExactlyInAnyOrder("shop", "stock");
        });
    }

    @Test
    void methodsThatCannotShareAConsumerFailTheStart() {
        runner.withBean(Orders.class).withBean(OtherAttempts.class).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOf(InconsistentSubscriptionException.class)
                .hasMessageContaining("want retry.max-attempts to be different")
                .hasMessageContaining("OtherAttempts.on(String)) wants 3"));
    }

    @Test
    void configurersRegisterListenersBeforeAnyStarts() {
        List<Object> seen = new ArrayList<>();
        RocketListenerConfigurer configurer = registry -> {
            registry.register(RocketListenerEndpoint.builder("orders-late")
                    .group("late-g")
                    .topics("orders")
                    .setting("concurrency", "4")
                    .handle(OrderPlaced.class, seen::add));
            registry.register(RocketListenerEndpoint.builder("lists")
                    .group("lists-g")
                    .topics("lists")
                    .handle(new ParameterizedTypeReference<List<OrderPlaced>>() {}, seen::addAll));
        };
        runner.withBean(RocketListenerConfigurer.class, () -> configurer)
                .withPropertyValues("rocketmq.listeners.lists.concurrency=2")
                .run(context -> {
                    FakeConsumers consumers = context.getBean(FakeConsumers.class);
                    consumers.of("late-g").listener().onMessage(StoredMessage.of("{\"id\":1}"));
                    consumers.of("lists-g").listener().onMessage(lists("[{\"id\":2},{\"id\":3}]"));

                    assertThat(seen).containsExactly(new OrderPlaced(1), new OrderPlaced(2), new OrderPlaced(3));
                    assertThat(consumers.of("late-g").options().concurrency()).isEqualTo(4);
                    assertThat(consumers.of("lists-g").options().concurrency()).isEqualTo(2);
                });
    }

    @Test
    void tellsTheApplicationWhatHappens() {
        Queue<String> events = new ConcurrentLinkedQueue<>();
        runner.withBean(Second.class)
                .withBean("listener", ApplicationListener.class, () -> (ApplicationListener<RocketContainerEvent>)
                        event -> events.add(event.getClass().getSimpleName() + " " + event.containerId()))
                .withPropertyValues("rocketmq.listeners.second.idle-event-interval=20ms")
                .run(context -> {
                    context.getBean(FakeConsumers.class)
                            .of("second-g")
                            .plan()
                            .assignments()
                            .onAssigned(Set.of(new MessageQueue("orders", "broker-a", 0)));
                    Awaitility.await()
                            .until(() -> events.contains(RocketListenerIdleEvent.class.getSimpleName() + " second"));
                });

        assertThat(events)
                .startsWith("RocketContainerStartingEvent second", "RocketContainerStartedEvent second")
                .contains("RocketQueuesAssignedEvent second")
                .endsWith("RocketContainerStoppingEvent second", "RocketContainerStoppedEvent second");
    }

    @Test
    void rebalanceListenersAreCalledInTheirOrder() {
        runner.withBean(Second.class).withUserConfiguration(Listening.class).run(context -> {
            context.getBean(FakeConsumers.class)
                    .of("second-g")
                    .plan()
                    .assignments()
                    .onLost(Set.of(new MessageQueue("orders", "broker-a", 0)));

            Queue<String> heard = context.getBean(Listening.class).heard;
            Awaitility.await().until(() -> heard.size() == 2);
            assertThat(heard).containsExactly("first second second-g", "last second second-g");
        });
    }

    @Test
    void whatWasPausedOrStoppedByHandStaysSoOverAPauseOfTheContext() {
        runner.withBean(Orders.class).withBean(Second.class).run(context -> {
            FakeConsumers consumers = context.getBean(FakeConsumers.class);
            RocketListenerRegistry registry = context.getBean(RocketListenerRegistry.class);
            ConfigurableApplicationContext source =
                    context.getSourceApplicationContext(ConfigurableApplicationContext.class);
            find(registry, "stock").pause(PauseMode.RELEASE);
            find(registry, "second").stop();

            source.pause();
            assertThat(consumers.built()).extracting(FakePushConsumer::state).containsOnly(ConsumerState.CLOSED);
            source.restart();

            assertThat(consumers.built()).hasSize(3);
            assertThat(consumers.of("shop").calls()).containsExactly("pause RELEASE");
            assertThat(find(registry, "second").isRunning()).isFalse();
            find(registry, "second").start();
            find(registry, "stock").resume();
            assertThat(consumers.of("second-g").state()).isEqualTo(ConsumerState.RUNNING);
            assertThat(consumers.of("shop").state()).isEqualTo(ConsumerState.RUNNING);
        });
    }

    @Test
    void oneListenerThatFailsToStartTakesTheOthersOutOfTheirGroupsAndIsTold() {
        Queue<String> events = new ConcurrentLinkedQueue<>();
        FakeConsumers consumers = new FakeConsumers();
        consumers.failFor("second-g", new IllegalStateException("no threads left"));
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(RocketMqAutoConfiguration.class))
                .withBean(FakeConsumers.class, () -> consumers)
                .withBean(Orders.class)
                .withBean(Second.class)
                .withBean("listener", ApplicationListener.class, () -> (ApplicationListener<RocketContainerEvent>)
                        event -> events.add(event.getClass().getSimpleName() + " " + event.group()))
                .run(context -> assertThat(context).hasFailed());

        assertThat(events).contains("RocketContainerFailedToStartEvent second-g", "RocketContainerStoppedEvent shop");
        assertThat(consumers.of("shop").state()).isEqualTo(ConsumerState.CLOSED);
    }

    @Test
    void aBeanBehindAnInterfaceProxyIsCalledThroughIt() {
        runner.withUserConfiguration(Proxied.class).run(context -> {
            context.getBean(FakeConsumers.class).of("proxied-g").listener().onMessage(StoredMessage.of("hello"));

            assertThat(context.getBean(Proxied.class).calls).containsExactly("through onText", "target hello");
        });
    }

    @Test
    void aBeanOfARefreshableScopeIsOneListenerThatCallsTheBeanOfTheMoment() {
        RefreshableScope scope = new RefreshableScope();
        runner.withInitializer(context -> context.getBeanFactory().registerScope("refreshable", scope))
                .withUserConfiguration(Scoped.class)
                .run(context -> {
                    FakePushConsumer consumer = only(context.getBean(FakeConsumers.class));
                    consumer.listener().onMessage(StoredMessage.of("one"));
                    scope.refresh();
                    consumer.listener().onMessage(StoredMessage.of("two"));
                    consumer.listener().onMessage(StoredMessage.of("three"));

                    assertThat(context.getBean(RocketListenerRegistry.class).ids())
                            .containsExactly("scoped");
                    assertThat(context.getBean(Scoped.class).seen)
                            .containsExactly("bean 1: one", "bean 2: two", "bean 2: three");
                });
    }

    private static FakePushConsumer only(FakeConsumers consumers) {
        assertThat(consumers.built()).hasSize(1);
        return consumers.built().get(0);
    }

    private static RocketListenerContainer find(RocketListenerRegistry registry, String id) {
        return registry.find(id).orElseThrow();
    }

    private static StoredMessage lists(String json) {
        return new StoredMessage(json.getBytes(StandardCharsets.UTF_8), Map.of(), "lists", "lists");
    }

    @Configuration(proxyBeanMethods = false)
    static class Listening {

        final Queue<String> heard = new ConcurrentLinkedQueue<>();

        @Bean
        @Order(2)
        RocketRebalanceListener last() {
            return named("last");
        }

        @Bean
        @Order(1)
        RocketRebalanceListener first() {
            return named("first");
        }

        private RocketRebalanceListener named(String name) {
            return new RocketRebalanceListener() {
                @Override
                public void onRevoked(Consumer consumer, SortedSet<MessageQueue> queues) {
                    heard.add(name + " " + consumer.containerId() + " " + consumer.group());
                }
            };
        }
    }

    interface Texts {

        void onText(String text);
    }

    @Configuration(proxyBeanMethods = false)
    static class Proxied {

        final List<String> calls = new ArrayList<>();

        @Bean
        Texts texts() {
            ProxyFactory factory = new ProxyFactory(new AnnotatedTexts(calls));
            factory.setInterfaces(Texts.class);
            factory.addAdvice((MethodInterceptor) invocation -> {
                calls.add("through " + invocation.getMethod().getName());
                return invocation.proceed();
            });
            return (Texts) factory.getProxy();
        }
    }

    record AnnotatedTexts(List<String> calls) implements Texts {

        @Override
        @RocketMessageListener(id = "proxied", topics = "orders", consumerGroup = "proxied-g")
        public void onText(String text) {
            calls.add("target " + text);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Scoped {

        final List<String> seen = new ArrayList<>();
        private int made;

        @Bean
        @org.springframework.context.annotation.Scope(
                scopeName = "refreshable",
                proxyMode = ScopedProxyMode.TARGET_CLASS)
        ScopedOrders scopedOrders() {
            made++;
            return new ScopedOrders(seen, made);
        }
    }

    static class ScopedOrders {

        private final List<String> seen;
        private final int number;

        @SuppressWarnings("unused") // The proxy's.
        ScopedOrders() {
            this(new ArrayList<>(), 0);
        }

        ScopedOrders(List<String> seen, int number) {
            this.seen = seen;
            this.number = number;
        }

        @RocketMessageListener(id = "scoped", topics = "orders", consumerGroup = "scoped-g")
        void on(String text) {
            seen.add("bean " + number + ": " + text);
        }
    }

    /** As Spring Cloud's refresh scope: the next call after a refresh gets a new bean. */
    static class RefreshableScope implements Scope {

        private final Map<String, Object> beans = new HashMap<>();

        void refresh() {
            beans.clear();
        }

        @Override
        public Object get(String name, ObjectFactory<?> factory) {
            return beans.computeIfAbsent(name, made -> factory.getObject());
        }

        @Override
        public @Nullable Object remove(String name) {
            return beans.remove(name);
        }

        @Override
        public void registerDestructionCallback(String name, Runnable callback) {}
    }
}
