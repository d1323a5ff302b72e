package dev.kindred.registry;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.page.Page;
import dev.kindred.problem.Invalid;

/** One alias of a name: where it points, pointed, and shall point. */
@Path("/api/models/{name}/aliases/{alias}")
@Tag(name = "Registry")
@RegisterForReflection
public class AliasResource {

    private static final int LONGEST_REASON = 1_000;
    private static final int LONGEST_AUTHOR = 200;
    private static final int LAST_YEAR = 9999;

    @PathParam("name")
    @Parameter(example = "iris", description = "A name, without a version")
    String name;

    @PathParam("alias")
    @Parameter(example = "champion")
    String alias;

    @Context
    SecurityContext security;

    private final Aliases aliases;

    AliasResource(Aliases aliases) {
        this.aliases = aliases;
    }

    /** Where an alias shall point. */
    @Schema(name = "NewAlias")
    public record Target(
            @NotNull @Min(1) @Schema(examples = "4", description = "A version of this name") Integer version,
            @Size(max = LONGEST_REASON) @Schema(examples = "better separated", nullable = true,
                    description = "For the history") String reason,
            @Size(max = LONGEST_AUTHOR) @Schema(examples = "ada", nullable = true,
                    description = """
                            Who moves it, for the history; default `anonymous`. A user who has logged in is always \
                            called by the name of the login""") String by) {}

    /** Why to go back. */
    @Schema(name = "Rollback")
    public record Rollback(
            @Size(max = LONGEST_REASON) @Schema(examples = "too few in segment 3", nullable = true) String reason,
            @Size(max = LONGEST_AUTHOR) @Schema(examples = "ada", nullable = true) String by) {}

    @PUT
    @Operation(summary = "Point an alias to a version",
            description = """
                    `champion` is what the bare name means from now on, in REST and SQL alike; other aliases serve as \
                    `name@alias`. One that is new is made. The same again changes nothing and adds nothing to the history.""")
    @APIResponse(responseCode = "200", description = "Where it points now")
    @APIResponse(responseCode = "404", description = "No such version")
    public AliasView put(@NotNull @Valid Target target) {
        return AliasView.of(aliases.put(name, alias, target.version(), cause(target.by(), target.reason())));
    }

    @DELETE
    @Operation(summary = "Take an alias away",
            description = "It points to no version then; its history stays, and a rollback brings it back.")
    @APIResponse(responseCode = "204", description = "Taken away")
    @APIResponse(responseCode = "404", description = "It points to no version")
    public void remove(
            @Parameter(description = "For the history") @QueryParam("reason") @Size(max = LONGEST_REASON) String reason,
            @Parameter(description = "Who does it, for the history") @QueryParam("by") @Size(
                    max = LONGEST_AUTHOR) String by) {
        aliases.remove(name, alias, cause(by, reason));
    }

    @GET
    @Operation(summary = "Show where an alias points, or pointed")
    @APIResponse(responseCode = "200", description = "The move that has brought it there")
    @APIResponse(responseCode = "404", description = "It points to no version, or pointed to none at that time")
    public AliasView get(
            @Parameter(description = "A time, with its offset; now where it is left out",
                    example = "2026-11-01T00:00:00Z")
            @QueryParam("at") String at) {
        return AliasView.of(at == null ? aliases.current(name, alias) : aliases.at(name, alias, time(at)));
    }

    @GET
    @Path("history")
    @Operation(summary = "List all moves of an alias", description = "Oldest first. Nothing is ever removed from it.")
    @APIResponse(responseCode = "200", description = "A page of moves")
    @APIResponse(responseCode = "404", description = "There never was such an alias")
    public Page<AliasView> history(
            @Parameter(description = "`next` of the page before") @QueryParam("after") @DefaultValue("0") long after,
            @Parameter(description = "Moves a page") @QueryParam("limit") @DefaultValue("200") @Min(1)
            @Max(1_000) int limit) {
        return Page.of(aliases.history(name, alias, after, limit), limit, AliasView::of, move -> move.id);
    }

    @POST
    @Path("rollback")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Go back to the version before",
            description = """
                    To the one that the alias pointed to before it was moved to where it points now, also where it was taken away. \
                    Once more goes further back: moves lie on a stack, a rollback takes the top one off, and a PUT starts a new \
                    top. Rollbacks are moves of the history themselves.""")
    @APIResponse(responseCode = "200", description = "Where it points now")
    @APIResponse(responseCode = "404", description = "There never was such an alias")
    @APIResponse(responseCode = "409",
            description = "It pointed to no other version before, or to one that was deleted since")
    public AliasView rollBack(@Valid Rollback wanted) {
        return AliasView.of(aliases.rollBack(name, alias,
                wanted == null ? cause(null, null) : cause(wanted.by(), wanted.reason())));
    }

    /** Clients give a request without a body any Content-Type, or none. */
    @POST
    @Path("rollback")
    @Consumes(MediaType.WILDCARD)
    @Operation(hidden = true)
    public AliasView rollBack() {
        return rollBack(null);
    }

    private Aliases.Cause cause(String by, String reason) {
        if (security.getUserPrincipal() != null) {
            return new Aliases.Cause(security.getUserPrincipal().getName(), reason);
        }
        return new Aliases.Cause(by == null || by.isBlank() ? "anonymous" : by, reason);
    }

    private static Instant time(String text) {
        try {
            // A + that was not escaped arrives as a blank.
            OffsetDateTime time = OffsetDateTime.parse(text.replace(' ', '+'));
            if (time.getYear() > 0 && time.getYear() <= LAST_YEAR) {
                return time.toInstant();
            }
        } catch (DateTimeException noTime) {
            // told below, together with the years that PostgreSQL can't hold
        }
        throw new Invalid(
                ("Query parameter 'at' must be a date and time with its offset, such as 2026-11-01T00:00:00Z or "
                        + "2026-11-01T01:00:00+01:00, but was '%s'.").formatted(text));
    }
}
