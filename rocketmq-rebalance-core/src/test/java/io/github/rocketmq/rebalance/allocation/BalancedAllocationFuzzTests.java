package io.github.rocketmq.rebalance.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Balanced rendezvous on any groups. {@code -Dallocation.fuzz=335582} runs as many cases as the design's prototype did. */
class BalancedAllocationFuzzTests {

    private static final int CASES = Integer.getInteger("allocation.fuzz", 10_000);
    private static final long FIRST_SEED = Long.getLong("allocation.seed", 20_261_121);

    @Test
    void everyQueueHasOneOwnerAndNoMemberIsMoreThanOneFromItsShareInWhateverOrderTheListsCome() {
        for (int i = 0; i < CASES; i++) {
            long seed = FIRST_SEED + i;
            Random random = new Random(seed);
            SharedTopic topic = SharedTopic.random(random, 120, i % 10 == 0 ? 1500 : 300);

            int[] owners = topic.owners();

            assertThat(owners).as("seed %d", seed).hasSize(topic.queues().size());
            assertThat(IntStream.of(topic.extras(owners)).filter(extra -> extra < 0 || extra > 1))
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(topic.shuffled(random).owners()).as("seed %d", seed).isEqualTo(owners);
        }
    }

    @Test
    void theMembersAnswersTogetherAreComplete() {
        for (int i = 0; i < CASES / 10; i++) {
            long seed = FIRST_SEED - 1 - i;
            Random random = new Random(seed);
            SharedTopic topic = SharedTopic.random(random, 24, 200);

            // Every member asks a strategy of its own and was told another order.
            Map<ClientId, List<MessageQueue>> shares = new TreeMap<>();
            topic.members()
                    .forEach(self -> shares.put(
                            self,
                            new BalancedRendezvousAllocation()
                                    .allocate(topic.shuffled(random).askedBy(self))));

            assertThat(shares.values().stream().flatMap(List::stream))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(topic.queues());
        }
    }

    @Test
    void smallGroupsAreSharedAsThePlainReferenceSharesThem() {
        for (int i = 0; i < CASES; i++) {
            long seed = FIRST_SEED + 1_000_000 + i;
            SharedTopic topic = SharedTopic.random(new Random(seed), 12, 40);

            Map<MessageQueue, ClientId> owners = new TreeMap<>();
            topic.shares(new BalancedRendezvousAllocation())
                    .forEach((member, queues) -> queues.forEach(queue -> owners.put(queue, member)));

            assertThat(owners).as("seed %d", seed).isEqualTo(ReferenceAllocation.owners(topic));
        }
    }

    @Test
    void largerGroupsAreSharedAsThePlainReferenceSharesThem() {
        for (int i = 0; i < CASES / 100; i++) {
            long seed = FIRST_SEED + 2_000_000 + i;
            SharedTopic topic = SharedTopic.random(new Random(seed), 60, 300);

            List<ClientId> members =
                    topic.members().stream().distinct().sorted().toList();
            List<MessageQueue> queues = topic.queues().stream().sorted().toList();
            int[] owners = topic.owners();
            Map<MessageQueue, ClientId> byQueue = new TreeMap<>();
            for (int queue = 0; queue < owners.length; queue++) {
                byQueue.put(queues.get(queue), members.get(owners[queue]));
            }

            assertThat(byQueue).as("seed %d", seed).isEqualTo(ReferenceAllocation.owners(topic));
        }
    }
}
