package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.Delivery;

/** What becomes of messages that the listener did not consume. Confined to the loop; takes claimed deliveries only. */
interface MessageReturns {

    /** Has a message come again as the listener wishes. */
    void giveBack(Delivery delivery, ConsumeResult.RetryLater wish);

    /** Puts a message away for good. */
    void bury(Delivery delivery, String reason);

    /** Waits no more for another try at this queue's messages: whoever owns it next delivers them again. */
    void abandon(MessageQueue queue);
}
