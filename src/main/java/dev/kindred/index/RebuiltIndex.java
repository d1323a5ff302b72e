package dev.kindred.index;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** An index after it was built anew. */
@RegisterForReflection
record RebuiltIndex(IndexView index, Forecast forecast,
        @Schema(examples = "16384000", description = "Its size before") long bytesBefore,
        @Schema(examples = "3.2") double seconds,
        @Schema(description = "What the database had to say") List<String> remarks) {}
