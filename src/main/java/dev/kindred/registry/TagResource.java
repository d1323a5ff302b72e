package dev.kindred.registry;

import java.util.regex.Pattern;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.kindred.problem.Invalid;

/** Notes on a version: who owns it, what it is for, who has approved it. */
@Path("/api/models/{name}/versions/{version}/tags/{tag}")
@Tag(name = "Registry")
@RegisterForReflection
public class TagResource {

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}");

    @PathParam("name")
    @Parameter(example = "iris", description = "A name, without a version")
    String name;

    @PathParam("version")
    @Parameter(example = "3")
    int version;

    @PathParam("tag")
    @Parameter(example = "owner")
    String tag;

    private final Versions versions;

    TagResource(Versions versions) {
        this.versions = versions;
    }

    /** What to note. */
    @Schema(name = "TagValue")
    public record Value(@NotNull @Size(max = 1_000) @Schema(examples = "crm") String value) {}

    @PUT
    @Operation(summary = "Tag a version",
            description = """
                    In the place of the tag's value before. A tag has up to 100 letters, digits, `_`, `.`, `:` and `-`, and begins \
                    with a letter or digit; a version has up to 100 tags.""")
    @APIResponse(responseCode = "204", description = "Noted")
    @APIResponse(responseCode = "400", description = "No such tag is possible")
    @APIResponse(responseCode = "404", description = "No such version")
    @APIResponse(responseCode = "409", description = "It has 100 other tags")
    public void put(@NotNull @Valid Value value) {
        if (!TAG.matcher(tag).matches()) {
            throw new Invalid("'%s' is no tag: a letter or digit, then up to 99 letters, digits, _ . : and -, such as "
                    .formatted(tag) + "owner, is right.");
        }
        versions.tag(name, version, tag, value.value());
    }

    @DELETE
    @Operation(summary = "Remove a tag of a version")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "404", description = "No such version or tag")
    public void remove() {
        versions.removeTag(name, version, tag);
    }
}
