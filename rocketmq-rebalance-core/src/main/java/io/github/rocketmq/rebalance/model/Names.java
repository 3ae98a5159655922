package io.github.rocketmq.rebalance.model;

/** The characters and lengths that brokers accept in topic and group names ({@code [%|a-zA-Z0-9_-]}). */
final class Names {

    private Names() {}

    static String require(String what, String name, int maxLength) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(what + " is empty; give it a name of 1 to " + maxLength + " characters");
        }
        if (name.length() > maxLength) {
            throw new IllegalArgumentException(what + " '" + name + "' has " + name.length()
                    + " characters, but brokers accept at most " + maxLength + "; shorten it");
        }
        for (int i = 0; i < name.length(); i++) {
            if (!accepted(name.charAt(i))) {
                throw new IllegalArgumentException(what + " '" + name + "' contains '" + name.charAt(i)
                        + "' at position " + i + "; use only letters, digits, '_', '-', '%' and '|'");
            }
        }
        return name;
    }

    private static boolean accepted(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '%'
                || c == '|';
    }
}
