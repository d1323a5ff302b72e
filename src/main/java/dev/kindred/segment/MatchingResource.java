package dev.kindred.segment;

import java.sql.SQLException;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.database.Snapshot;
import dev.kindred.model.KMeansModel;
import dev.kindred.model.Models;
import dev.kindred.problem.NotFound;

/** How the segments of a version follow from those of the version before. */
@Path("/api/models/{name}/matching")
@Tag(name = "Segments")
@RegisterForReflection
public class MatchingResource {

    private final AgroalDataSource dataSource;
    private final Models models;
    private final Matchings matchings;

    MatchingResource(AgroalDataSource dataSource, Models models, Matchings matchings) {
        this.dataSource = dataSource;
        this.models = models;
        this.matchings = matchings;
    }

    @GET
    @Operation(summary = "Show what became of the segments",
            description = """
                    Of the version that `name`, `name@version` or `name@alias` stands for: which segments of its reference (the \
                    champion when it was stored, else the version before) it has kept, which are new or gone, split or merged. \
                    Clusters are paired so that their similarities have the largest sum there is; a pair below the threshold is no \
                    match.""")
    @APIResponse(responseCode = "200", description = "What became of each segment")
    @APIResponse(responseCode = "404", description = "No such model, or it is older than segments are")
    public MatchingReport get(@PathParam("name") String name) throws SQLException {
        KMeansModel model = models.named(name);
        return Snapshot.read(dataSource, null, connection -> matchings.of(connection, model.id))
                .orElseThrow(() -> new NotFound(
                        "Nothing is known of how the segments of model '%s' version %d came to be; it is older than they are."
                                .formatted(model.name, model.version)));
    }
}
