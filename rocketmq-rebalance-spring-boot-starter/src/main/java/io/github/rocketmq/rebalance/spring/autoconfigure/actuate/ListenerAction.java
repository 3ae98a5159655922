package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may be done with a listener. */
enum ListenerAction {
    PAUSE,
    RESUME,
    START,
    STOP,
    REBALANCE,
    SET_INTERVAL,
    RESET_OFFSET;

    /** As it is asked for. */
    String text() {
        return Texts.of(this);
    }

    static ListenerAction parse(@Nullable String text) {
        return Arrays.stream(values())
                .filter(action -> text != null
                        && action.text()
                                .equals(text.strip().toLowerCase(Locale.ROOT).replace('_', '-')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        (text == null ? "the action is missing" : "'" + text + "' is no action") + "; give one of "
                                + Arrays.stream(values())
                                        .map(ListenerAction::text)
                                        .collect(Collectors.joining(", "))));
    }
}
