package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the brokers that this member leaves its group, so that the others need not wait for its heartbeats to stop. */
final class Departure {

    private static final Logger log = LoggerFactory.getLogger(Departure.class);

    private final ClientLoop loop;
    private final SharedClient client;
    private final ConsumerGroup group;

    Departure(ClientLoop loop, SharedClient client, ConsumerGroup group) {
        this.loop = loop;
        this.client = client;
        this.group = group;
    }

    /** Tells every broker side by side, and goes on when each has answered or failed. */
    void depart(Runnable afterwards) {
        loop.whenAnswered(client.heartbeats().leave(group), quiet -> unregister(afterwards), failure -> {
            log.debug("heartbeats of group '{}' did not end well", group, failure);
            unregister(afterwards);
        });
    }

    private void unregister(Runnable afterwards) {
        CompletableFuture<?>[] answers =
                client.routes().allAddresses().stream().map(this::unregister).toArray(CompletableFuture<?>[]::new);
        CompletionStage<Void> all = CompletableFuture.allOf(answers);
        loop.whenAnswered(all, ok -> afterwards.run(), failure -> afterwards.run());
    }

    private CompletableFuture<?> unregister(BrokerAddress broker) {
        return client.cluster()
                .broker(broker)
                .unregister(client.clientId(), null, group)
                .exceptionally(failure -> {
                    log.debug("{} was not told that this client left group '{}'", broker, group, failure);
                    return null;
                })
                .toCompletableFuture();
    }
}
