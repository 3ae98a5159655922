package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.RebalanceSnapshot;
import io.github.rocketmq.rebalance.api.RebalanceTrigger;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Groups that share one client: what happens to one is no other one's business. */
class SeveralGroupsBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final TestProducer producer = TestProducer.shared();

    @Test
    void aMemberThatJoinsOneGroupMakesOnlyThatGroupLook() {
        String topic = SharedCluster.topic(2);
        String joined = SharedCluster.unique("group");
        String quiet = SharedCluster.unique("group");
        try (TestMember member = new TestMember(options(joined, topic).build(), message -> ConsumeResult.consumed())) {
            PushConsumer other = PushConsumers.builder(
                            member.runtime(), options(quiet, topic).build(), message -> ConsumeResult.consumed())
                    .build();
            other.start();
            await().atMost(PATIENCE)
                    .until(() -> member.assignment().size() == 6
                            && other.snapshot().assignment().size() == 6);
            // The retry topics of the groups are new, and their routes come a moment later.
            await().atMost(PATIENCE).until(() -> isCalm(other) && isCalm(member.consumer()));
            Instant before = last(other).at();

            try (TestMember newcomer =
                    new TestMember(options(joined, topic).build(), message -> ConsumeResult.consumed())) {
                await().atMost(PATIENCE).until(() -> member.share(topic) == 2 && newcomer.share(topic) == 2);
                assertThat(last(member.consumer()).at()).isAfter(before);
                boolean lookedSince = last(other).at().isAfter(before);
                assertThat(lookedSince && last(other).trigger() == RebalanceTrigger.NOTIFIED)
                        .as("the other group looked because it was notified")
                        .isFalse();
            }
        }
    }

    @Test
    void aGroupThatFailsDoesNotStopTheOthersOfItsClient() {
        String topic = SharedCluster.topic(2);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch never = new CountDownLatch(1);
        ClientRuntime runtime = ClientRuntime.create(ClientOptions.builder()
                .nameServers(SharedCluster.get().nameServerAddress())
                .ioThreads(1)
                .build());
        try (runtime) {
            PushConsumer unallocated = PushConsumers.builder(
                            runtime,
                            options(SharedCluster.unique("group"), topic).build(),
                            message -> ConsumeResult.consumed())
                    .allocation(new Throwing())
                    .build();
            PushConsumer stuck = PushConsumers.builder(
                            runtime,
                            options(SharedCluster.unique("group"), topic)
                                    .drainTimeout(Duration.ofSeconds(1))
                                    .build(),
                            message -> {
                                never.await();
                                return ConsumeResult.consumed();
                            })
                    .build();
            PushConsumer unknown = PushConsumers.builder(
                            runtime,
                            options(SharedCluster.unique("group"), "no-such-topic")
                                    .build(),
                            message -> ConsumeResult.consumed())
                    .build();
            PushConsumer healthy = PushConsumers.builder(
                            runtime,
                            options(SharedCluster.unique("group"), topic).build(),
                            message -> {
                                seen.add(message.messageId());
                                return ConsumeResult.consumed();
                            })
                    .build();
            for (PushConsumer consumer : List.of(unallocated, stuck, unknown, healthy)) {
                consumer.start();
            }
            producer.sendMany(topic, 400);

            await().atMost(PATIENCE).until(() -> seen.size() == 400);
            assertThat(last(unallocated).problem())
                    .hasValueSatisfying(
                            text -> assertThat(text).contains("THROWING").contains("out of order"));
            assertThat(last(unknown).problem())
                    .hasValueSatisfying(text -> assertThat(text).contains("no-such-topic"));
            never.countDown();
        }
    }

    private static boolean isCalm(PushConsumer consumer) {
        return consumer.snapshot()
                        .lastRebalance()
                        .filter(look -> look.problem().isEmpty())
                        .isPresent()
                && Duration.between(last(consumer).at(), Instant.now()).toMillis() > 1500;
    }

    private static RebalanceSnapshot last(PushConsumer consumer) {
        return consumer.snapshot().lastRebalance().orElseThrow();
    }

    private static PushConsumerOptions.Builder options(String group, String topic) {
        return PushConsumerOptions.builder(group).subscribe(topic).startPosition(StartPosition.earliest());
    }

    private static final class Throwing implements AllocationStrategy {

        @Override
        public String name() {
            return "THROWING";
        }

        @Override
        public List<MessageQueue> allocate(AllocationRequest request) {
            throw new IllegalStateException("out of order");
        }
    }
}
