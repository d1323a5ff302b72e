package dev.kindred.profile;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.hibernate.vector.SparseFloatVector;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What customers care about and buy. */
@Path("/api/profiles/{id}")
@Tag(name = "Buying profiles", description = "Interests as bits, purchases as sparse vectors, taste in half precision")
@RegisterForReflection
public class ProfileResource {

    private final BuyingProfiles profiles;

    ProfileResource(BuyingProfiles profiles) {
        this.profiles = profiles;
    }

    /** A profile. */
    public record ProfileView(@Schema(examples = "1") long customerId,
            @Schema(description = "Topics, from 0 to 63") List<Integer> interests,
            @Schema(description = "Amount spent by product, from 1 to 1000") Map<Integer, Float> purchases,
            @Schema(description = "Scores in eight styles") float[] taste) {

        static ProfileView of(BuyingProfile profile) {
            return new ProfileView(profile.customerId, topics(profile.interests), amounts(profile.purchases),
                    profile.taste);
        }

        /** A BitSet counts the bits of a byte from the lowest, the database from the highest. */
        private static List<Integer> topics(byte[] interests) {
            byte[] lowestFirst = new byte[interests.length];
            for (int i = 0; i < interests.length; i++) {
                lowestFirst[i] = (byte) (Integer.reverse(interests[i]) >>> 24);
            }
            return BitSet.valueOf(lowestFirst).stream().boxed().toList();
        }

        private static Map<Integer, Float> amounts(SparseFloatVector purchases) {
            Map<Integer, Float> amounts = new TreeMap<>();
            if (purchases == null) {
                return amounts;
            }
            for (int i = 0; i < purchases.indices().length; i++) {
                amounts.put(purchases.indices()[i] + 1, purchases.floats()[i]);
            }
            return amounts;
        }
    }

    /** The customers most like one, closest first. */
    public record SimilarProfiles(@Schema(examples = "interests") String by, List<SimilarProfile> neighbors) {}

    @GET
    @Operation(summary = "Show a customer's buying profile")
    @APIResponse(responseCode = "200", description = "The profile")
    @APIResponse(responseCode = "404", description = "The customer has none")
    public ProfileView get(@PathParam("id") @Parameter(example = "1") long id) {
        return ProfileView.of(profiles.of(id));
    }

    @GET
    @Path("similar")
    @Operation(summary = "Find the customers who buy alike",
            description = """
                    Closest first; never the customer itself. Interests are compared by jaccard distance, purchases by cosine, \
                    taste by l2; an index of that metric is used where there is one (`POST /api/indexes`).""")
    @APIResponse(responseCode = "200", description = "The customers, closest first")
    @APIResponse(responseCode = "400", description = "Nothing to compare by, or the customer has bought nothing")
    @APIResponse(responseCode = "404", description = "The customer has no profile")
    public SimilarProfiles similar(@PathParam("id") @Parameter(example = "1") long id,
            @Parameter(description = "interests, purchases or taste") @QueryParam("by")
            @DefaultValue("interests") String by,
            @Parameter(description = "Neighbours at most") @QueryParam("limit") @DefaultValue("10") @Min(1)
            @Max(1_000) int limit) {
        return new SimilarProfiles(by, profiles.nearestTo(id, Likeness.parse(by), limit));
    }
}
