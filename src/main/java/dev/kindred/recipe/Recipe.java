package dev.kindred.recipe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.kindred.catalog.SourceColumn;
import dev.kindred.catalog.SourceTable;

/**
 * How a row of a table becomes a vector: an ordered list of features, each with its encoding, weight and way with unknown
 * values, and the statistics they were fitted with. A version never changes once it is fitted, and its hash is of all
 * that decides the vector; so vectors and models of equal hashes belong together, and others don't.
 */
public final class Recipe {

    private final RecipeRow row;
    private final List<BlockCode> code;
    private final List<Block> blocks;
    private final int width;

    Recipe(RecipeRow row) {
        this.row = row;
        this.code = new ArrayList<>();
        List<Block> places = new ArrayList<>();
        int start = 0;
        for (Feature feature : row.features()) {
            if (feature.dropped() == null) {
                BlockCode block = BlockCode.of(feature);
                code.add(block);
                places.add(new Block(feature.source().name(), start, block.width()));
                start += block.width();
            }
        }
        this.blocks = List.copyOf(places);
        this.width = start;
    }

    public String name() {
        return row.name();
    }

    /** Counts from 1 within the name. */
    public int version() {
        return row.version();
    }

    /** The table it is for, as users write it. */
    public String table() {
        return row.table();
    }

    /** SHA-256 of all that decides how a row becomes a vector, in hexadecimal. */
    public String hash() {
        return row.hash();
    }

    /** Whether its statistics are taken from data; false while they are declared ones. */
    public boolean fitted() {
        return row.fitted();
    }

    /** Whether it fills the stored vectors of its table. */
    public boolean active() {
        return row.active();
    }

    /** {@code name@version}. */
    public String reference() {
        return name() + '@' + version();
    }

    /** Elements of its vectors. */
    public int width() {
        return width;
    }

    /** One a feature, in the order of the vector. Features that were dropped have none. */
    public List<Block> blocks() {
        return blocks;
    }

    /** What the vector's positions tell, in order. */
    public List<Element> elements() {
        return code.stream().flatMap(block -> block.elements().stream()).toList();
    }

    /** Short names of the vector's positions, such as {@code age} or {@code gender=female}. */
    public List<String> positionNames() {
        return meanings().stream().map(BlockCode.Meaning::name).toList();
    }

    /** Of the vector's positions. No two names are equal: a category can be called "unknown", as an indicator is. */
    List<BlockCode.Meaning> meanings() {
        List<BlockCode.Meaning> meanings = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (BlockCode block : code) {
            for (BlockCode.Meaning meaning : block.meanings()) {
                String name = meaning.name();
                while (!names.add(name)) {
                    name += " [%d]".formatted(meanings.size());
                }
                meanings.add(new BlockCode.Meaning(name, meaning.words()));
            }
        }
        return meanings;
    }

    /**
     * The columns that it reads, as its table has them now; the JSON column of attributes is not among them.
     *
     * @throws dev.kindred.problem.Invalid if one is no longer there or has a type that no longer serves
     */
    public List<SourceColumn> columns(SourceTable source) {
        List<Feature> used = row.features().stream().filter(feature -> feature.dropped() == null).toList();
        FeatureCheck.recheck(used, source);
        return used.stream().filter(feature -> feature.column() != null)
                .map(feature -> source.column(feature.column())).toList();
    }

    RecipeRow row() {
        return row;
    }

    /**
     * The vector of one row, {@link #width()} elements.
     *
     * @throws dev.kindred.problem.Invalid if a value has the wrong type, or is one that the recipe refuses
     */
    public float[] encode(RowValues values) {
        float[] vector = encodeUnnormalized(values);
        if (isNormalized()) {
            normalize(vector);
        }
        return vector;
    }

    /** The same before it is divided by its length, where the recipe does that. */
    public float[] encodeUnnormalized(RowValues values) {
        float[] vector = new float[width];
        for (int i = 0; i < code.size(); i++) {
            code.get(i).encode(values, vector, blocks.get(i).start());
        }
        return vector;
    }

    /** The features of a row as things that could be otherwise, in the order of the vector. */
    public List<Variable> variables(RowValues values) {
        List<Feature> used = row.features().stream().filter(feature -> feature.dropped() == null).toList();
        return IntStream.range(0, code.size()).mapToObj(
                i -> new Variable(used.get(i).source(), code.get(i), blocks.get(i).start(), values)).toList();
    }

    private static void normalize(float[] vector) {
        double squares = 0;
        for (float element : vector) {
            squares += (double) element * element;
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < vector.length && length > 0; i++) {
            vector[i] = (float) (vector[i] / length);
        }
    }

    /** Whether a vector's values are lost in it but for their proportions. */
    public boolean isNormalized() {
        return row.normalize() == Normalize.L2;
    }

    /**
     * What a point of the vector space means in original units, by feature in order: a Double for numbers, the share of true
     * for booleans, a {@code Map<String, Double>} of shares for categories. What was unknown counts as what it was encoded
     * as. The mean of encoded rows gives the mean of a number's values only where the encoding is linear; of {@code log} and
     * {@code quantile} it gives a typical value.
     *
     * @param vector {@link #width()} elements
     * @throws IllegalStateException if the recipe normalizes, since a direction says nothing about units
     */
    public Map<String, Object> decode(float[] vector) {
        if (isNormalized()) {
            throw new IllegalStateException("vectors of %s have lost their units".formatted(reference()));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < code.size(); i++) {
            values.put(blocks.get(i).feature(), code.get(i).decode(vector, blocks.get(i).start()));
        }
        return values;
    }

    /**
     * The same in SQL, for whole tables: an expression of type {@code vector} over the columns of a row. It is NULL for a
     * row that the recipe refuses. All constants are part of the text, quoted.
     *
     * @param alias of the row, a plain identifier
     */
    public String expression(String alias) {
        List<BlockCode.SqlBlock> parts = code.stream().map(block -> block.sql(alias)).toList();
        String vector = concatenated(parts);
        if (row.normalize() == Normalize.L2) {
            vector = "l2_normalize(%s)".formatted(vector);
        }
        String refused = parts.stream().map(BlockCode.SqlBlock::refused).filter(Objects::nonNull)
                .collect(Collectors.joining(" or "));
        return refused.isEmpty() ? vector : "case when %s then null else %s end".formatted(refused, vector);
    }

    /** Neighbouring scalars share an array, since every concatenation copies. */
    private static String concatenated(List<BlockCode.SqlBlock> parts) {
        List<String> vectors = new ArrayList<>();
        List<String> scalars = new ArrayList<>();
        for (BlockCode.SqlBlock part : parts) {
            scalars.addAll(part.scalars());
            if (part.vector() != null) {
                flush(scalars, vectors);
                vectors.add(part.vector());
            }
        }
        flush(scalars, vectors);
        return '(' + String.join(" || ", vectors) + ')';
    }

    private static void flush(List<String> scalars, List<String> vectors) {
        if (!scalars.isEmpty()) {
            vectors.add("array[%s]::vector".formatted(String.join(", ", scalars)));
            scalars.clear();
        }
    }
}
