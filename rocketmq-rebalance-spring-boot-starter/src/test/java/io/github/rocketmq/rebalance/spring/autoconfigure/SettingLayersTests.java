package io.github.rocketmq.rebalance.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.AssignmentMode;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.UndecodablePolicy;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** {@code rocketmq.listeners.<id>} above the annotation above {@code rocketmq.consumer} above what is built in. */
@ExtendWith(OutputCaptureExtension.class)
class SettingLayersTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(RocketMqAutoConfiguration.class))
            .withBean(FakeConsumers.class);

    static class Bare {
        @RocketMessageListener(id = "bare", topics = "orders", consumerGroup = "g")
        void on(String text) {}
    }

    static class Annotated {
        @RocketMessageListener(id = "annotated", topics = "orders", consumerGroup = "g", properties = "${annotated:}")
        void on(String text) {}
    }

    @ParameterizedTest
    @CsvSource({
        "concurrency, 2, 3, 4",
        "consume-mode, ORDERLY, CONCURRENTLY, ORDERLY",
        "message-model, BROADCASTING, CLUSTERING, BROADCASTING",
        "consume-timeout, 2m, 3m, 4m",
        "drain-timeout, 2s, 3s, 4s",
        "offset-commit-interval, 2s, 3s, 4s",
        "undecodable, DEAD_LETTER, STOP_QUEUE, DEAD_LETTER",
        "batch.size, 2, 3, 4",
        "rebalance.interval, 2s, 3s, 4s",
        "rebalance.min-interval, 2s, 3s, 4s",
        "rebalance.handoff, EAGER, GRACEFUL, EAGER",
        "rebalance.strict, true, false, true",
        "rebalance.assignment, BROKER, CLIENT, BROKER",
        "pull.batch-size, 2, 3, 4",
        "pull.long-poll-timeout, 2s, 3s, 4s",
        "pull.max-cached-messages, 2, 3, 4",
        "pull.max-cached-size, 2KB, 3KB, 4KB",
        "pull.max-total-cached-size, 2KB, 3KB, 4KB",
        "pull.max-offset-span, 2, 3, 4",
        "pop.invisible-time, 20s, 30s, 40s",
        "pop.batch-size, 2, 3, 4",
        "pop.max-in-flight, 2, 3, 4",
        "retry.max-attempts, 2, 3, 4",
        "retry.suspend-queue, 20ms, 30ms, 40ms"
    })
    void eachLayerBeatsTheOneBelow(String key, String shared, String annotated, String own) {
        PushConsumerOptions builtIn = options(runner.withBean(Bare.class));
        PushConsumerOptions byShared =
                options(runner.withBean(Annotated.class).withPropertyValues("rocketmq.consumer." + key + "=" + shared));
        PushConsumerOptions byAnnotation = options(runner.withBean(Annotated.class)
                .withPropertyValues("rocketmq.consumer." + key + "=" + shared, "annotated=" + key + "=" + annotated));
        PushConsumerOptions byOwn = options(runner.withBean(Annotated.class)
                .withPropertyValues(
                        "rocketmq.consumer." + key + "=" + shared,
                        "annotated=" + key + "=" + annotated,
                        "rocketmq.listeners.annotated." + key + "=" + own));

        assertThat(byShared).isNotEqualTo(builtIn);
        assertThat(byAnnotation).isNotEqualTo(byShared);
        assertThat(byOwn).isNotEqualTo(byAnnotation);
        assertThat(byOwn)
                .isEqualTo(options(
                        runner.withBean(Bare.class).withPropertyValues("rocketmq.listeners.bare." + key + "=" + own)));
    }

    @Test
    void theLimitOfPullsHasTheSameLayers() {
        String shared = "rocketmq.consumer.pull.max-idle=2m";
        String annotated = "annotated=pull.max-idle=3m";

        assertThat(maxPullIdle()).isEmpty();
        assertThat(maxPullIdle(shared)).contains(Duration.ofMinutes(2));
        assertThat(maxPullIdle(shared, annotated)).contains(Duration.ofMinutes(3));
        assertThat(maxPullIdle(shared, annotated, "rocketmq.listeners.annotated.pull.max-idle=4m"))
                .contains(Duration.ofMinutes(4));
    }

    private Optional<Duration> maxPullIdle(String... properties) {
        List<Optional<Duration>> limits = new ArrayList<>();
        runner.withBean(Annotated.class)
                .withPropertyValues(properties)
                .run(context -> limits.add(context.getBean(RocketListenerRegistry.class)
                        .find("annotated")
                        .orElseThrow()
                        .maxPullIdle()));
        return limits.get(0);
    }

    @Test
    void everyOptionOfTheCoreHasAKey() {
        PushConsumerOptions options = options(runner.withBean(Bare.class)
                .withPropertyValues(
                        "rocketmq.consumer.consume-mode=orderly",
                        "rocketmq.consumer.message-model=broadcasting",
                        "rocketmq.consumer.concurrency=5",
                        "rocketmq.consumer.consume-timeout=2m",
                        "rocketmq.consumer.undecodable=dead-letter",
                        "rocketmq.consumer.batch.size=12",
                        "rocketmq.consumer.retry.suspend-queue=20ms",
                        "rocketmq.consumer.rebalance.assignment=broker",
                        "rocketmq.consumer.pull.max-total-cached-size=20MB",
                        "rocketmq.consumer.pop.invisible-time=30s",
                        "rocketmq.consumer.pop.batch-size=16",
                        "rocketmq.consumer.pop.max-in-flight=48"));

        assertThat(options)
                .isEqualTo(PushConsumerOptions.builder("g")
                        .subscribe("orders")
                        .mode(ConsumeMode.ORDERLY)
                        .model(MessageModel.BROADCASTING)
                        .concurrency(5)
                        .consumeTimeout(Duration.ofMinutes(2))
                        .undecodable(UndecodablePolicy.DEAD_LETTER)
                        .batchSize(12)
                        .suspendTime(Duration.ofMillis(20))
                        .assignment(AssignmentMode.BROKER)
                        .maxTotalCachedBytes(20 * 1024 * 1024)
                        .popInvisibleTime(Duration.ofSeconds(30))
                        .popBatchSize(16)
                        .popMaxInFlight(48)
                        .build());
    }

    @ParameterizedTest
    @CsvSource({
        "concurrency, 0, 'is 0; choose a value from 1 to 1000'",
        "batch.size, 5000, 'is 5000; choose a value from 1 to 1024'",
        "consume-timeout, 10ms, 'is PT0.01S; choose a value from PT1S to PT24H'",
        "drain-timeout, 2h, 'is PT2H; choose a value from PT0S to PT1H'",
        "rebalance.drain-timeout, 2h, 'is PT2H; choose a value from PT0S to PT1H'",
        "offset-commit-interval, 1ms, 'is PT0.001S; choose a value from PT0.1S to PT10M'",
        "rebalance.interval, 1h, 'is PT1H; choose a value from PT1S to PT10M'",
        "rebalance.min-interval, 1m, 'is PT1M; choose a value from PT0S to PT20S'",
        "pull.batch-size, 0, 'is 0; choose a value from 1 to 1024'",
        "pull.max-cached-size, 1B, 'is 1; choose a value from 1024 to 9223372036854775807'",
        "pull.max-total-cached-size, 1B, 'is 1; choose a value from 1024 to 9223372036854775807'",
        "pop.batch-size, 33, 'is 33; choose a value from 1 to 32'",
        "retry.max-attempts, -2, 'is -2; choose a value from 0 to 2147483647'",
        "retry.delay-level, 19, 'is 19; choose -1 for the dead-letter topic, 0 for the broker''s choice, or a level from 1 to 18'",
        "pull.max-idle, 15s, 'is PT15S; choose more than pull.long-poll-timeout, which is PT15S'",
        "retry.suspend-queue, 1m, 'is PT1M; choose a value from PT0.01S to PT30S'"
    })
    void whatIsOutOfRangeNamesTheKeyThatSetsIt(String key, String value, String problem) {
        assertThat(Problems.of(
                        runner.withBean(Bare.class).withPropertyValues("rocketmq.consumer." + key + "=" + value)))
                .contains("The RocketMQ listener 'bare' (")
                .contains(" rocketmq.consumer." + key + " " + problem + ".");
        assertThat(Problems.of(
                        runner.withBean(Bare.class).withPropertyValues("rocketmq.listeners.bare." + key + "=" + value)))
                .contains(" rocketmq.listeners.bare." + key + " " + problem + ".");
        assertThat(Problems.of(runner.withBean(Annotated.class).withPropertyValues("annotated=" + key + "=" + value)))
                .contains("cannot be set up: " + key + " " + problem + ".");
    }

    @Test
    void apachesSwitchTurnsAListenerOffAndSaysWhatReplacesIt(CapturedOutput output) {
        runner.withBean(Bare.class)
                .withPropertyValues("rocketmq.consumer.listeners.g.orders=false")
                .run(context -> assertThat(
                                context.getBean(RocketListenerRegistry.class).ids())
                        .isEmpty());
        assertThat(output)
                .contains("Listener 'bare' is off by rocketmq.consumer.listeners.g.orders; set"
                        + " rocketmq.listeners.bare.enabled=false instead");
        runner.withBean(Bare.class)
                .withPropertyValues(
                        "rocketmq.consumer.listeners.g.orders=true", "rocketmq.consumer.listeners.g.other=false")
                .run(context -> assertThat(
                                context.getBean(RocketListenerRegistry.class).ids())
                        .containsExactly("bare"));
    }

    @Test
    void warnsOfApachesKeysThatAreCalledOtherwise(CapturedOutput output) {
        runner.withPropertyValues("rocketmq.consumer.pull-batch-size=10")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output)
                .contains(
                        "rocketmq.consumer.pull-batch-size has no effect here; set rocketmq.consumer.pull.batch-size");
    }

    @Test
    void customizersComeLastAndInOrder() {
        Function<Integer, RocketContainerCustomizer> pulling =
                messages -> (listener, options) -> options.pullBatchSize(messages + listener.length());
        PushConsumerOptions options = options(runner.withBean(Bare.class)
                .withBean("first", RocketContainerCustomizer.class, () -> pulling.apply(100))
                .withBean("second", RocketContainerCustomizer.class, () -> pulling.apply(200))
                .withPropertyValues("rocketmq.listeners.bare.pull.batch-size=5"));

        assertThat(options.pull().batchSize()).isEqualTo(204);
    }

    private static PushConsumerOptions options(ApplicationContextRunner application) {
        List<PushConsumerOptions> options = new ArrayList<>();
        application.run(context ->
                options.add(context.getBean(FakeConsumers.class).of("g").options()));
        return options.get(0);
    }
}
