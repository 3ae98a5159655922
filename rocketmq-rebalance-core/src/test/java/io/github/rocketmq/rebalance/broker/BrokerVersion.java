package io.github.rocketmq.rebalance.broker;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The release of the brokers that the tests of this JVM run against: the embedded one, or what
 * {@code -Dbroker.version} names.
 */
final class BrokerVersion {

    static final String EMBEDDED = "5.5.0";

    private BrokerVersion() {}

    /** The release that was asked for; empty for the embedded one. */
    static Optional<String> wanted() {
        return Optional.ofNullable(System.getProperty("broker.version")).filter(version -> !version.isBlank());
    }

    /**
     * Skips a test on older brokers.
     *
     * @param release the first that can do what the test proves, like {@code 5.0}
     * @param reason what older ones cannot do
     */
    static void assumeAtLeast(String release, String reason) {
        Assumptions.assumeTrue(
                compareTo(release) >= 0, "not on brokers " + present() + ", only since " + release + ": " + reason);
    }

    /** Skips a test on brokers of this release and later ones, which do not have what the test is about. */
    static void assumeBefore(String release, String reason) {
        Assumptions.assumeTrue(
                compareTo(release) < 0, "not on brokers " + present() + ", only before " + release + ": " + reason);
    }

    private static int compareTo(String release) {
        return Arrays.compare(numbers(present()), numbers(release));
    }

    private static String present() {
        return wanted().orElse(EMBEDDED);
    }

    private static int[] numbers(String release) {
        return List.of(release.split("\\.", -1)).stream()
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
