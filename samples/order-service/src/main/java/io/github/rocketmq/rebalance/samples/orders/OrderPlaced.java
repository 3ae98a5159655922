package io.github.rocketmq.rebalance.samples.orders;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * Someone ordered something.
 *
 * @param id counts up from 1 in each instance of the shop
 * @param customer who ordered
 * @param total what it costs
 * @param placedAt when it was ordered
 */
public record OrderPlaced(long id, String customer, BigDecimal total, Instant placedAt) {}
