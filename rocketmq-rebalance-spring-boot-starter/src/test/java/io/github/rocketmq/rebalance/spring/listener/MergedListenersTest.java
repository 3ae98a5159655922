package io.github.rocketmq.rebalance.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.api.InconsistentSubscriptionException;
import io.github.rocketmq.rebalance.spring.fixture.Setups;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MergedListenersTest {

    @Test
    void differentTopicsAreConsumedTogether() {
        assertThat(merged(one().subscribe("orders", "*"), other().subscribe("stock", "low"))
                        .options()
                        .subscriptions())
                .containsExactly(Subscription.all("orders"), Subscription.tags("stock", "low"));
    }

    @Test
    void tagsOfOneTopicAreJoined() {
        assertThat(merged(one().subscribe("orders", "paid || refunded"), other().subscribe("orders", "cancelled"))
                        .options()
                        .subscriptions())
                .containsExactly(Subscription.tags("orders", "cancelled || paid || refunded"));
    }

    @Test
    void whoeverTakesAllTakesWhatTheOthersDoNotName() {
        assertThat(merged(one().subscribe("orders", "paid"), other().subscribe("orders", "*"))
                        .options()
                        .subscriptions())
                .containsExactly(Subscription.all("orders"));
    }

    @Test
    void theLargestConcurrencyHolds() {
        assertThat(merged(
                                one().subscribe("orders", "*").options(options -> options.concurrency(4)),
                                other().subscribe("stock", "*").options(options -> options.concurrency(9)))
                        .options()
                        .concurrency())
                .isEqualTo(9);
    }

    @Test
    void oneTagCannotBeTwoListeners() {
        InconsistentSubscriptionException failure =
                refused(one().subscribe("orders", "paid || refunded"), other().subscribe("orders", "refunded || lost"));

        assertThat(failure)
                .hasMessage(
                        "Two RocketMQ listeners of group 'shop' consume topic 'orders': 'one' (code of one) with TAG"
                                + " \"paid || refunded\" and 'other' (code of other) with TAG \"refunded || lost\", so messages"
                                + " with the tag refunded would be both's.");
        assertThat(failure.remedy())
                .isEqualTo("Remove refunded from one of the two selector expressions, or give one of them a"
                        + " consumerGroup of its own.");
    }

    @Test
    void everythingCannotBeTwoListeners() {
        assertThat(refused(one().subscribe("orders", "*"), other().subscribe("orders", "*")))
                .hasMessageContaining("'one' (code of one) with TAG \"*\" and 'other' (code of other) with TAG \"*\"")
                .hasMessageEndingWith("so each message would be both's.");
    }

    @Test
    void aConditionSharesItsTopicWithNobody() {
        assertThat(refused(one().subscribe("orders", "paid"), other().sql92("orders", "amount > 10")))
                .hasMessageContaining("'other' (code of other) with SQL92 \"amount > 10\", which cannot be told apart");
        assertThat(refused(one().sql92("orders", "amount > 10"), other().sql92("orders", "amount > 10")))
                .hasMessageContaining("which cannot be told apart");
    }

    @Test
    void aThirdListenerIsComparedWithEachBeforeIt() {
        MergedListeners two = merged(one().subscribe("orders", "paid"), other().subscribe("stock", "*"));

        InconsistentSubscriptionException failure = catchThrowableOfType(
                InconsistentSubscriptionException.class,
                () -> two.with(
                        Setups.inShop("third").subscribe("orders", "paid").build()));

        assertThat(failure).hasMessageContaining("'one' (code of one)").hasMessageContaining("'third'");
    }

    static Stream<Arguments> differences() {
        return Stream.of(
                Arguments.of("consume-mode", other().options(options -> options.mode(ConsumeMode.ORDERLY))),
                Arguments.of("message-model", other().options(options -> options.model(MessageModel.BROADCASTING))),
                Arguments.of("batch.size", other().options(options -> options.batchSize(7))),
                Arguments.of("retry.max-attempts", other().options(options -> options.maxReconsumeTimes(7))),
                Arguments.of("drain-timeout", other().options(options -> options.drainTimeout(Duration.ofSeconds(7)))),
                Arguments.of(
                        "rebalance.interval",
                        other().options(options -> options.rebalanceInterval(Duration.ofSeconds(7)))),
                Arguments.of("pull.max-idle", other().maxPullIdle(Duration.ofSeconds(70))),
                Arguments.of("executor", other().executorNamed("threads")),
                Arguments.of("offset-store", other().offsetStoreNamed("offsets")),
                Arguments.of("auto-startup", other().withoutAutoStartup()));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void whatOneConsumerHasOnlyOnceMustBeTheSame(String key, Setups different) {
        InconsistentSubscriptionException failure =
                refused(one().subscribe("orders", "*"), different.subscribe("stock", "*"));

        assertThat(failure)
                .hasMessageStartingWith("Two RocketMQ listeners of group 'shop' share one consumer, but want " + key
                        + " to be different:" + " 'one' (code of one) wants ")
                .hasMessageContaining("'other' (code of other) wants ");
        assertThat(failure.remedy())
                .startsWith(
                        "Set rocketmq.listeners.one." + key + " and rocketmq.listeners.other." + key + " to one value");
    }

    @Test
    void bothValuesAreNamed() {
        assertThat(refused(
                        one().subscribe("orders", "*"),
                        other().subscribe("stock", "*").options(options -> options.maxReconsumeTimes(3))))
                .hasMessageEndingWith("'one' (code of one) wants 16, 'other' (code of other) wants 3.");
    }

    @Test
    void everyOptionOfAConsumerIsCompared() {
        // All but group, subscriptions and concurrency; and with the strategy, the two beans, the limit of pulls and
        // auto-startup.
        assertThat(CommonOptions.keys()).doesNotHaveDuplicates().hasSize(leaves(PushConsumerOptions.class) - 3 + 5);
    }

    private static int leaves(Class<?> type) {
        int leaves = 0;
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> part = component.getType();
            boolean nested = part.isRecord() && part.getPackage().equals(PushConsumerOptions.class.getPackage());
            leaves += nested ? leaves(part) : 1;
        }
        return leaves;
    }

    private static Setups one() {
        return Setups.inShop("one");
    }

    private static Setups other() {
        return Setups.inShop("other");
    }

    private static MergedListeners merged(Setups first, Setups second) {
        return MergedListeners.of(first.build()).with(second.build());
    }

    private static InconsistentSubscriptionException refused(Setups first, Setups second) {
        return catchThrowableOfType(InconsistentSubscriptionException.class, () -> merged(first, second));
    }
}
