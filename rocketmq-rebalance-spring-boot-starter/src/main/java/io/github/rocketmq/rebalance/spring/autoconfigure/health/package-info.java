/** The health of every listener, present only with Spring Boot's health library. */
@NullMarked
package io.github.rocketmq.rebalance.spring.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
