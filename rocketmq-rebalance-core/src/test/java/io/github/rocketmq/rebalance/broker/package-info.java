/** The consumer and the producer against real brokers. */
package io.github.rocketmq.rebalance.broker;
