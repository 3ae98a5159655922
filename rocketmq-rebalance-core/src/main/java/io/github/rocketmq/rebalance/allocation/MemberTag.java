package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.ClientId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the end of a client id tells the other members about this one: {@code ~b1~key}, then {@code ~z=zone} and {@code
 * ~w=weight} where there are any. Client ids are all that members know of each other, so whatever the balanced allocation
 * depends on stands there.
 *
 * <p>{@code b1} is the version of the algorithm. Parts that follow the key and are not understood are skipped, as is a
 * weight out of range: whoever adds a part that changes what is allocated has to call itself {@code b2}. Of a part that
 * comes twice, the first counts.
 *
 * @param key stays the same when the member is restarted; letters, digits, {@code .}, {@code _} and {@code -}
 * @param zone where the member runs, of the same characters; empty for nowhere in particular
 * @param weight how much it takes compared with others, 1 to 100
 */
public record MemberTag(String key, String zone, int weight) {

    /** The largest weight. */
    public static final int MAX_WEIGHT = 100;

    /** The most characters of a key or zone: every member's heartbeat and every list of members carries them. */
    public static final int MAX_LENGTH = 100;

    private static final String MARKER = "~b1~";
    private static final String ZONE = "z=";
    private static final String WEIGHT = "w=";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1," + MAX_LENGTH + "}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]?|100");

    public MemberTag {
        require("allocationKey", key, false);
        require("zone", zone, true);
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight is " + weight + "; choose a value from 1 to " + MAX_WEIGHT);
        }
    }

    private static void require(String what, String name, boolean mayBeEmpty) {
        if (!(mayBeEmpty && name.isEmpty()) && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " '" + name + "' cannot stand in a client id; use 1 to "
                    + MAX_LENGTH + " letters, digits, '.', '_' and '-'");
        }
    }

    /** The tag at the end of a client id; empty for members that do not allocate this way, Apache's for example. */
    public static Optional<MemberTag> of(ClientId member) {
        int marker = member.value().indexOf(MARKER);
        if (marker < 0) {
            return Optional.empty();
        }
        String[] parts = member.value().substring(marker + MARKER.length()).split("~", -1);
        if (!NAME.matcher(parts[0]).matches()) {
            return Optional.empty();
        }
        String zone = "";
        String weight = "";
        for (int i = parts.length - 1; i > 0; i--) {
            if (parts[i].startsWith(ZONE)) {
                zone = parts[i].substring(ZONE.length());
            } else if (parts[i].startsWith(WEIGHT)) {
                weight = parts[i].substring(WEIGHT.length());
            }
        }
        return Optional.of(new MemberTag(
                parts[0],
                NAME.matcher(zone).matches() ? zone : "",
                NUMBER.matcher(weight).matches() ? Integer.parseInt(weight) : 1));
    }

    /** Makes a name out of any text: the characters that a key or zone may not have become {@code _}, and the end is kept. */
    public static String nameOf(String text) {
        String name = text.replaceAll("[^A-Za-z0-9._-]", "_");
        // Names of one group differ at their ends: web-0, web-1.
        return name.substring(Math.max(0, name.length() - MAX_LENGTH));
    }

    /** What to append to a client id. */
    public String suffix() {
        return MARKER + key + (zone.isEmpty() ? "" : "~" + ZONE + zone) + (weight == 1 ? "" : "~" + WEIGHT + weight);
    }
}
