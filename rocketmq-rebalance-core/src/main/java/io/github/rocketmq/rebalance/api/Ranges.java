package io.github.rocketmq.rebalance.api;

import java.time.Duration;

/** Refuses an option outside its range, naming the option, the range and what came. */
final class Ranges {

    private Ranges() {}

    static void require(String option, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw refused(option, value, least, most);
        }
    }

    static void require(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw refused(option, value, least, most);
        }
    }

    private static InvalidOptionException refused(String option, Object value, Object least, Object most) {
        return new InvalidOptionException(option, "is " + value + "; choose a value from " + least + " to " + most);
    }
}
