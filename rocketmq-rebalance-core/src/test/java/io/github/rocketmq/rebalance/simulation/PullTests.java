package io.github.rocketmq.rebalance.simulation;

import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.FIRST;
import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the answers of brokers to pulls lead to. */
class PullTests {

    private final SimulatedGroup group = new SimulatedGroup();
    private final SimulatedBroker broker = group.cluster.broker("broker-a");

    @Test
    void aBrokerWithoutTimeIsAskedAgainAMomentLater() {
        for (int i = 0; i < 20; i++) {
            broker.answerNextPull(FIRST, () -> new PullReply.Throttled("too busy"));
        }
        group.sendTo(FIRST, 5);
        SimulatedMember member = group.running(group.member("a", SimulatedGroup.options()), 10);

        group.time.await("all are delivered", 1000, () -> member.delivered().size() == 5);
        assertThat(SimulatedGroup.snapshot(member, FIRST).problem()).isEmpty();
    }

    @Test
    void aBrokerThatDoesNotKnowTheSubscriptionIsToldBeforeItIsAskedAgain() {
        SimulatedMember member = group.running(group.member("a", SimulatedGroup.options()), 10);
        int heartbeats = broker.heartbeats().size();
        broker.answerNextPull(FIRST, () -> new PullReply.HeartbeatWanted("the consumer's subscription not latest"));
        group.sendTo(FIRST, 1);
        group.time.await("it is delivered", 2000, () -> member.delivered().size() == 1);

        group.time.advance(20_000);
        assertThat(broker.heartbeats().size()).isGreaterThan(heartbeats);
    }

    @Test
    void theSubscriptionsVersionStaysWhenQueuesMove() {
        SimulatedMember first = group.running(group.member("a", SimulatedGroup.options()), 10);
        SimulatedMember second = group.running(group.member("b", SimulatedGroup.options()), 5);
        group.leave(second);
        group.time.await("it has all again", 5000, () -> first.assignment().size() == 10);
        group.time.advance(60_000);

        assertThat(broker.heartbeats().stream()
                        .flatMap(heartbeat -> heartbeat.members().stream())
                        .map(Heartbeat.Membership::version)
                        .distinct())
                .hasSize(1);
        assertThat(broker.pulls()).allMatch(pull -> pull.request().subscriptionVersion() == 1);
    }

    @Test
    void aQueueThatIsGoneMakesTheMemberLookForTheTopicsNewShape() {
        SimulatedMember member = group.running(group.member("a", SimulatedGroup.options()), 10);
        group.cluster.createTopic("orders", 2);
        broker.answerNextPull(FIRST, () -> {
            throw new RemoteException.Refused("queueId[3] is illegal", 29);
        });
        group.sendTo(FIRST, 1);
        group.time.advance(16_000);
        long refusedAt = group.time.now();

        group.time.await(
                "it holds what is left", 3000, () -> member.assignment().size() == 6);
        assertThat(refusedAt).as("well before the regular look at routes").isLessThan(1_000_000 + 30_000);
    }

    @Test
    void pullsGoToTheReplicaThatTheBrokerSuggestsAndOffsetsToTheMaster() {
        group.cluster.slaves(true);
        broker.suggest(1);
        group.sendTo(FIRST, 100);
        SimulatedMember member = group.running(group.member("a", SimulatedGroup.options()), 10);
        group.time.await("all are delivered", 5000, () -> member.delivered().size() == 100);
        group.time.advance(6000);

        List<SimulatedBroker.Pull> ofFirst = broker.pulls().stream()
                .filter(pull -> pull.request().queue().equals(FIRST))
                .toList();
        assertThat(ofFirst.get(0).slave()).isFalse();
        assertThat(ofFirst.get(1).slave()).isTrue();
        assertThat(group.cluster.committed(GROUP, FIRST)).hasValue(100);
    }

    @Test
    void aSlaveIsReadWhileItsMasterIsAwayAndItsOffsetsCommittedWhenTheMasterIsBack() {
        group.cluster.slaves(true);
        broker.suggest(1);
        SimulatedMember member = group.running(group.member("a", SimulatedGroup.options()), 10);
        group.time.advance(20_000);
        broker.up(false);
        group.sendTo(FIRST, 10);
        group.time.await("all are delivered", 20_000, () -> member.delivered().size() == 10);
        group.time.advance(20_000);
        assertThat(group.cluster.committed(GROUP, FIRST)).hasValue(0);

        broker.up(true);
        group.time.advance(10_000);
        assertThat(group.cluster.committed(GROUP, FIRST)).hasValue(10);
    }

    @Test
    void anOffsetThatTheBrokerMovedIsStoredAtOnceAndGoneOnFrom() {
        group.sendTo(FIRST, 50);
        SimulatedMember member = group.running(group.member("a", SimulatedGroup.options()), 10);
        group.time.await("all are delivered", 5000, () -> member.delivered().size() == 50);
        group.time.advance(6000);
        broker.answerNextPull(FIRST, () -> new PullReply.OffsetMoved(20));
        long before = group.time.now();
        group.time.await(
                "it is stored",
                20_000,
                () -> group.cluster.committed(GROUP, FIRST).orElse(-1) == 20);
        assertThat(group.time.now() - before).isLessThan(16_000);

        group.time.await(
                "what is behind it comes again", 1000, () -> member.delivered().size() == 80);
    }
}
