package dev.kindred.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.kindred.problem.Invalid;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;

/**
 * Finds the centroids in the graph that skl2onnx makes of scikit-learn's KMeans and MiniBatchKMeans, without running it:
 * {@code label = ArgMin(|c|² + (|x|² − 2·x·cᵀ))}, where the product is a Gemm (alpha −2, transB 1, zeros added) or, with
 * the option {@code gemm=False}, a MatMul with −2·cᵀ. Each sum's terms may stand in any order, as they do in its releases
 * since 2018 ({@code skl2onnx/operator_converters/k_means.py}).
 * <p>
 * A graph that differs is refused rather than guessed at, above all where x is not the input itself: the centroids
 * would be those of scaled values then, say.
 */
final class KMeansGraph {

    private static final String WHAT_IS_RIGHT = "a file that Kindred exported, or one that skl2onnx made of KMeans or "
            + "MiniBatchKMeans alone, can be imported";

    /** The squares come from the converter in the precision of the file; more than roundings is another model. */
    private static final double TOLERANCE = 1e-3;

    private final GraphProto graph;
    private final OnnxConstants constants;
    private final Map<String, NodeProto> makers = new HashMap<>();

    private KMeansGraph(GraphProto graph) {
        this.graph = graph;
        this.constants = new OnnxConstants(graph);
        for (NodeProto node : graph.getNodeList()) {
            for (String output : node.getOutputList()) {
                if (makers.put(output, node) != null) {
                    throw new Invalid("The file makes '%s' twice.".formatted(output));
                }
            }
        }
    }

    /**
     * The centroids, k × d.
     *
     * @throws Invalid if the graph is not such a one
     */
    static OnnxConstants.Matrix centroids(ModelProto model) {
        return new KMeansGraph(model.getGraph()).centroids();
    }

    private OnnxConstants.Matrix centroids() {
        List<NodeProto> labels = graph.getNodeList().stream().filter(node -> isA(node, "ArgMin")).toList();
        if (labels.size() != 1 || attribute(labels.get(0), "axis", 0) != 1
                || attribute(labels.get(0), "select_last_index", 0) != 0) {
            throw new Invalid("The file's graph is no k-means: it has not just one ArgMin over the centroids; %s."
                    .formatted(WHAT_IS_RIGHT));
        }
        OnnxConstants.Matrix centroids = null;
        String squares = null;
        for (String term : terms(labels.get(0).getInput(0))) {
            NodeProto maker = makers.get(term);
            if (constants.has(term) && squares == null) {
                squares = term;
            } else if (maker != null && isA(maker, "ReduceSumSquare")) {
                requireInput(maker.getInput(0)); // the same for each centroid, so how it sums decides no label
            } else if (maker != null && centroids == null) {
                centroids = product(maker);
            } else {
                throw unexpected(term);
            }
        }
        if (centroids == null || squares == null) {
            throw new Invalid("The file's graph is no k-means: distances are not |x|² - 2·x·c + |c|²; %s."
                    .formatted(WHAT_IS_RIGHT));
        }
        requireSquares(centroids, constants.vector(squares, centroids.rows()));
        return centroids;
    }

    /** What a value is the sum of. */
    private List<String> terms(String value) {
        List<String> terms = new ArrayList<>();
        List<String> open = new ArrayList<>(List.of(value));
        while (!open.isEmpty()) {
            String next = throughIdentity(open.remove(open.size() - 1));
            NodeProto maker = makers.get(next);
            if (maker != null && isA(maker, "Add") && maker.getInputCount() == 2 && terms.size() + open.size() < 4) {
                open.addAll(maker.getInputList());
            } else {
                terms.add(next);
            }
        }
        return terms;
    }

    private OnnxConstants.Matrix product(NodeProto node) {
        if (isA(node, "MatMul") && node.getInputCount() == 2) {
            requireInput(node.getInput(0));
            OnnxConstants.Matrix turned = constants.matrix(node.getInput(1)).transposed();
            for (int i = 0; i < turned.values().length; i++) {
                turned.values()[i] /= -2; // exact
            }
            return turned;
        }
        boolean isProduct = isA(node, "Gemm") && node.getInputCount() >= 2 && attribute(node, "alpha", 1) == -2
                && attribute(node, "transB", 0) == 1 && attribute(node, "transA", 0) == 0;
        if (!isProduct || node.getInputCount() > 2 && !isZero(node.getInput(2))) {
            throw unexpected(node.getOutput(0));
        }
        requireInput(node.getInput(0));
        return constants.matrix(node.getInput(1));
    }

    /** Zeros as they are, or made by a product with 0 where the number of rows is not known beforehand. */
    private boolean isZero(String value) {
        NodeProto maker = makers.get(value);
        return value.isEmpty() || constants.has(value) && constants.isZero(value) || maker != null && isA(maker, "Mul")
                && maker.getInputList().stream().anyMatch(factor -> constants.has(factor) && constants.isZero(factor));
    }

    /** Whole numbers are cast to floats first. */
    private void requireInput(String value) {
        String origin = throughIdentity(value);
        NodeProto maker = makers.get(origin);
        if (maker != null && isA(maker, "Cast")) {
            origin = throughIdentity(maker.getInput(0));
        }
        List<String> inputs = graph.getInputList().stream().map(input -> input.getName())
                .filter(name -> !constants.has(name)).toList();
        if (!inputs.equals(List.of(origin))) {
            throw new Invalid(
                    ("The file's centroids are not of its input itself but of '%s', which the graph makes of it; "
                            + "%s. What comes before k-means belongs into a recipe.").formatted(value, WHAT_IS_RIGHT));
        }
    }

    private String throughIdentity(String value) {
        NodeProto maker = makers.get(value);
        return maker != null && isA(maker, "Identity") ? maker.getInput(0) : value;
    }

    private static void requireSquares(OnnxConstants.Matrix centroids, float[] squares) {
        for (int cluster = 0; cluster < squares.length; cluster++) {
            double sum = 0;
            for (int at = cluster * centroids.columns(); at < (cluster + 1) * centroids.columns(); at++) {
                sum += (double) centroids.values()[at] * centroids.values()[at];
            }
            if (!(Math.abs(sum - squares[cluster]) <= TOLERANCE * sum + Float.MIN_NORMAL)) {
                throw new Invalid(
                        ("The file's graph is no k-means: what it adds for centroid %d is %s, not the centroid's "
                                + "square, %s; it was damaged or changed.").formatted(cluster, squares[cluster], sum));
            }
        }
    }

    private static boolean isA(NodeProto node, String operator) {
        boolean isStandard = node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx");
        return isStandard && node.getOpType().equals(operator) && node.getInputCount() > 0;
    }

    private static double attribute(NodeProto node, String name, double otherwise) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getName().equals(name)) {
                return attribute.getType() == AttributeProto.AttributeType.FLOAT ? attribute.getF() : attribute.getI();
            }
        }
        return otherwise;
    }

    private static Invalid unexpected(String value) {
        return new Invalid("The file's graph is not understood: '%s' is no part of k-means as skl2onnx writes it; %s."
                .formatted(value, WHAT_IS_RIGHT));
    }
}
