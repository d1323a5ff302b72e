package dev.kindred.job;

import java.net.URI;
import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

/** A resource as the features have them: work done as a job; and the same failures without one. */
@Path("/test/works")
public class TestWorkResource {

    private final JobAnswers answers;

    TestWorkResource(JobAnswers answers) {
        this.answers = answers;
    }

    @POST
    @Blocking
    @Operation(summary = "For tests")
    public Uni<Response> work(TestWork.Order order, @HeaderParam("Prefer") List<String> prefer, @Context UriInfo uri) {
        return answers.submit("test-once", order, prefer, uri, job -> {
            URI made = uri.getBaseUriBuilder().path("test/works/{mark}").build(job.result().get("mark").asText());
            return Response.created(made).entity(job.result());
        });
    }

    @GET
    @Path("failing/{how}")
    @Operation(summary = "For tests")
    public String failing(@PathParam("how") String how) {
        TestWork.fail(how);
        return how;
    }
}
