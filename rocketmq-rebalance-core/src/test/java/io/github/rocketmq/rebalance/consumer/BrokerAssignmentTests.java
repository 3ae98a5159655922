package io.github.rocketmq.rebalance.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Heartbeats;
import io.github.rocketmq.rebalance.client.RouteWatcher;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.GroupView;
import io.github.rocketmq.rebalance.rebalance.TopicView;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import io.github.rocketmq.rebalance.remote.RequestMode;
import io.github.rocketmq.rebalance.simulation.SimulatedCluster;
import io.github.rocketmq.rebalance.simulation.VirtualScheduler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerAssignmentTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");
    private static final BrokerAddress BROKER = new BrokerAddress("broker-a", 10911);
    private static final ClientId SELF = new ClientId("a");

    private final VirtualScheduler time = new VirtualScheduler();
    private final SimulatedCluster cluster = new SimulatedCluster(time, 1, 2);
    private final ClientLoop loop = new ClientLoop(time);
    private final RemoteCluster port = cluster.port();
    private final RouteWatcher routes = new RouteWatcher(loop, port.nameServer(), 30_000);
    private final SharedClient client = new SharedClient(
            SELF,
            port,
            routes,
            new Heartbeats(loop, port, routes, SELF, 30_000, () -> Instant.EPOCH),
            () -> Instant.EPOCH);
    private int looksWanted;

    @BeforeEach
    void createTopic() {
        cluster.createTopic("orders", 2);
    }

    @Test
    void aGroupInOrderRefusesToPopAndSaysWhatToDo() {
        cluster.assignment().mode("orders", RequestMode.POP);

        TopicView answer = ask(assignment("AVG", true));

        assertThat(answer)
                .isEqualTo(new TopicView.Unassigned("an operator has set POP for it, which keeps no order; set PULL"
                        + " (mqadmin setConsumeMode), or consume concurrently"));
    }

    @Test
    void aStrategyThatBrokersDoNotKnowIsNamed() {
        TopicView answer = ask(assignment("MACHINE_ROOM", false));

        assertThat(answer)
                .isEqualTo(new TopicView.Unassigned("the broker knows the topic, the group or the strategy"
                        + " MACHINE_ROOM not; brokers share by AVG and AVG_BY_CIRCLE"));
    }

    @Test
    void aBrokerThatDoesNotAnswerChangesNothing() {
        cluster.broker("broker-a").up(false);

        assertThat(ask(assignment("AVG", false))).isEqualTo(new TopicView.Unassigned("broker-a:10911 is down"));
    }

    @Test
    void aQueueThatChangesItsModeIsLeftOutOnceSoThatItIsGivenUpFirst() {
        cluster.assignment().nameQueues(true);
        cluster.assignment().mode("orders", RequestMode.POP);
        BrokerAssignment assignment = assignment("AVG", false);
        MessageQueue queue = new MessageQueue("orders", "broker-a", 0);
        join();
        assertThat(queuesOf(ask(assignment))).hasSize(2);
        assertThat(assignment.isPopped(queue)).isTrue();

        cluster.assignment().mode("orders", RequestMode.PULL);

        assertThat(queuesOf(ask(assignment))).isEmpty();
        assertThat(looksWanted).isEqualTo(2);
        assertThat(queuesOf(ask(assignment))).hasSize(2);
        assertThat(assignment.isPopped(queue)).isFalse();
    }

    private void join() {
        loop.post(() -> port.broker(BROKER)
                .heartbeat(new io.github.rocketmq.rebalance.remote.Heartbeat(
                        SELF,
                        List.of(new io.github.rocketmq.rebalance.remote.Heartbeat.Membership(
                                GROUP,
                                io.github.rocketmq.rebalance.model.MessageModel.CLUSTERING,
                                io.github.rocketmq.rebalance.remote.Heartbeat.StartFrom.CONSUME_FROM_LAST_OFFSET,
                                List.of(),
                                1)),
                        List.of())));
        time.advance(100);
    }

    private BrokerAssignment assignment(String strategy, boolean inOrder) {
        return new BrokerAssignment(
                loop, client, GROUP, new BrokerAssignment.Terms(true, strategy, inOrder), () -> looksWanted++);
    }

    private TopicView ask(BrokerAssignment assignment) {
        GroupView found = new GroupView(
                List.of(SELF),
                new TreeMap<>(Map.of("orders", new TopicView.Known(new TreeSet<>(cluster.allQueues("orders"))))));
        List<GroupView> completed = new ArrayList<>();
        loop.post(() -> assignment.complete(BROKER, found, completed::add));
        time.await("the broker answered", 1000, () -> !completed.isEmpty());
        return Objects.requireNonNull(completed.get(0).topics().get("orders"));
    }

    private static java.util.SortedSet<MessageQueue> queuesOf(TopicView view) {
        return ((TopicView.Assigned) view).queues();
    }
}
