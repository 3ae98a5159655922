package io.github.rocketmq.rebalance.spring.invocation;

import org.jspecify.annotations.Nullable;

/** Makes one argument of a listener's method of a message. */
interface Argument {

    /** The argument. */
    @Nullable
    Object of(Incoming incoming) throws Exception;

    /** The argument as logs call it: its type, or its header. */
    String name();

    /** The argument, or why there is none. */
    default @Nullable Object read(Incoming incoming) throws UnreadableArgumentException {
        try {
            return of(incoming);
        } catch (UnreadableArgumentException named) {
            throw named;
        } catch (Exception unreadable) {
            throw new UnreadableArgumentException(name(), unreadable);
        }
    }
}
