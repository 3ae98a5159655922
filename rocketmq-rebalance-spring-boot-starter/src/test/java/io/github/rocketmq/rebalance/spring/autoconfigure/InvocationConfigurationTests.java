package io.github.rocketmq.rebalance.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.annotation.RocketDeadLetterListener;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.RocketListenerErrorHandler;
import io.github.rocketmq.rebalance.spring.api.RocketMessageInterceptor;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;

class InvocationConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, RocketMqAutoConfiguration.class))
            .withBean(FakeConsumers.class);

    record Order(@Positive int id) {}

    static class Orders {

        final List<String> buried = new ArrayList<>();

        @RocketMessageListener(id = "orders", topic = "orders", consumerGroup = "orders-g")
        void on(Order order) {
            throw new IllegalStateException("the warehouse is closed");
        }

        @RocketDeadLetterListener
        void buried(String text) {
            buried.add(text);
        }
    }

    static class Graveyard {

        @RocketDeadLetterListener(
                group = "${graveyard.group}",
                consumerGroup = "#{'grave' + 'diggers'}",
                id = "graves",
                concurrency = "2",
                autoStartup = "true")
        void buried(String text) {}
    }

    static class Homeless {

        @RocketDeadLetterListener
        void buried(String text) {}
    }

    static class TwoGroups {

        @RocketMessageListener(topic = "orders", consumerGroup = "one-g")
        void one(String text) {}

        @RocketMessageListener(topic = "orders", consumerGroup = "two-g")
        void two(String text) {}

        @RocketDeadLetterListener
        void buried(String text) {}
    }

    static class Validating {

        @RocketMessageListener(topic = "orders", consumerGroup = "orders-g")
        void on(@Valid Order order) {}
    }

    @Test
    void deadLettersOfABeansListenersAreConsumedFromTheBeginningAsAGroupOfTheirOwn() {
        runner.withBean(Orders.class).run(context -> {
            PushConsumerOptions options =
                    context.getBean(FakeConsumers.class).of("orders-g-dlt").options();
            context.getBean(FakeConsumers.class)
                    .of("orders-g-dlt")
                    .listener()
                    .onMessage(StoredMessage.of("a dead letter").in("%DLQ%orders-g"));

            assertThat(options.subscriptions()).containsExactly(Subscription.all("%DLQ%orders-g"));
            assertThat(options.startPosition()).isEqualTo(StartPosition.earliest());
            assertThat(context.getBean(Orders.class).buried).containsExactly("a dead letter");
            assertThat(context.getBean(RocketListenerRegistry.class).ids()).contains("orders", "orders-g-dlt");
        });
    }

    @Test
    void deadLettersFollowAGroupThatPropertiesChange() {
        runner.withBean(Orders.class)
                .withPropertyValues("rocketmq.listeners.orders.group=moved-g")
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("moved-g-dlt")
                                .options()
                                .subscriptions())
                        .containsExactly(Subscription.all("%DLQ%moved-g")));
    }

    @Test
    void deadLettersAreTakenWhereTheListenersClusterHasThem() {
        runner.withBean(Orders.class)
                .withPropertyValues(
                        "rocketmq.clusters.eu.name-server=127.0.0.1:9877", "rocketmq.listeners.orders.cluster=eu")
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("orders-g-dlt")
                                .plan()
                                .cluster())
                        .isEqualTo("eu"));
    }

    @Test
    void deadLettersOfADisabledListenerAreLeftAlone() {
        runner.withBean(Orders.class)
                .withPropertyValues("rocketmq.listeners.orders.enabled=false")
                .run(context ->
                        assertThat(context.getBean(FakeConsumers.class).built()).isEmpty());
    }

    @Test
    void deadLettersOfAnyGroupMayBeTakenAnywhereEvenLazily() {
        runner.withBean(Graveyard.class)
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .withPropertyValues("graveyard.group=orders-g")
                .run(context -> {
                    PushConsumerOptions options = context.getBean(FakeConsumers.class)
                            .of("gravediggers")
                            .options();

                    assertThat(options.subscriptions()).containsExactly(Subscription.all("%DLQ%orders-g"));
                    assertThat(options.concurrency()).isEqualTo(2);
                    assertThat(context.getBean(RocketListenerRegistry.class).find("graves"))
                            .isPresent();
                });
    }

    @Test
    void refusesDeadLetterListenersOfNoOrOfSeveralGroupsOrOfAnUnresolvedOne() {
        refuses(Homeless.class, "Homeless.buried(String) does not say of which group", "none");
        refuses(TwoGroups.class, "does not say of which group", "several: [one-g, two-g]");
        refuses(Graveyard.class, "names no group", "'$'");
        runner.withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class))
                .withBean(Graveyard.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("has group = \"${graveyard.group}\", which cannot be resolved"));
    }

    @Test
    void retriesAreDelayedAsTheKeysSay() {
        runner.withBean(Orders.class)
                .withPropertyValues(
                        "rocketmq.consumer.retry.backoff.delay=2s",
                        "rocketmq.consumer.retry.backoff.multiplier=3",
                        "rocketmq.listeners.orders.retry.backoff.max-delay=10s")
                // The message comes for the third time.
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("orders-g")
                                .listener()
                                .onMessage(StoredMessage.of("{\"id\":1}")))
                        .isEqualTo(ConsumeResult.retryAfter(Duration.ofSeconds(10))));
    }

    @Test
    void refusesKeysOutsideTheirRanges() {
        runner.withBean(Orders.class)
                .withPropertyValues("rocketmq.listeners.orders.retry.backoff.delay=3h")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("retry.backoff.delay must be 0 to 2h"));
    }

    @Test
    void theOnlyErrorHandlerIsEveryListenersHandler() {
        runner.withBean(Orders.class)
                .withBean(RocketListenerErrorHandler.class, () -> failure -> ConsumeResult.deadLetter("by mine"))
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("orders-g")
                                .listener()
                                .onMessage(StoredMessage.of("{\"id\":1}")))
                        .isEqualTo(ConsumeResult.deadLetter("by mine")));
    }

    @Test
    void amongSeveralErrorHandlersThePrimaryOneIsTheDefaultAndThoseForNamedListenersAreNoCandidates() {
        runner.withBean(Orders.class)
                .withBean(
                        "named",
                        RocketListenerErrorHandler.class,
                        () -> failure -> ConsumeResult.consumed(),
                        named -> ((AbstractBeanDefinition) named).setDefaultCandidate(false))
                .run(context -> assertThat(deliver(context)).isEqualTo(ConsumeResult.retry()));
        runner.withBean(Orders.class)
                .withBean("one", RocketListenerErrorHandler.class, () -> failure -> ConsumeResult.consumed())
                .withBean(
                        "two",
                        RocketListenerErrorHandler.class,
                        () -> failure -> ConsumeResult.deadLetter("two"),
                        two -> two.setPrimary(true))
                .run(context -> assertThat(deliver(context)).isEqualTo(ConsumeResult.deadLetter("two")));
    }

    private static ConsumeResult deliver(ApplicationContext context) throws Exception {
        return context.getBean(FakeConsumers.class).of("orders-g").listener().onMessage(StoredMessage.of("{\"id\":1}"));
    }

    @Test
    void springBootsValidatorIsUsedWhereItIs() {
        runner.withBean(Validating.class)
                .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("orders-g")
                                .listener()
                                .onMessage(StoredMessage.of("{\"id\":-1}"))
                                .toString())
                        .contains("id (Positive)"));
    }

    @Test
    void aPayloadThatNobodyCanValidateStopsTheStart() {
        refuses(Validating.class, "wants its payload validated", "Validator");
    }

    @Test
    void springMvcsValidatorIsNotMistakenForBeanValidation() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        WebMvcAutoConfiguration.class, JacksonAutoConfiguration.class, RocketMqAutoConfiguration.class))
                .withBean(FakeConsumers.class)
                .withBean(Validating.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("wants its payload validated")
                        .hasStackTraceContaining("beside those of web frameworks"));
    }

    static class OrderlyBatches {

        final List<Order> seen = new ArrayList<>();

        @RocketMessageListener(
                topic = "orders",
                consumerGroup = "orders-g",
                batch = "true",
                properties = "consume-mode=ORDERLY")
        void on(List<Order> orders) {
            seen.addAll(orders);
        }
    }

    @Test
    void batchesInOrderStopAtTheFirstMessageThatComesAgain() {
        runner.withBean(OrderlyBatches.class)
                .withBean(RocketMessageInterceptor.class, FailsAtSecond::new)
                .run(context -> {
                    ListenerForm form = context.getBean(FakeConsumers.class)
                            .of("orders-g")
                            .plan()
                            .listener();
                    ((ListenerForm.Batch) form)
                            .listener()
                            .onMessages(List.of(
                                    StoredMessage.of("{\"id\":1}"),
                                    StoredMessage.of("{\"id\":2}"),
                                    StoredMessage.of("{\"id\":3}")));

                    assertThat(context.getBean(OrderlyBatches.class).seen).containsExactly(new Order(1));
                });
    }

    private static final class FailsAtSecond implements RocketMessageInterceptor {

        private int met;

        @Override
        public Message before(Message message, ListenerIdentity listener) {
            if (++met == 2) {
                throw new IllegalStateException("the database is busy");
            }
            return message;
        }
    }

    private void refuses(Class<?> bean, String... parts) {
        runner.withBean(bean).run(context -> {
            Throwable failure = context.getStartupFailure();
            while (failure != null && !(failure instanceof RocketMqConfigurationException)) {
                failure = failure.getCause();
            }
            assertThat(failure).isNotNull().hasMessageContainingAll(parts);
        });
    }
}
