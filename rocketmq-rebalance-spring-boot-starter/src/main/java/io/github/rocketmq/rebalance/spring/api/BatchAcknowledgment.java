package io.github.rocketmq.rebalance.spring.api;

/** Says what becomes of a batch; a parameter of batch listener methods in {@link AckMode#MANUAL}. */
public interface BatchAcknowledgment extends Acknowledgment {

    /**
     * Done, up to and with the message at this index of the list. May be called again with a higher index.
     *
     * @param upTo counted from 0
     * @throws IndexOutOfBoundsException if the list has no such index
     */
    void acknowledge(int upTo);
}
