package io.github.rocketmq.rebalance.broker;

import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends numbered messages at a steady rate to the queues of a topic in turn, until it is closed. A send is tried once and at
 * one broker, so that no message is stored twice; one that fails does not count as sent.
 */
final class SteadyProducer implements AutoCloseable {

    private static final long TICK_MILLIS = 5;

    private final ClientRuntime runtime;
    private final Producer producer;
    private final List<MessageQueue> queues;
    private final DeliveryLog log;
    private final int rate;
    private final long begin = System.nanoTime();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "steady producer"));
    private final ScheduledFuture<?> ticks;
    private int next;

    /**
     * Begins at once.
     *
     * @param rate messages a second
     */
    SteadyProducer(String nameServers, String topic, int rate, DeliveryLog log) {
        runtime = ClientRuntime.create(ClientOptions.builder()
                .nameServers(nameServers)
                // A broker that is back should have something to be consumed soon.
                .routeRefreshInterval(Duration.ofSeconds(3))
                .build());
        producer = runtime.producer("steady-producer");
        queues = producer.queues(topic);
        this.log = log;
        this.rate = rate;
        ticks = timer.scheduleAtFixedRate(this::sendWhatIsDue, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The number that a message carries. */
    static int idOf(byte[] body) {
        return ByteBuffer.wrap(body).getInt();
    }

    private void sendWhatIsDue() {
        long due = (System.nanoTime() - begin) * rate / 1_000_000_000L;
        while (next < due) {
            send(next++);
        }
    }

    private void send(int id) {
        MessageQueue queue = queues.get(id % queues.size());
        byte[] body = ByteBuffer.allocate(Integer.BYTES).putInt(id).array();
        underWay.incrementAndGet();
        producer.sendAsync(OutgoingMessage.of(queue.topic(), body), queue).whenComplete((receipt, failure) -> {
            if (failure == null) {
                log.confirmed(id);
            } else {
                failed.incrementAndGet();
            }
            underWay.decrementAndGet();
        });
    }

    /** Sends no more. Returns how many messages a second were confirmed, when the last one was. */
    double finish() {
        ticks.cancel(false);
        timer.shutdown();
        long elapsed = System.nanoTime() - begin;
        await("the confirmation of all sends").atMost(Duration.ofSeconds(30)).until(() -> underWay.get() == 0);
        return log.confirmedMessages() * 1e9 / elapsed;
    }

    /** Sends whose outcome is unknown, or which were refused. */
    int failedSends() {
        return failed.get();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        producer.close();
        runtime.close();
    }
}
