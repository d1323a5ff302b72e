package dev.kindred.model;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Models that were trained elsewhere. */
@Path("/api/models/{name}/versions")
@Tag(name = "Registry")
@RegisterForReflection
public class ModelImportResource {

    @PathParam("name")
    @Parameter(example = "iris", description = "A new name, or an old one for its next version")
    String name;

    private final ModelImport imports;

    ModelImportResource(ModelImport imports) {
        this.imports = imports;
    }

    @POST
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Import a model",
            description = """
                    Stores the next version of the name, from an ONNX file or, as JSON, from centroids (the query then says nothing). \
                    The file is one that Kindred has exported (`GET …/onnx`), which is kept \
                    byte for byte with what it says of its training; or one that skl2onnx made of scikit-learn's KMeans or \
                    MiniBatchKMeans, whose centroids are read. It is not run. The table's rows, as they are now, are read once, \
                    for sizes, inertia and distances; `lineage.way` is `imported`, and what the file can't know is null, the seed 0.""")
    @APIResponse(responseCode = "201", description = "The model; Location names its version",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ModelView.class)))
    @APIResponse(responseCode = "400",
            description = "The file is damaged, or of another kind, or does not fit the table's columns")
    @APIResponse(responseCode = "404", description = "No such table or recipe, or the table is not allow-listed")
    @APIResponse(responseCode = "409",
            description = "The file is of a recipe that is not here, or not the one named; the detail has the hashes")
    public Response importFile(byte[] file,
            @Parameter(description = "The table of the columns; not for a file that is of a recipe", example = "iris")
            @QueryParam("table") String table,
            @Parameter(
                    description = """
                            The recipe that made the vectors, in the place of a table; found by its hash where a file of Kindred \
                            has one""")
            @QueryParam("recipe") String recipe,
            @Parameter(
                    description = """
                            What the elements of the vectors are, with commas between; where the file does not say, all numeric \
                            columns but the primary key""",
                    example = "sepal_length,sepal_width,petal_length,petal_width")
            @QueryParam("columns") String columns,
            @Context UriInfo uri) {
        List<String> names = columns == null || columns.isBlank() ? List.of() : Arrays.asList(columns.split(",", -1));
        return created(imports.store(Models.requireName(name), file, new ModelImport.Origin(table, recipe, names)),
                uri);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Import a model", operationId = "importCentroids") // shown as one with the other above
    @APIResponse(responseCode = "201", description = "The model; Location names its version",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ModelView.class)))
    public Response importCentroids(@NotNull @Valid NewCentroids wanted, @Context UriInfo uri) {
        return created(imports.store(Models.requireName(name), wanted), uri);
    }

    private static Response created(KMeansModel model, UriInfo uri) {
        URI location = uri.getBaseUriBuilder().path("api/models/{name}/versions/{version}").build(model.name,
                model.version);
        return Response.created(location).entity(ModelView.of(model)).build();
    }
}
