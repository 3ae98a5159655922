package io.github.rocketmq.rebalance.spring.listener;

/** Sees a listener's messages come and go. Called by many worker threads at once. */
interface DeliveryWatch {

    /** Nobody wants to know. */
    DeliveryWatch NONE = new DeliveryWatch() {
        @Override
        public void begun() {}

        @Override
        public void ended() {}
    };

    void begun();

    void ended();
}
