package dev.kindred.transfer;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** The rows of a file of some format. */
interface ImportRows {

    /**
     * Reads all rows, each into the staging row.
     *
     * @throws dev.kindred.problem.Invalid where the file can't be read on; what was staged must be forgotten
     * @throws ImportRejects.TooMany       where the import is to end because of its rejects
     * @throws IOException                 where the bytes end or break
     */
    void readAll() throws IOException, SQLException;

    /** The line that is read now, counted from 1. */
    long line();

    /** Names of attributes for which every row has a value, be it the unknown one. */
    List<String> attributeColumns();

    /** What the file has of the columns that Kindred fills by itself. */
    Collection<String> ignoredColumns();
}
