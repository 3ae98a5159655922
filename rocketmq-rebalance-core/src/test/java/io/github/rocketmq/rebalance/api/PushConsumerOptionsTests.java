package io.github.rocketmq.rebalance.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.model.Subscription;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PushConsumerOptionsTests {

    @Test
    void hasApachesDefaults() {
        PushConsumerOptions options =
                PushConsumerOptions.builder("billing").subscribe("orders").build();

        assertThat(options.group()).hasToString("billing");
        assertThat(options.startPosition()).isEqualTo(StartPosition.latest());
        assertThat(options.concurrency()).isEqualTo(20);
        assertThat(options.maxReconsumeTimes()).isEqualTo(16);
        assertThat(options.rebalance().interval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.pull().batchSize()).isEqualTo(32);
        assertThat(options.pull().maxCachedMessages()).isEqualTo(1000);
        assertThat(options.pull().maxCachedBytes()).isEqualTo(100 * 1024 * 1024);
        assertThat(options.pull().maxOffsetSpan()).isEqualTo(2000);
        assertThat(options.offsetCommitInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.assignment()).isEqualTo(AssignmentMode.CLIENT);
        assertThat(options.pop()).isEqualTo(new PopOptions(Duration.ofSeconds(60), 32, 96));
    }

    @Test
    void sortsSubscriptionsByTopic() {
        PushConsumerOptions options = PushConsumerOptions.builder("billing")
                .subscribe("returns")
                .subscribe("orders", "paid || refunded")
                .build();

        assertThat(options.subscriptions())
                .containsExactly(Subscription.tags("orders", "paid || refunded"), Subscription.all("returns"));
    }

    @Test
    void refusesToSubscribeToNothing() {
        assertThatThrownBy(() -> PushConsumerOptions.builder("billing").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("consumer group 'billing' subscribes to nothing; name at least one topic");
    }

    @Test
    void refusesTwoExpressionsForOneTopic() {
        assertThatThrownBy(() -> PushConsumerOptions.builder("billing")
                        .subscribe("orders", "paid")
                        .subscribe("orders", "refunded")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("consumer group 'billing' subscribes to topic 'orders' twice; brokers keep one expression"
                        + " per topic, so join the two with ||");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outsideTheirRange")
    void refusesAValueOutsideItsRange(String message, UnaryOperator<PushConsumerOptions.Builder> change) {
        PushConsumerOptions.Builder builder =
                change.apply(PushConsumerOptions.builder("billing").subscribe("orders"));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> outsideTheirRange() {
        return Stream.of(
                refused("concurrency is 0; choose a value from 1 to 1000", b -> b.concurrency(0)),
                refused("concurrency is 1001; choose a value from 1 to 1000", b -> b.concurrency(1001)),
                refused(
                        "pop.invisibleTime is PT4S; choose a value from PT5S to PT5M",
                        b -> b.popInvisibleTime(Duration.ofSeconds(4))),
                refused("pop.batchSize is 33; choose a value from 1 to 32", b -> b.popBatchSize(33)),
                refused("pop.maxInFlight is 0; choose a value from 1 to 65535", b -> b.popMaxInFlight(0)),
                refused("maxReconsumeTimes is -1; choose a value from 0 to 2147483647", b -> b.maxReconsumeTimes(-1)),
                refused(
                        "drainTimeout is PT-1S; choose a value from PT0S to PT1H",
                        b -> b.drainTimeout(Duration.ofSeconds(-1))),
                refused(
                        "offsetCommitInterval is PT0.099S; choose a value from PT0.1S to PT10M",
                        b -> b.offsetCommitInterval(Duration.ofMillis(99))),
                refused(
                        "rebalance.interval is PT0.5S; choose a value from PT1S to PT10M",
                        b -> b.rebalanceInterval(Duration.ofMillis(500))),
                refused(
                        "rebalance.minInterval is PT30S; choose a value from PT0S to PT20S",
                        b -> b.rebalanceMinInterval(Duration.ofSeconds(30))),
                refused("pull.batchSize is 1025; choose a value from 1 to 1024", b -> b.pullBatchSize(1025)),
                refused(
                        "pull.longPollTimeout is PT1M1S; choose a value from PT1S to PT1M",
                        b -> b.longPollTimeout(Duration.ofSeconds(61))),
                refused(
                        "pull.maxCachedMessages is 65536; choose a value from 1 to 65535",
                        b -> b.maxCachedMessages(65536)),
                refused(
                        "pull.maxCachedBytes is 1023; choose a value from 1024 to 9223372036854775807",
                        b -> b.maxCachedBytes(1023)),
                refused("pull.maxOffsetSpan is 0; choose a value from 1 to 65535", b -> b.maxOffsetSpan(0)));
    }

    private static Arguments refused(String message, UnaryOperator<PushConsumerOptions.Builder> change) {
        return Arguments.of(message, change);
    }
}
