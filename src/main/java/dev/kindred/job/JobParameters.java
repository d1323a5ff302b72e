package dev.kindred.job;

import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kindred.problem.Invalid;

/** Reads a job's parameters with the rules of a request's body, because SQL clients write them too. */
@ApplicationScoped
class JobParameters {

    private final ObjectMapper json;
    private final Validator validator;

    JobParameters(ObjectMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    <T> T read(JsonNode parameters, Class<T> type) {
        T value;
        try {
            value = json.treeToValue(parameters, type);
        } catch (JsonProcessingException unfit) {
            throw new Invalid("The parameters of the job do not fit its kind%s.".formatted(fieldOf(unfit)));
        }
        if (value == null) {
            throw new Invalid("The parameters of the job must be an object, but are null.");
        }
        String violations = validator.validate(value).stream()
                .map(violation -> violation.getPropertyPath().toString().replace(".<list element>", "") + ' '
                        + violation.getMessage())
                .sorted().collect(Collectors.joining("; "));
        if (!violations.isEmpty()) {
            throw new Invalid(violations + ".");
        }
        return value;
    }

    /** Jackson's own messages name Java types. */
    private static String fieldOf(JsonProcessingException unfit) {
        if (!(unfit instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()
                || mapping.getPath().get(0).getFieldName() == null) {
            return "";
        }
        return ": field '" + mapping.getPath().get(0).getFieldName() + "' is missing, unknown or of the wrong type";
    }
}
