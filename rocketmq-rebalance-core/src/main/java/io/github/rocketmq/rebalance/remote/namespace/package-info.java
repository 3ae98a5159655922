/** The ports once more, for a client that sees one namespace of a cluster as if it were the whole. */
@NullMarked
package io.github.rocketmq.rebalance.remote.namespace;

import org.jspecify.annotations.NullMarked;
