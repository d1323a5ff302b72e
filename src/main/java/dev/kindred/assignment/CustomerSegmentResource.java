package dev.kindred.assignment;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Where a customer is. */
@Path("/api/customers/{id}/segment")
@Tag(name = "Segments")
@RegisterForReflection
public class CustomerSegmentResource {

    private final CustomerSegments segments;

    CustomerSegmentResource(CustomerSegments segments) {
        this.segments = segments;
    }

    /** The segments of one customer. */
    @Schema(name = "CustomerSegments")
    public record Segments(@Schema(description = "One a model") List<CustomerSegment> items) {}

    @GET
    @Operation(summary = "Tell a customer's segments, and what would change them",
            description = """
                    Computed from the customer as it is now, also where the model was never assigned. The smallest change is that of \
                    one feature alone which makes another centre the nearest: of numbers exactly the border between the two, rounded \
                    outward to six digits of the change or to the next whole number of an integer column; of flags and categories \
                    any other value. Features are compared by how far the change moves the encoded vector; numbers go no further \
                    from the centres than these are from each other. Unknown numbers and vector columns are not changed.""")
    @APIResponse(responseCode = "200", description = "By each model; empty where there is no champion over customers")
    @APIResponse(responseCode = "400", description = "The model is of another table")
    @APIResponse(responseCode = "404", description = "No such customer or model")
    @APIResponse(responseCode = "409",
            description = "The model's recipe is no longer what it was at the training, and there is no stored label")
    public Segments get(@PathParam("id") @Parameter(example = "1") long id,
            @Parameter(description = "name, name@version or name@alias; by default all champions over customers",
                    example = "customers@4")
            @QueryParam("model") String model) {
        return new Segments(segments.of(id, model));
    }
}
