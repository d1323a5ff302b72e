package dev.kindred.customer;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.page.Page;
import dev.kindred.query.FilterDescription;

/** Customers. */
@Path("/api/customers")
@Tag(name = "Customers", description = "Keep customers and find the ones like another")
@RegisterForReflection
public class CustomerResource {

    private final Customers customers;

    CustomerResource(Customers customers) {
        this.customers = customers;
    }

    /** A stored customer. */
    @Schema(name = "Customer")
    public record CustomerView(@Schema(examples = "1") long id,
            @Schema(nullable = true, examples = "crm-4711") String externalId,
            @Schema(nullable = true, examples = "34") Integer age,
            @Schema(nullable = true, examples = "52000") Double income,
            @Schema(nullable = true, examples = "true") Boolean isActive,
            @Schema(nullable = true, examples = "female") String gender,
            @Schema(examples = "{\"plan\": \"pro\"}") Map<String, Object> attributes, Instant createdAt,
            Instant updatedAt) {

        static CustomerView of(Customer customer) {
            return new CustomerView(customer.id, customer.externalId, customer.age, customer.income, customer.isActive,
                    customer.gender, customer.attributes, customer.createdAt, customer.updatedAt);
        }
    }

    @GET
    @Operation(summary = "List the customers", description = "In the order of their ids.")
    @APIResponse(responseCode = "200", description = "A page of them")
    @APIResponse(responseCode = "400", description = "The filter can't be read or names a field that is not there")
    public Page<CustomerView> list(
            @Parameter(description = FilterDescription.TEXT, example = FilterDescription.EXAMPLE)
            @QueryParam("filter") String filter,
            @Parameter(description = "`next` of the page before") @QueryParam("after") @DefaultValue("0") long after,
            @Parameter(description = "Customers a page") @QueryParam("limit") @DefaultValue("200") @Min(1)
            @Max(1_000) int limit) {
        return Page.of(customers.page(filter, after, limit), limit, CustomerView::of, row -> row.id);
    }

    @POST
    @Operation(summary = "Add a customer")
    @APIResponse(responseCode = "201", description = "The stored customer; Location names it",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = CustomerView.class)))
    @APIResponse(responseCode = "400", description = "A value can't be used")
    @APIResponse(responseCode = "409", description = "Another customer has this externalId")
    public RestResponse<CustomerView> add(@NotNull @Valid CustomerProfile profile, @Context UriInfo uri) {
        Customer customer = customers.add(profile);
        URI location = uri.getBaseUriBuilder().path("api/customers/{id}").build(customer.id);
        return RestResponse.ResponseBuilder.<CustomerView>created(location).entity(CustomerView.of(customer)).build();
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Show a customer")
    @APIResponse(responseCode = "200", description = "The customer")
    @APIResponse(responseCode = "404", description = "No such customer")
    public CustomerView get(@PathParam("id") @Parameter(example = "1") long id) {
        return CustomerView.of(customers.get(id));
    }

    @PUT
    @Path("{id}")
    @Operation(summary = "Replace a customer's profile",
            description = "What the new profile leaves out is unknown from then on.")
    @APIResponse(responseCode = "200", description = "The customer as it is now")
    @APIResponse(responseCode = "400", description = "A value can't be used")
    @APIResponse(responseCode = "404", description = "No such customer")
    @APIResponse(responseCode = "409", description = "Another customer has this externalId")
    public CustomerView replace(@PathParam("id") @Parameter(example = "1") long id,
            @NotNull @Valid CustomerProfile profile) {
        return CustomerView.of(customers.replace(id, profile));
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Remove a customer")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "404", description = "No such customer")
    public void remove(@PathParam("id") @Parameter(example = "1") long id) {
        customers.remove(id);
    }
}
