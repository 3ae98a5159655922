package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.netty.NettyCluster;
import io.github.rocketmq.rebalance.remote.netty.NettySettings;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the hand-off builds on, as a real broker answers it. */
class LockPortBrokerTests {

    private static final ClientId OWNER = new ClientId("10.0.0.1@1");
    private static final ClientId OTHER = new ClientId("10.0.0.2@2");

    private static NettyCluster cluster;
    private static Broker broker;

    private final ConsumerGroup group = new ConsumerGroup(SharedCluster.unique("group"));
    private final Set<MessageQueue> queues = Set.of(new MessageQueue(SharedCluster.topic(1), "broker-a", 0));

    @BeforeAll
    static void connect() {
        cluster = NettyCluster.create(new NettySettings(
                List.of(SharedCluster.get().nameServerAddress()), Duration.ofSeconds(5), Duration.ofSeconds(5), 1));
        broker = cluster.broker(BrokerAddress.parse(SharedCluster.get().brokerAddress("broker-a")));
    }

    @AfterAll
    static void disconnect() {
        cluster.close();
    }

    @Test
    void aBrokerSaysHowLongItHasBeenUp() {
        OptionalLong first = join(broker.uptime());
        assertThat(first).isPresent();
        assertThat(first.getAsLong()).isBetween(0L, Duration.ofHours(1).toMillis());
        assertThat(join(broker.uptime()).getAsLong()).isGreaterThanOrEqualTo(first.getAsLong());
    }

    @Test
    void aLockIsItsOwnersUntilItIsGivenBackInItsName() {
        assertThat(join(broker.lock(group, OWNER, queues))).isEqualTo(queues);
        assertThat(join(broker.lock(group, OTHER, queues))).isEmpty();
        join(broker.unlock(group, OTHER, queues));
        assertThat(join(broker.lock(group, OTHER, queues)))
                .as("what is not one's own is not given back")
                .isEmpty();

        join(broker.unlock(group, OWNER, queues));

        assertThat(join(broker.lock(group, OTHER, queues))).isEqualTo(queues);
    }

    private static <T> T join(CompletionStage<T> answer) {
        return answer.toCompletableFuture().join();
    }
}
