package io.github.rocketmq.rebalance.samples.orders;

import org.springframework.stereotype.Component;

/** Where goods are set aside for an order; stands for the work that a listener does. */
@Component
class Warehouse {

    /** Sets the goods aside; an exception means that it did not work this time. */
    void reserve(OrderPlaced order) {
        // Every order is in stock.
    }
}
