package dev.kindred.audience;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agroal.api.AgroalDataSource;

import dev.kindred.download.FileFormat;
import dev.kindred.download.RowFile;
import dev.kindred.query.Fields;

/** Writes members with fields of their customers, best first, in constant memory. */
@ApplicationScoped
class MemberList {

    private static final List<String> OWN = List.of("rank", "score", "customer_id", "external_id");

    private static final String QUERY = """
            select member.rank, member.score, c.id, c.external_id, %s
              from audience_member as member join customer c on c.id = member.customer_id
             where member.audience_id = ? order by member.rank""";

    private final AgroalDataSource dataSource;
    private final ObjectMapper json;

    MemberList(AgroalDataSource dataSource, ObjectMapper json) {
        this.dataSource = dataSource;
        this.json = json;
    }

    /** Writes a file. */
    void write(long audienceId, Fields fields, FileFormat format, OutputStream target) throws IOException {
        new RowFile(format, OWN, fields).write(dataSource, QUERY.formatted(fields.sql("c")),
                statement -> statement.setLong(fields.bind(statement, 1), audienceId), json, target);
    }
}
