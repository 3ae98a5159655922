package io.github.rocketmq.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StubMessage;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.PeerRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class OperatorRequestsTests {

    private static final BrokerAddress BROKER = new BrokerAddress("10.0.0.1", 10911);
    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");
    private static final StubMessage MESSAGE = new StubMessage(new MessageQueue("orders", "broker-a", 1), 7, 100);

    private final OperatorRequests requests = new OperatorRequests(Map.of(), "10.0.0.9:9876");

    @Test
    void aGroupWithoutConsumerHereIsRefusedByName() {
        assertRefused(requests.consumerStatus(new PeerRequest.ConsumerStatus(BROKER, GROUP, "orders")));
        assertRefused(requests.running(new PeerRequest.Running(BROKER, GROUP, true)));
        assertRefused(requests.consumeDirectly(new PeerRequest.ConsumeDirectly(BROKER, GROUP, MESSAGE)));
    }

    @Test
    void requestsWithoutAnswerNeverFail() {
        assertThatCode(() -> {
                    requests.resetOffsets(
                            new PeerRequest.ResetOffsets(BROKER, GROUP, new TreeMap<>(Map.of(MESSAGE.queue(), 3L))));
                    requests.checkTransaction(new PeerRequest.CheckTransaction(BROKER, "pg", MESSAGE, "tx", 5));
                    requests.checkTransaction(new PeerRequest.CheckTransaction(BROKER, "pg", MESSAGE, "tx", 5));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aThreadDumpShowsThreadsAndWhatTheyDo() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Thread waiting = new Thread(() -> awaitHere(released), "a-thread-that-waits");
        waiting.start();
        try {
            while (waiting.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThat(ThreadDump.take().toCompletableFuture().join())
                    .contains("\"a-thread-that-waits\" TID: " + waiting.getId() + " STATE: WAITING")
                    .contains(OperatorRequestsTests.class.getName() + ".awaitHere(");
        } finally {
            released.countDown();
            waiting.join();
        }
    }

    private static void awaitHere(CountDownLatch released) {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertRefused(CompletionStage<?> answer) {
        assertThatThrownBy(() -> answer.toCompletableFuture().join())
                .hasMessageContaining("this client has no consumer of group 'billing'");
    }
}
