package dev.kindred.recipe;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.catalog.SourceTable;
import dev.kindred.problem.Invalid;
import dev.kindred.recipe.NewRecipe.NewFeature;

/** Turns the features of a request into features of a table, or says what is wrong with which. */
final class FeatureCheck {

    /** Types as PostgreSQL writes them; an enum may be called time_of_day. */
    private static final Pattern NO_CATEGORY = Pattern.compile(
            "jsonb?|bytea|money|date|interval\\b.*|time(stamp)?(\\(\\d\\))? with(out)? time zone|.*\\[]");

    private FeatureCheck() {}

    /** Unfitted features. */
    static List<Feature> features(NewRecipe wanted, SourceTable table) {
        Set<String> names = new HashSet<>();
        return wanted.features().stream().map(feature -> {
            Feature checked = feature(feature, table);
            if (!names.add(checked.source().name())) {
                throw new Invalid("Feature '%s' is named twice; once is right.".formatted(checked.source().name()));
            }
            return checked;
        }).toList();
    }

    /** The columns of stored features are still there and of a type that serves. */
    static void recheck(List<Feature> features, SourceTable table) {
        features.forEach(feature -> requireServing(feature, table));
    }

    private static Feature feature(NewFeature wanted, SourceTable table) {
        if ((wanted.column() == null) == (wanted.attribute() == null)) {
            throw new Invalid("A feature has either a column or an attribute, but one has %s."
                    .formatted(wanted.column() == null
                            ? "neither"
                            : "both, '" + wanted.column() + "' and '"
                                    + wanted.attribute() + "'"));
        }
        Encode encode = Words.parse(Encode.class, "encode", wanted.encode(), null);
        boolean isOneHot = encode == Encode.ONEHOT;
        Nulls nulls = Words.parse(Nulls.class, "nulls", wanted.nulls(), isOneHot ? Nulls.ZERO : Nulls.MEAN);
        Unseen unseen = Words.parse(Unseen.class, "unseen", wanted.unseen(), null);
        String name = new Source(wanted.column(), wanted.attribute()).name();
        if (!isOneHot && (wanted.maxCategories() != null || unseen != null)) {
            throw new Invalid("Feature '%s' is no onehot, so it has no maxCategories and no unseen.".formatted(name));
        }
        if (wanted.maxCategories() != null && unseen != null) {
            throw new Invalid("Feature '%s' has a slot for unseen values because of maxCategories; leave unseen out."
                    .formatted(name));
        }
        if (isOneHot && wanted.maxCategories() == null && unseen == null) {
            unseen = Unseen.ZERO;
        }
        Feature feature = new Feature(wanted.column(), wanted.attribute(), encode,
                wanted.weight() == null ? 1 : wanted.weight(), nulls, wanted.maxCategories(), unseen, null, null);
        requireServing(feature, table);
        return feature;
    }

    private static void requireServing(Feature feature, SourceTable table) {
        if (feature.column() == null) {
            SourceColumn attributes = table.column(Source.ATTRIBUTES);
            if (!attributes.type().equals("jsonb")) {
                throw new Invalid("Attribute '%s' needs a column 'attributes' of type jsonb; it has type %s."
                        .formatted(feature.attribute(), attributes.type()));
            }
            return;
        }
        SourceColumn column = table.column(feature.column());
        boolean serves = switch (feature.encode()) {
            case BOOLEAN -> column.type().equals("boolean");
            case ONEHOT -> isCategory(column);
            default -> column.kind() == SourceColumn.Kind.NUMERIC;
        };
        if (!serves) {
            throw new Invalid("Column '%s' has type %s, which can't be encoded as %s; %s.".formatted(column.name(),
                    column.type(), feature.encode().word(), whatServes(feature.encode())));
        }
    }

    /**
     * Fractions have no spelling that Java and PostgreSQL share, and no few values either; times and amounts of money are
     * spelled by the settings of a session.
     */
    private static boolean isCategory(SourceColumn column) {
        String type = column.type();
        return switch (column.kind()) {
            case NUMERIC -> Set.of("smallint", "integer", "bigint").contains(type);
            case OTHER -> !NO_CATEGORY.matcher(type).matches();
            default -> false;
        };
    }

    private static String whatServes(Encode encode) {
        return switch (encode) {
            case BOOLEAN -> "boolean wants a column of type boolean";
            case ONEHOT -> "onehot wants a text, boolean, integer or enum column";
            default -> "it wants a numeric column";
        };
    }
}
