package io.github.rocketmq.rebalance.allocation;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last two of a kind. When members come and go some of them are asked for what held before, too.
 *
 * @param older null where there was only one
 */
record LastTwo<T>(T newer, @Nullable T older) {

    /** One more behind those that were there, of which the oldest is dropped. */
    static <T> LastTwo<T> after(@Nullable LastTwo<T> before, T newest) {
        return new LastTwo<>(newest, before == null ? null : before.newer());
    }

    /** The one that fits, if either does. */
    static <T> @Nullable T find(@Nullable LastTwo<T> from, Predicate<T> fits) {
        if (from == null) {
            return null;
        }
        if (fits.test(from.newer())) {
            return from.newer();
        }
        return from.older() != null && fits.test(from.older()) ? from.older() : null;
    }
}
