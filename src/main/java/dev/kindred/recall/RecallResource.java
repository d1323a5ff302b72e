package dev.kindred.recall;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

import dev.kindred.index.Indexes;
import dev.kindred.index.StoredIndex;
import dev.kindred.job.AnswersJob;
import dev.kindred.job.JobAnswers;

/** How much of what there is to find searches by an index do find. */
@Path("/api/indexes/{name}")
@Tag(name = "Indexes")
@RegisterForReflection
public class RecallResource {

    private static final int HISTORY = 100;

    private final Indexes indexes;
    private final Calibrations calibrations;
    private final JobAnswers answers;
    private final ObjectMapper json;

    RecallResource(Indexes indexes, Calibrations calibrations, JobAnswers answers, ObjectMapper json) {
        this.indexes = indexes;
        this.calibrations = calibrations;
        this.answers = answers;
        this.json = json;
    }

    /**
     * What is known of an index.
     *
     * @param current of the index as it stands, the latest of each metric
     * @param history newest first, also of those that had its name before
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Recall(@Schema(examples = "customer_embedding_hnsw_l2") String index, List<CalibrationView> current,
            List<CalibrationView> history) {}

    @GET
    @Path("recall")
    @Operation(summary = "Show what searches by a vector index find",
            description = """
                    The curve from its setting (hnsw.ef_search or ivfflat.probes) to recall and time, by share of the rows that a \
                    filter keeps and by limit, with its history. `current` is what `similar?minRecall=` goes by; it is empty before the \
                    first calibration and after a rebuild. Of the history the last 100 are shown; the table recall_calibration has all.""")
    @APIResponse(responseCode = "200", description = "The curves that hold now, and the history")
    @APIResponse(responseCode = "404", description = "No such vector index")
    public Recall recall(@PathParam("name") @Parameter(example = "customer_embedding_hnsw_l2") String name) {
        StoredIndex index = indexes.named(name);
        List<CalibrationView> current = calibrations.metrics(index.name()).stream().sorted()
                .flatMap(metric -> calibrations.current(index, metric).stream()).map(CalibrationView::of).toList();
        return new Recall(index.name(), current,
                calibrations.history(index.name(), HISTORY).stream().map(CalibrationView::of).toList());
    }

    @POST
    @Path("calibrate")
    @Blocking // only until the job is queued; the wait holds no thread
    @Operation(summary = "Measure what searches by a vector index find",
            description = """
                    As a job: looks for the neighbours of sampled rows through the index, with every setting, without filter and with \
                    made-up filters that keep 50, 5, 0.5 and 0.05 % of the rows (by chance, the nearest to some row, \
                    and those beyond a plane), and compares with the exact answers. It runs by itself every night and after many changes. Best done while the database has little else to do, \
                    because it measures time too. With `Prefer: wait=N` (N up to 600 seconds) the answer is the calibration, if the job \
                    ends in time.""")
    @APIResponse(responseCode = "200", description = "The calibration",
            content = @Content(mediaType = "application/json",
                    schema = @Schema(implementation = CalibrationView.class)))
    @AnswersJob
    @APIResponse(responseCode = "400", description = "The index can't be searched by that metric")
    @APIResponse(responseCode = "404", description = "No such vector index")
    @APIResponse(responseCode = "409", description = "The index is not valid")
    @APIResponse(responseCode = "422",
            description = "Too few rows, or PostgreSQL would not use the index; the detail says why")
    public Uni<Response> calibrate(
            @PathParam("name") @Parameter(example = "customer_embedding_hnsw_l2") String name,
            @Parameter(
                    description = "Of the answers, for indexes of storage binary: l2, cosine (if left out), inner_product or l1. "
                            + "Others have one metric, their own",
                    example = "cosine")
            @QueryParam("metric") String metric,
            @Parameter(description = "`wait=N`: how many seconds to wait for the end", example = "wait=60")
            @HeaderParam("Prefer") List<String> prefer, @Context UriInfo uri) {
        Subject subject = Subject.of(indexes.named(name), metric); // a mistake needs no job
        return answers.submit(CalibrateJob.NAME, new CalibrateJob.Parameters(name, subject.metric()), prefer, uri,
                job -> Response.ok(json.convertValue(job.result(), CalibrationView.class)));
    }
}
