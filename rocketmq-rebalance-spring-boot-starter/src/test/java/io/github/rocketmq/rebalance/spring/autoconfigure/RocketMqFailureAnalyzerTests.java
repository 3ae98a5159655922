package io.github.rocketmq.rebalance.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.allocation.CircularAllocation;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;

class RocketMqFailureAnalyzerTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class, RocketMqAutoConfiguration.class))
            .withPropertyValues("rocketmq.name-server=127.0.0.1:9876");

    static class Configurable {

        @RocketMessageListener(
                id = "orders",
                topics = "${topic:orders}",
                consumerGroup = "${group:orders-g}",
                concurrency = "${threads:8}")
        void on(String text) {}
    }

    static class SameGroup {

        @RocketMessageListener(id = "other", topics = "orders", consumerGroup = "orders-g")
        void on(String text) {}
    }

    static class SameId {

        @RocketMessageListener(id = "orders", topics = "payments", consumerGroup = "payments-g")
        void on(String text) {}
    }

    @RocketMessageListener(topics = "orders", consumerGroup = "orders-g")
    static class NoListener {}

    static class Unresolvable {

        @RocketMessageListener(topics = "${nowhere}", consumerGroup = "orders-g")
        void on(String text) {}
    }

    @Test
    void namesTheWrongCharacterOfAGroupAndWhereToChangeIt() {
        FailureAnalysis analysis =
                analyze(runner.withBean(Configurable.class).withPropertyValues("group=orders group"));

        assertThat(analysis.getDescription())
                .contains("listener 'orders'")
                .contains("Configurable.on(String)")
                .contains("consumer group 'orders group' contains ' ' at position 6");
        assertThat(analysis.getAction()).contains("rocketmq.listeners.orders.*").contains("spring.application.name");
    }

    @Test
    void namesTheWrongCharacterOfATopic() {
        FailureAnalysis analysis = analyze(runner.withBean(Configurable.class).withPropertyValues("topic=orders.eu"));

        assertThat(analysis.getDescription()).contains("topic 'orders.eu' contains '.' at position 6");
    }

    @Test
    void namesTheRangeOfANumber() {
        FailureAnalysis analysis = analyze(runner.withBean(Configurable.class).withPropertyValues("threads=0"));

        assertThat(analysis.getDescription()).contains("concurrency is 0; choose a value from 1 to 1000");
    }

    @Test
    void namesTheTextThatIsNoNumber() {
        FailureAnalysis analysis = analyze(runner.withBean(Configurable.class).withPropertyValues("threads=many"));

        assertThat(analysis.getDescription())
                .contains("concurrency = \"${threads:8}\", which is \"many\", but a whole number is expected");
    }

    @Test
    void namesTheStrategiesThatThereAre() {
        FailureAnalysis analysis = analyze(runner.withBean(Configurable.class)
                .withBean("byHand", CircularAllocation.class)
                .withPropertyValues("rocketmq.consumer.rebalance.strategy=fairly"));

        assertThat(analysis.getDescription())
                .contains("rebalance.strategy: there is no allocation strategy 'fairly'; choose one of [")
                .contains("averagely, balanced, circle, consistent-hash]")
                .contains("or one of the beans [byHand]");
        assertThat(analysis.getAction()).contains("rocketmq.consumer.*");
    }

    @Test
    void namesTheWrongCharacterOfAnAllocationKey() {
        FailureAnalysis analysis =
                analyze(runner.withBean(Configurable.class).withPropertyValues("rocketmq.client.allocation-key=web@0"));

        assertThat(analysis.getDescription()).contains("allocationKey 'web@0' cannot stand in a client id");
        assertThat(analysis.getAction()).contains("rocketmq.client.");
    }

    @Test
    void asksForAGroup() {
        FailureAnalysis analysis = analyze(runner.withBean(Configurable.class).withPropertyValues("group="));

        assertThat(analysis.getDescription()).contains("has no consumer group");
        assertThat(analysis.getAction()).contains("rocketmq.consumer.group");
    }

    @Test
    void asksForATopic() {
        FailureAnalysis analysis = analyze(runner.withBean(Configurable.class).withPropertyValues("topic="));

        assertThat(analysis.getDescription()).contains("has no topic");
    }

    @Test
    void namesBothListenersOfAGroup() {
        FailureAnalysis analysis = analyze(runner.withBean(Configurable.class).withBean(SameGroup.class));

        assertThat(analysis.getDescription())
                .contains("group 'orders-g'")
                .contains("Configurable.on(String)")
                .contains("SameGroup.on(String)");
        assertThat(analysis.getAction()).contains("consumerGroup of its own");
    }

    @Test
    void namesBothListenersOfAnId() {
        FailureAnalysis analysis = analyze(runner.withBean(Configurable.class).withBean(SameId.class));

        assertThat(analysis.getDescription()).contains("id 'orders'").contains("SameId.on(String)");
    }

    @Test
    void asksAnAnnotatedClassToImplementTheInterface() {
        FailureAnalysis analysis = analyze(runner.withBean(NoListener.class));

        assertThat(analysis.getDescription()).contains("NoListener").contains("does not implement");
    }

    @Test
    void namesThePlaceholderThatCannotBeResolved() {
        FailureAnalysis analysis = analyze(runner.withBean(Unresolvable.class));

        assertThat(analysis.getDescription()).contains("topics = \"${nowhere}\", which cannot be resolved");
    }

    @Test
    void asksForANameServerAsSoonAsThereIsAListener() {
        FailureAnalysis analysis =
                analyze(runner.withBean(Configurable.class).withPropertyValues("rocketmq.name-server="));

        assertThat(analysis.getDescription()).isEqualTo("No RocketMQ name server is configured.");
        assertThat(analysis.getAction()).contains("rocketmq.name-server=127.0.0.1:9876");
    }

    @Test
    void showsTheFormOfANameServer() {
        for (String wrong :
                new String[] {"localhost", "localhost:", ":9876", "localhost:99999", "http://a:9876", "a:b:1"}) {
            FailureAnalysis analysis =
                    analyze(runner.withBean(Configurable.class).withPropertyValues("rocketmq.name-server=" + wrong));

            assertThat(analysis.getDescription())
                    .isEqualTo("The RocketMQ name server '" + wrong + "' is not of the form host:port.");
        }
    }

    @Test
    void namesTheRangeOfAClientSetting() {
        FailureAnalysis analysis =
                analyze(runner.withBean(Configurable.class).withPropertyValues("rocketmq.client.request-timeout=1ms"));

        assertThat(analysis.getDescription()).contains("requestTimeout is PT0.001S");
    }

    @Test
    void asksForTheTimeToBeginAt() {
        FailureAnalysis analysis = analyze(runner.withBean(FakeConsumers.class)
                .withBean(Configurable.class)
                .withPropertyValues("rocketmq.consumer.consume-from=timestamp"));

        assertThat(analysis.getDescription()).contains("consume-from-timestamp is not set");
    }

    @Test
    void isKnownToSpringBoot() {
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
                        .load(
                                FailureAnalyzer.class,
                                SpringFactoriesLoader.ArgumentResolver.none(),
                                (type, name, failure) -> {}))
                .hasAtLeastOneElementOfType(RocketMqFailureAnalyzer.class);
    }

    private static FailureAnalysis analyze(ApplicationContextRunner runner) {
        AtomicReference<@Nullable FailureAnalysis> analysis = new AtomicReference<>();
        runner.run(context -> {
            Throwable failure = context.getStartupFailure();
            if (failure != null) {
                analysis.set(new RocketMqFailureAnalyzer().analyze(failure));
            }
        });
        return Objects.requireNonNull(analysis.get(), "the start does not fail with an analysis");
    }
}
