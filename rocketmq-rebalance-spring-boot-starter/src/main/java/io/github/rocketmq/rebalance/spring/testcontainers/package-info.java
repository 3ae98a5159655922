/** Connection details from a running Testcontainers container, present only with Spring Boot's Testcontainers library. */
@NullMarked
package io.github.rocketmq.rebalance.spring.testcontainers;

import org.jspecify.annotations.NullMarked;
