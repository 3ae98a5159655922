/** Shows what listeners hold and do, and controls them, as the actuator endpoint {@code rocketmq}. */
@NullMarked
package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
