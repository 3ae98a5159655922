package io.github.rocketmq.rebalance.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.processing.ByteBudget;
import io.github.rocketmq.rebalance.processing.Delivery;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.PopReply;
import io.github.rocketmq.rebalance.remote.PopRequest;
import io.github.rocketmq.rebalance.simulation.SimulatedCluster;
import io.github.rocketmq.rebalance.simulation.SimulatedPops;
import io.github.rocketmq.rebalance.simulation.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listeners that take their time, on a broker that answers after half a second. */
class PopLeasesTests {

    private static final long LATENCY = 250;
    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");
    private static final MessageQueue HELD = new MessageQueue("orders", "broker-a", MessageQueue.ANY_QUEUE);
    private static final Duration INVISIBLE = Duration.ofSeconds(5);

    private final VirtualScheduler time = new VirtualScheduler();
    private final SimulatedCluster cluster = new SimulatedCluster(time, 1, LATENCY);
    private final Broker broker = cluster.port().broker(new BrokerAddress("broker-a", 10911));
    private final SimulatedPops pops = cluster.broker("broker-a").pops();
    private final ClientLoop loop = new ClientLoop(time);
    private final MasterPort masters = new MasterPort() {
        @Override
        public <T> CompletionStage<T> ask(String brokerName, Function<Broker, CompletionStage<T>> question) {
            return question.apply(broker);
        }
    };
    private final List<MessageQueue> progress = new ArrayList<>();
    private final PopLeases leases =
            new PopLeases(loop, masters, new PopAcks(loop, masters, GROUP), GROUP, INVISIBLE, progress::add);
    private final ProcessQueue window = new ProcessQueue(HELD, 0, new ByteBudget(Long.MAX_VALUE), leases);

    @BeforeEach
    void createTopic() {
        cluster.createTopic("orders", 2);
    }

    @Test
    void aMessageWhoseListenerRunsIsKeptInvisibleToOthers() {
        Delivery slow = started();

        time.advance(60_000);
        assertThat(comesAgain()).isEmpty();
        complete(slow);

        assertThat(pops.invisible()).isZero();
        assertThat(comesAgain()).isEmpty();
    }

    @Test
    void anEndWhileItsTimeIsBeingExtendedIsAcknowledgedByTheNewReceipt() {
        for (long end = 2500; end < 5500; end += 100) {
            Delivery slow = started();
            time.advance(end);
            complete(slow);

            time.advance(10_000);
            assertThat(pops.invisible()).as("ended after %s ms", end).isZero();
            assertThat(comesAgain()).as("ended after %s ms", end).isEmpty();
        }
    }

    @Test
    void aMessageThatOthersMayHaveIsNotAcknowledged() {
        Delivery slow = started();
        pops.failExtensions(100);
        time.advance(6000);

        complete(slow);
        time.advance(1000);

        assertThat(pops.ackSizes()).isEmpty();
        assertThat(comesAgain()).hasSize(1);
    }

    @Test
    void oneExtensionThatFailsIsMadeUpForInTime() {
        Delivery slow = started();
        pops.failExtensions(1);

        time.advance(30_000);
        complete(slow);

        assertThat(pops.invisible()).isZero();
        assertThat(comesAgain()).isEmpty();
    }

    @Test
    void aListenerMayNotBeginWithAMessageThatOthersMayHave() {
        Delivery waiting = popped();
        time.advance(5000);

        assertThat(waiting.tryStart(System.nanoTime())).isFalse();
        time.advance(10);

        assertThat(window.cachedMessages()).isZero();
        assertThat(window.running()).isZero();
        assertThat(progress).contains(HELD);
        assertThat(comesAgain()).hasSize(1);
    }

    @Test
    void aListenerThatBeginsLateIsGivenItsTimeAtOnce() {
        Delivery waiting = popped();
        time.advance(4300);
        assertThat(waiting.tryStart(System.nanoTime())).isTrue();

        time.advance(20_000);
        complete(waiting);

        assertThat(pops.invisible()).isZero();
        assertThat(comesAgain()).isEmpty();
    }

    @Test
    void whatNoListenerBeganWithComesToOthersSoonWhenItsQueueIsGivenUp() {
        popped();
        loop.post(() -> {
            window.revoke();
            leases.releaseUnstarted(HELD);
        });

        time.advance(2000);

        assertThat(comesAgain()).hasSize(1);
    }

    @Test
    void aQueueIsGivenUpWhenItsAcknowledgementsAreConfirmed() {
        Delivery done = started();
        List<Long> closedAt = new ArrayList<>();
        long endedAt = time.now();
        pops.failAcks(1);
        complete(done, 0);

        loop.post(() -> loop.post(() -> leases.whenClosed(HELD, () -> closedAt.add(time.now()))));
        time.advance(3000);

        assertThat(closedAt).hasSize(1);
        assertThat(closedAt.get(0) - endedAt).isGreaterThan(4 * LATENCY);
        assertThat(pops.invisible()).isZero();
    }

    private Delivery started() {
        Delivery delivery = popped();
        assertThat(delivery.tryStart(System.nanoTime())).isTrue();
        return delivery;
    }

    private Delivery popped() {
        cluster.send(new MessageQueue("orders", "broker-a", 1), "m" + time.now(), Map.of());
        List<Delivery> taken = new ArrayList<>();
        loop.post(() -> loop.whenAnswered(
                broker.pops().pop(request()),
                reply -> {
                    List<PoppedMessage> messages = new ArrayList<>();
                    for (PopReply.Popped popped : ((PopReply.Found) reply).messages()) {
                        messages.add(leases.take(popped, HELD, window.nextOffset() + messages.size()));
                    }
                    window.admit(messages, window.nextOffset() + messages.size());
                    taken.add(Objects.requireNonNull(window.take()));
                },
                failure -> {}));
        time.await("it is popped", 2000, () -> !taken.isEmpty());
        return taken.get(0);
    }

    /** What anybody else would get now; takes it. */
    private List<Message> comesAgain() {
        List<Message> others = new ArrayList<>();
        loop.post(() -> loop.whenAnswered(
                broker.pops().pop(request()),
                reply -> {
                    if (reply instanceof PopReply.Found found) {
                        found.messages().forEach(popped -> others.add(popped.message()));
                    }
                },
                failure -> {}));
        time.advance(1500 + 2 * LATENCY);
        return others;
    }

    private void complete(Delivery delivery) {
        complete(delivery, 2000);
    }

    private void complete(Delivery delivery, long wait) {
        delivery.complete();
        time.advance(wait);
    }

    private static PopRequest request() {
        return new PopRequest(GROUP, HELD, Subscription.all("orders"), 32, INVISIBLE, Duration.ofSeconds(1), true);
    }
}
