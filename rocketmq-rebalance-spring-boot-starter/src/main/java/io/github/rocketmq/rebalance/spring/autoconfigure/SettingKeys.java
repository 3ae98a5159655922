package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.beans.PropertyDescriptor;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** The keys that are valid below {@code rocketmq.consumer}, and what settings hold under them. */
final class SettingKeys {

    private static final SortedMap<String, String> PATHS = paths(ConsumerSettings.class, "", "");

    private SettingKeys() {}

    /** Every key, sorted. */
    static List<String> all() {
        return List.copyOf(PATHS.keySet());
    }

    /** Whether a text is one of the keys, however it is written. */
    static boolean isKey(String text) {
        return PATHS.keySet().stream().anyMatch(key -> uniform(key).equals(uniform(text)));
    }

    /** The key that a mistyped one most likely means. */
    static String nearest(String text) {
        String wanted = uniform(text);
        return PATHS.keySet().stream()
                .min(Comparator.comparingInt(key -> distance(uniform(key), wanted)))
                .orElseThrow();
    }

    /** What settings hold under a key; null where they leave it open. */
    static @Nullable Object value(ConsumerSettings settings, String key) {
        String path = PATHS.get(key);
        return path == null
                ? null
                : PropertyAccessorFactory.forBeanPropertyAccess(settings).getPropertyValue(path);
    }

    private static SortedMap<String, String> paths(Class<?> type, String keyPrefix, String pathPrefix) {
        SortedMap<String, String> paths = new TreeMap<>();
        for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
            String key = keyPrefix + DataObjectPropertyName.toDashedForm(property.getName());
            String path = pathPrefix + property.getName();
            Class<?> valueType = property.getPropertyType();
            if (property.getWriteMethod() != null) {
                paths.put(key, path);
            } else if (valueType != null && valueType != Class.class) {
                paths.putAll(paths(valueType, key + ".", path + "."));
            }
        }
        return paths;
    }

    private static String uniform(String key) {
        return key.replaceAll("[^A-Za-z0-9.]", "").toLowerCase(Locale.ROOT);
    }

    /** How many letters to insert, remove or replace to make one text of the other. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
