package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.UndecodablePolicy;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.PullReply;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the raw bytes of messages that cannot be read into the group's dead-letter topic, if the application wants its
 * queues to go on. Confined to the loop.
 */
final class RawBurial {

    private static final Logger log = LoggerFactory.getLogger(RawBurial.class);

    private final ClientLoop loop;
    private final SharedClient client;
    private final ConsumerGroup group;
    private final UndecodablePolicy policy;

    RawBurial(ClientLoop loop, SharedClient client, ConsumerGroup group, UndecodablePolicy policy) {
        this.loop = loop;
        this.client = client;
        this.group = group;
        this.policy = policy;
    }

    boolean isWanted() {
        return policy == UndecodablePolicy.DEAD_LETTER;
    }

    /**
     * Sends the bytes and says how that went.
     *
     * @param broken an answer that holds nothing but the one message
     */
    void bury(MessageQueue queue, PullReply.Undecodable broken, Runnable onBuried, Consumer<String> onFailure) {
        Map<String, String> epitaph = Map.of(
                "UNDECODABLE_QUEUE", queue.toString(),
                "UNDECODABLE_OFFSET", Long.toString(broken.offset()),
                "UNDECODABLE_REASON", broken.reason());
        loop.whenAnswered(
                DeadLetterCopy.send(client, group, queue.brokerName(), broken.rest(), epitaph),
                receipt -> {
                    log.error(
                            "the message at offset {} of {} cannot be read ({}); its {} raw bytes are message {} of topic"
                                    + " '{}' now, and the queue goes on",
                            broken.offset(),
                            queue,
                            broken.reason(),
                            broken.rest().length,
                            receipt.messageId(),
                            group.deadLetterTopic());
                    client.events().undecodableBuried(group, queue);
                    onBuried.run();
                },
                failure -> onFailure.accept(String.valueOf(failure.getMessage())));
    }
}
