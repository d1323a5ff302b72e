package dev.kindred.transfer;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Writes rows to a file. It is never closed: closing would end the answer as if it were whole, where a failure in its
 * middle must break it off.
 */
interface ExportWriter {

    /** One row, whose fields start at the first column of the result. */
    void row(ResultSet row) throws SQLException, IOException;

    /** After the last row. */
    void finish() throws IOException;
}
