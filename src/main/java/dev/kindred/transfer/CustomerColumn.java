package dev.kindred.transfer;

import java.util.Arrays;
import java.util.Optional;

/** The columns of a customer that a file fills; all else in it is an attribute. */
enum CustomerColumn {
    EXTERNAL_ID("external_id", "externalId"), AGE("age", "age"), INCOME("income", "income"), IS_ACTIVE("is_active",
            "isActive"), GENDER("gender", "gender"), ATTRIBUTES("attributes", "attributes");

    /** Before the key of a single attribute. */
    static final String ATTRIBUTE_PREFIX = "attributes.";

    private final String label;
    private final String jsonName;

    CustomerColumn(String label, String jsonName) {
        this.label = label;
        this.jsonName = jsonName;
    }

    /** As the table has it, and as rejects name it. */
    String label() {
        return label;
    }

    /** In the staging table's {@code given}. */
    int bit() {
        return 1 << ordinal();
    }

    /** The column of that name, in the table's or in JSON's spelling. */
    static Optional<CustomerColumn> named(String name) {
        return Arrays.stream(values()).filter(column -> column.label.equals(name) || column.jsonName.equals(name))
                .findFirst();
    }

    /** Whether the name is of a column that Kindred fills by itself. */
    static boolean isOwn(String name) {
        return switch (name) {
            case "id", "embedding", "created_at", "createdAt", "updated_at", "updatedAt" -> true;
            default -> false;
        };
    }
}
