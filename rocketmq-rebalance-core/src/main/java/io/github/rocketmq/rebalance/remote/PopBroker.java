package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What one broker, from 5.0 on, offers for consumption message by message. Answers complete as {@link Broker}'s do.
 */
public interface PopBroker {

    /**
     * Messages that nobody else of the group has now; request code 200050. Answers late if the broker holds the request
     * for want of messages.
     */
    CompletionStage<PopReply> pop(PopRequest request);

    /**
     * Whether there is anything to pop; request code 200054. Answers late like {@link #pop}, but takes nothing.
     *
     * @param queue its id may be {@link MessageQueue#ANY_QUEUE}
     */
    CompletionStage<Boolean> awaitMessages(ConsumerGroup group, MessageQueue queue, Duration holdTime);

    /**
     * Says that messages are done. Brokers confirm that they heard it; they do not check whether the messages were still
     * invisible. Request code 200051 for one message, 200151, known from 5.2 on, for more.
     */
    CompletionStage<Void> ack(ConsumerGroup group, List<PopReceipt> receipts);

    /**
     * Makes a message visible again after this time from now on, neither sooner nor later; request code 200053. Showing the
     * same receipt twice makes the message come twice.
     *
     * @return what acknowledges the message from now on
     */
    CompletionStage<PopReceipt> changeInvisibleTime(ConsumerGroup group, PopReceipt receipt, Duration time);
}
