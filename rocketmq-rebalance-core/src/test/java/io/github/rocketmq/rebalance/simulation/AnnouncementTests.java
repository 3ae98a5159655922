package io.github.rocketmq.rebalance.simulation;

import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.FIRST;
import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the application hears of queues that come and go. */
class AnnouncementTests {

    private final SimulatedGroup group = new SimulatedGroup();

    @Test
    void aQueueThatWasCommittedIsRevokedAndNotLost() {
        SimulatedMember member = group.running(group.member("a", SimulatedGroup.options()), 9);

        group.leave(member);

        assertThat(member.announced())
                .contains("assigned " + FIRST, "revoked " + FIRST)
                .noneMatch(text -> text.startsWith("lost"));
    }

    @Test
    void aQueueWhoseListenerOutlivesTheDrainTimeoutIsLost() {
        SimulatedMember member = group.member("a", SimulatedGroup.options().drainTimeout(Duration.ofSeconds(2)));
        member.asyncListener(message -> new CompletableFuture<>());
        group.sendTo(FIRST, 1);
        group.running(member, 9);
        group.time.await(
                "it is with the listener", 5000, () -> member.delivered().size() == 1);

        group.leave(member);

        assertThat(member.announced())
                .contains("lost " + FIRST)
                .doesNotContain("revoked " + FIRST)
                .contains("revoked " + new MessageQueue("orders", "broker-a", 1));
    }

    @Test
    void aQueueWhoseLockAnotherMemberTookIsLostAndTheNextHoldingOfItIsNot() {
        SimulatedMember member = group.running(group.member("a", SimulatedGroup.options()), 9);

        group.cluster.broker("broker-a").locks().take(GROUP, FIRST, "somebody");
        group.time.await("it is heard of", 60_000, () -> member.announced().contains("lost " + FIRST));
        assertThat(member.announced()).doesNotContain("revoked " + FIRST);
        group.time.await("the lock has ended", 90_000, () -> member.assignment().contains(FIRST));
        group.leave(member);

        assertThat(member.announced().stream().filter(text -> text.endsWith(FIRST.toString())))
                .containsExactly("assigned " + FIRST, "lost " + FIRST, "assigned " + FIRST, "revoked " + FIRST);
    }

    @Test
    void whoDoesNotTellLossesFromRevocationsHearsOfBoth() {
        Set<MessageQueue> gone = new HashSet<>();
        AssignmentListener listener = new AssignmentListener() {
            @Override
            public void onRevoked(Set<MessageQueue> queues) {
                gone.addAll(queues);
            }
        };

        listener.onLost(Set.of(FIRST));

        assertThat(gone).containsExactly(FIRST);
    }
}
