package dev.kindred.customer;

import java.io.IOException;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;

import dev.kindred.neighbor.Explanation;

/**
 * A customer and how far it is from the one asked for. Writes itself, since which fields there are is known only at run
 * time, and attributes are passed on as they are stored.
 */
@Schema(name = "SimilarCustomer", properties = {
        @SchemaProperty(name = "id", type = SchemaType.INTEGER, format = "int64", examples = "2"),
        @SchemaProperty(name = "distance", type = SchemaType.NUMBER, format = "double", examples = "0.27"),
        @SchemaProperty(name = "externalId", type = SchemaType.STRING, nullable = true, examples = "crm-4712"),
        @SchemaProperty(name = "age", type = SchemaType.INTEGER, nullable = true, examples = "36"),
        @SchemaProperty(name = "income", type = SchemaType.NUMBER, nullable = true, examples = "47500"),
        @SchemaProperty(name = "isActive", type = SchemaType.BOOLEAN, nullable = true, examples = "true"),
        @SchemaProperty(name = "gender", type = SchemaType.STRING, nullable = true, examples = "female"),
        @SchemaProperty(name = "attributes", type = SchemaType.OBJECT, examples = "{\"plan\": \"pro\"}"),
        @SchemaProperty(name = "explanation", implementation = Explanation.class)})
public final class SimilarCustomer extends JsonSerializable.Base {

    @Schema(hidden = true)
    private final SimilarRow row;
    private final Explanation explanation;

    /**
     * Makes an answer of a row.
     *
     * @param explanation null where none is wanted
     */
    SimilarCustomer(SimilarRow row, Explanation explanation) {
        this.row = row;
        this.explanation = explanation;
    }

    @Override
    public void serialize(JsonGenerator json, SerializerProvider serializers) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", row.id());
        json.writeNumberField("distance", row.distance());
        row.shown().write(json, serializers);
        if (explanation != null) {
            serializers.defaultSerializeField("explanation", explanation, json);
        }
        json.writeEndObject();
    }

    @Override
    public void serializeWithType(JsonGenerator json, SerializerProvider serializers, TypeSerializer types)
            throws IOException {
        serialize(json, serializers);
    }
}
