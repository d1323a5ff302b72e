package dev.kindred.problem;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses a query parameter that the endpoint does not read, and a number or a flag that is none. Without this a misspelt
 * {@code ?metrics=cosine} would silently be answered with the default, and {@code ?limit=abc} by a 404.
 * <p>
 * Resource classes are registered for reflection so that a native image keeps the parameter annotations read here.
 */
class QueryParameters {

    /** Of bounded length; Java would also take NaN, hexadecimals and a trailing f. */
    private static final Pattern NUMBER = Pattern
            .compile("[+-]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][+-]?\\d{1,3})?");

    private final Map<Method, Map<String, Class<?>>> declared = new ConcurrentHashMap<>();

    @ServerRequestFilter
    public void check(ResourceInfo resource, UriInfo uri) {
        Method endpoint = resource.getResourceMethod();
        if (endpoint == null) {
            return;
        }
        Map<String, Class<?>> known = declared.computeIfAbsent(endpoint, QueryParameters::declaredBy);
        uri.getQueryParameters().forEach((name, values) -> check(name, values, known));
    }

    private static void check(String name, List<String> values, Map<String, Class<?>> known) {
        Class<?> type = known.get(name);
        if (type == null) {
            throw new Invalid("Unknown query parameter '%s'; %s.".formatted(name, known.isEmpty()
                    ? "there are none here"
                    : "known here: " + String.join(", ", known.keySet())));
        }
        if (values.size() > 1) {
            throw new Invalid("Query parameter '%s' is given %d times; once is right.".formatted(name, values.size()));
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            checkWholeNumber(name, values.get(0), type);
        } else if (type == Double.class || type == double.class) {
            checkNumber(name, values.get(0));
        } else if (type == Boolean.class || type == boolean.class) {
            checkFlag(name, values.get(0));
        }
    }

    private static void checkNumber(String name, String value) {
        if (!NUMBER.matcher(value).matches() || Double.isInfinite(Double.parseDouble(value))) {
            throw new Invalid("Query parameter '%s' must be a number such as 1.5, but was '%s'.".formatted(name,
                    value));
        }
    }

    private static void checkFlag(String name, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new Invalid("Query parameter '%s' must be true or false, but was '%s'.".formatted(name, value));
        }
    }

    private static void checkWholeNumber(String name, String value, Class<?> type) {
        try {
            if (type == Integer.class || type == int.class) {
                Integer.parseInt(value);
            } else {
                Long.parseLong(value);
            }
        } catch (NumberFormatException notANumber) {
            throw new Invalid("Query parameter '%s' must be a whole number, but was '%s'.".formatted(name, value));
        }
    }

    private static Map<String, Class<?>> declaredBy(Method endpoint) {
        Map<String, Class<?>> types = new TreeMap<>();
        for (Parameter parameter : Arrays.asList(endpoint.getParameters())) {
            QueryParam query = parameter.getAnnotation(QueryParam.class);
            if (query != null) {
                types.put(query.value(), parameter.getType());
            }
        }
        return types;
    }
}
