package io.github.rocketmq.rebalance.spring.annotation;

import io.github.rocketmq.rebalance.model.FilterType;

/** The language of a selector expression; the constants are called as in Apache's starter. */
public enum SelectorType {
    /** {@code TagA || TagB}, or {@code *} for everything. */
    TAG(FilterType.TAG),
    /** A SQL-92 condition on message properties; needs {@code enablePropertyFilter=true} on the broker. */
    SQL92(FilterType.SQL92);

    private final FilterType filterType;

    SelectorType(FilterType filterType) {
        this.filterType = filterType;
    }

    FilterType filterType() {
        return filterType;
    }
}
