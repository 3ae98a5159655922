package io.github.rocketmq.rebalance.test.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.rocketmq.rebalance.test.Loopback;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.support.AnnotationConfigContextLoader;

class EmbeddedRocketMqAnnotationTests {

    @EmbeddedRocketMq(topics = "orders", queues = 3, shared = true, nameServerProperty = "first.name-server")
    static class First {

        @Nested
        class Inside {}
    }

    @EmbeddedRocketMq(
            topics = {"orders", "payments"},
            queues = 3,
            shared = true)
    static class Second {}

    @EmbeddedRocketMq(topics = "orders", queues = 8, shared = true)
    static class OtherQueues {}

    @EmbeddedRocketMq(brokerProperties = "no value")
    static class WrongProperty {}

    @Test
    void contextsThatShareAClusterHaveItUntilTheLastIsClosed() {
        GenericApplicationContext first = context(First.class);
        io.github.rocketmq.rebalance.test.EmbeddedRocketMq cluster = cluster(first);
        String address = cluster.nameServerAddress();
        assertThat(first.getEnvironment().getProperty("first.name-server")).isEqualTo(address);
        assertThat(cluster.maxOffset("orders", "broker-a", 2)).isZero();

        GenericApplicationContext second = context(Second.class);
        assertThat(cluster(second)).isSameAs(cluster);
        assertThat(second.getEnvironment().getProperty("rocketmq.name-server")).isEqualTo(address);
        assertThatIllegalStateException()
                .isThrownBy(() -> context(OtherQueues.class))
                .withMessageContaining("one with 3 queues of topic 'orders', another with 8");

        first.close();
        assertThat(Loopback.answers(address)).isTrue();
        second.close();
        assertThat(Loopback.answers(address)).isFalse();
    }

    @Test
    void equalAnnotationsMakeEqualContextsAndNestedClassesInherit() {
        assertThat(customizer(First.class)).isEqualTo(customizer(First.class)).isNotEqualTo(customizer(Second.class));
        assertThat(customizer(First.Inside.class)).isEqualTo(customizer(First.class));
        assertThat(customizer(String.class)).isNull();
    }

    @Test
    void aBrokerPropertyWithoutValueIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> context(WrongProperty.class))
                .withMessageContaining("'no value'; expected name=value");
    }

    private static GenericApplicationContext context(Class<?> testClass) {
        GenericApplicationContext context = new GenericApplicationContext();
        Objects.requireNonNull(customizer(testClass))
                .customizeContext(
                        context,
                        new MergedContextConfiguration(
                                testClass,
                                new String[0],
                                new Class<?>[0],
                                new String[0],
                                new AnnotationConfigContextLoader()));
        context.refresh();
        return context;
    }

    private static @Nullable ContextCustomizer customizer(Class<?> testClass) {
        return new EmbeddedRocketMqContextCustomizerFactory().createContextCustomizer(testClass, List.of());
    }

    private static io.github.rocketmq.rebalance.test.EmbeddedRocketMq cluster(GenericApplicationContext context) {
        return context.getBean(io.github.rocketmq.rebalance.test.EmbeddedRocketMq.class);
    }
}
