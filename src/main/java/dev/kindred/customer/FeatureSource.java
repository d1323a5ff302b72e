package dev.kindred.customer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import com.fasterxml.jackson.databind.util.RawValue;

import dev.kindred.recipe.Block;
import dev.kindred.recipe.Recipe;
import dev.kindred.recipe.RowValues;

/**
 * Where a recipe's feature takes its value from: a column or an attribute.
 *
 * @param name     of the column or the attribute
 */
record FeatureSource(String name, boolean isAttribute) {

    private static final String ATTRIBUTE = "attributes.";

    /** Of a feature such as {@code age} or {@code attributes.plan}. */
    static FeatureSource of(String feature) {
        return feature.startsWith(ATTRIBUTE)
                ? new FeatureSource(feature.substring(ATTRIBUTE.length()), true)
                : new FeatureSource(feature, false);
    }

    /** One for each of the recipe's blocks, in their order. */
    static List<FeatureSource> of(Recipe recipe) {
        return recipe.blocks().stream().map(Block::feature).map(FeatureSource::of).toList();
    }

    /** The value, over the row alias {@code c}; names are quoted, since they are whatever the recipe's author chose. */
    String sql() {
        return isAttribute
                ? "c.attributes -> '" + name.replace("'", "''") + '\''
                : "c.\"" + name.replace("\"", "\"\"") + '"';
    }

    /** The value in original units. */
    Object read(ResultSet row, int index) throws SQLException {
        if (!isAttribute) {
            return row.getObject(index);
        }
        String json = row.getString(index);
        return json == null ? null : new RawValue(json);
    }

    /** The same of a profile. */
    Object read(RowValues profile) {
        return isAttribute ? profile.attribute(name) : profile.column(name);
    }
}
