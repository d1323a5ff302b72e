package dev.kindred.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

@QuarkusTest
@TestProfile(OwnCustomers.class)
class CsvImportTest extends ImportTestSupport {

    private static final String NO_TEXT = "\"holds bytes that are no text in the file's charset; name the right one, as in "
            + "Content-Type: text/csv; charset=ISO-8859-1\"";

    @Inject
    ImportCleanup cleanup;

    @Test
    void columnsComeInAnyOrderAndUnknownOnesBecomeAttributes() {
        JsonPath job = imported("plan,income,external_id,isActive,attributes.tenure,gender,age\n"
                + "pro,52000.5,a,true,17,female,34\n"
                + "\"free, \"\"basic\"\"\nand more\",-1e3,\"b\",no,,\"\",\"\"\n"
                + ",,c,,0.50,,0\n");

        assertThat(counts(job)).containsExactly(3L, 0L, 0L, 0L);
        assertThat(customers()).containsExactly(
                "[\"a\", 34, 52000.5, true, \"female\", {\"plan\": \"pro\", \"tenure\": 17}]",
                "[\"b\", null, -1000, false, null, {\"plan\": \"free, \\\"basic\\\"\\nand more\"}]",
                "[\"c\", 0, null, null, null, {\"tenure\": 0.50}]");
        assertThat(database
                .value("""
                        select count(*) from customer where created_at = updated_at and created_at > now() - interval '1 min'"""))
                .isEqualTo("3");
    }

    @Test
    void kindredsOwnColumnsAreIgnoredAndNamed() {
        JsonPath job = imported("id,external_id,created_at,embedding\n7,a,2020-01-01,\"[1,2]\"\n");

        assertThat(job.getList("result.ignoredColumns")).isEqualTo(List.of("id", "created_at", "embedding"));
        assertThat(customers()).containsExactly("[\"a\", null, null, null, null, {}]");
        assertThat(database.value("select count(*) from customer where id = 7 or created_at < '2021-01-01'"))
                .isEqualTo("0");
    }

    @Test
    void lineEndsAndBlankLinesDoNotMatter() {
        assertThat(counts(imported("external_id,age\r\na,1\r\n\r\nb,2\r\n"))).containsExactly(2L, 0L, 0L, 0L);
        assertThat(counts(imported("external_id,age\n\nc,1\nd,2"))).containsExactly(2L, 0L, 0L, 0L);
        assertThat(counts(imported("external_id,age\re,1\rf,2\r"))).containsExactly(2L, 0L, 0L, 0L);
        assertThat(counts(imported("external_id\n"))).containsExactly(0L, 0L, 0L, 0L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            // the values of one attribute | what is stored
            "true,false | true;false", "1,-2.50,0,1000000 | 1;-2.50;0;1000000", "1,x | \"1\";\"x\"",
            "1.50,true,x | \"1.50\";\"true\";\"x\"", "true,0 | \"true\";\"0\"", "0049,1 | \"0049\";\"1\"",
            "-0,1 | \"-0\";\"1\"", "1e5,1 | \"1e5\";\"1\"", "NaN,1 | \"NaN\";\"1\"", ".5,1. | \".5\";\"1.\"",
            "123456789012345 | 123456789012345", "1234567890123456,1 | \"1234567890123456\";\"1\"",
            "0.30000000000000004,-1234.5678901234567,1 | 0.30000000000000004;-1234.5678901234567;1",
            "0.30000000000000001,1 | \"0.30000000000000001\";\"1\"",
            "0.123456789012345678,1 | \"0.123456789012345678\";\"1\"",
            "+1,1 | \"+1\";\"1\"", "TRUE,true | \"TRUE\";\"true\"", "null | \"null\"", "1 ,1 | \"1 \";\"1\"",
            "-,1 | \"-\";\"1\"", "1,1,2 | 1;1;2"})
    void anAttributeIsTypedForTheWholeFile(String values, String expected) {
        StringBuilder csv = new StringBuilder("external_id,x,other\n");
        int row = 0;
        for (String value : values.split(",")) {
            csv.append(row++).append(',').append(value).append(",7\n");
        }
        csv.append("9,,7\n"); // unknown, and so of no type

        assertThat(counts(imported(csv.toString()))).containsExactly(row + 1L, 0L, 0L, 0L);

        assertThat(
                database.column("select attributes->'x' from customer where external_id <> '9' order by external_id"))
                .containsExactly(expected.split(";"));
        assertThat(database.value("select attributes from customer where external_id = '9'"))
                .isEqualTo("{\"other\": 7}");
    }

    @Test
    void attributesComeAsAnObjectToo() {
        imported("""
                external_id,attributes,plan
                a,"{""tags"": [""x"", {""deep"": null}], ""n"": 1.50}",new
                b,,
                c,"{""plan"":""kept""}",
                """);

        assertThat(database.column("select attributes from customer order by external_id")).containsExactly(
                "{\"n\": 1.50, \"plan\": \"new\", \"tags\": [\"x\", {\"deep\": null}]}", "{}", "{\"plan\": \"kept\"}");
    }

    @Test
    void rejectsAreKeptForAMonth() {
        JsonPath old = imported("external_id,age\na,-1\n");
        JsonPath young = imported("external_id,age\nb,-2\n");
        database.execute("update job set finished_at = finished_at - interval '30 days 1 minute' where id = "
                + old.getLong("id"));

        cleanup.cleanUp();

        assertThat(rejects(young)).hasSize(1);
        assertThat(problem(404, get("/api/jobs/%d/rejects".formatted(old.getLong("id")))))
                .isEqualTo("The rejects of job %d are no longer kept.".formatted(old.getLong("id")));
        assertThat(database.column("""
                select id from job join import_reject on import::text = parameters ->> 'number'
                 where id in (%d, %d)""".formatted(old.getLong("id"), young.getLong("id"))))
                .containsExactly(young.getString("id"));
    }

    /** As one that was cancelled before a worker had taken its job. */
    @Test
    void rowsThatNoJobWaitsForAreDropped() {
        database.execute("create unlogged table kindred.import_99999999 (line bigint)");

        cleanup.cleanUp();

        assertThat(database.value("select to_regclass('kindred.import_99999999')")).isNull();
    }

    /** Whichever came last would win, and columns may come in any order. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"attributes,plan | \"{\"\"plan\"\":\"\"gold\"\"}\",silver",
            "attributes.plan,attributes | silver,\"{\"\"plan\"\":\"\"gold\"\"}\""})
    void anAttributeGivenTwiceIsAReject(String columns, String values) {
        assertThat(rejects(imported("external_id,%s\na,%s\n".formatted(columns, values))))
                .containsExactly("2,attributes.plan,is there twice");
    }

    /** One bad row in a million would make texts of all numbers. */
    @Test
    void rowsThatAreLeftOutDoNotDecideTypes() {
        JsonPath job = imported("""
                external_id,age,spend,vip
                a,30,10,true
                b,31,20,false
                c,x,y,z,ragged
                d,-1,many,maybe
                """);

        assertThat(counts(job)).containsExactly(2L, 0L, 0L, 2L);
        assertThat(database.column("select attributes from customer order by external_id"))
                .containsExactly("{\"vip\": true, \"spend\": 10}", "{\"vip\": false, \"spend\": 20}");
    }

    /** The largest row there can be, with every character of its export doubled. */
    @ParameterizedTest
    @ValueSource(strings = {"csv", "ndjson"})
    void theLargestRowCanBeExportedAndImported(String format) {
        imported("external_id,note\na,\"" + "\"\"".repeat(2_097_000) + "\"\n");
        byte[] exported = get("/api/customers/export?format=" + format).body().getBytes(StandardCharsets.UTF_8);
        assertThat(exported).hasSizeGreaterThan(4_190_000);

        JsonPath job = succeeded(send(exported, format.equals("csv") ? CSV : NDJSON, ""));
        assertThat(counts(job)).containsExactly(0L, 0L, 1L, 0L);
    }

    @Test
    void aMarkOfUtf16IsUnderstoodOrNamed() {
        byte[] marked = "\uFEFFexternal_id,age\na,30\n".getBytes(StandardCharsets.UTF_16LE);

        assertThat(counts(succeeded(send(marked, "text/csv; charset=utf-16le", "")))).containsExactly(1L, 0L, 0L, 0L);
        assertThat(problem(400, send(marked, CSV, ""))).startsWith("The file begins with the mark of UTF-16");
        assertThat(problem(400, send(gzip(gzip("external_id\na\n".getBytes(StandardCharsets.UTF_8))), CSV, "")))
                .startsWith("The file is packed by gzip twice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "a,-3,,, | 2,age,\"must be a whole number from 0 to 150, but is '-3'\"",
            "a,151,,, | 2,age,\"must be a whole number from 0 to 150, but is '151'\"",
            "a,30.5,,, | 2,age,\"must be a whole number from 0 to 150, but is '30.5'\"",
            "a,99999999999999999999,,, | 2,age,\"must be a whole number from 0 to 150, but is '99999999999999999999'\"",
            "a,,\"1,234.5\",, | 2,income,\"must be a number from -1e15 to 1e15 without separators or units, such as 1234.5, but is '1,234.5'\"",
            "a,,1e16,, | 2,income,\"must be a number from -1e15 to 1e15 without separators or units, such as 1234.5, but is '1e16'\"",
            "a,,NaN,, | 2,income,\"must be a number from -1e15 to 1e15 without separators or units, such as 1234.5, but is 'NaN'\"",
            "a,,0x1F,, | 2,income,\"must be a number from -1e15 to 1e15 without separators or units, such as 1234.5, but is '0x1F'\"",
            "a,,1d,, | 2,income,\"must be a number from -1e15 to 1e15 without separators or units, such as 1234.5, but is '1d'\"",
            "a,,,maybe, | 2,is_active,\"must be true or false (t, f, 1, 0, yes, no, y, n), but is 'maybe'\"",
            ",1,,, | 2,external_id,\"is missing; an import needs it, to know the customer again\"",
            "a,1,, | 2,,\"has 4 field(s), but line 1 names 5 columns\"",
            "a,x,,,,, | 2,,\"has 7 field(s), but line 1 names 5 columns\"",
            "a,,,,[] | 2,attributes,\"must be a JSON object, but is '[]'\"",
            "a,,,,{ | 2,attributes,is not well-formed JSON at column 2",
            "a,,,,{} {} | 2,attributes,has more in it than one JSON object",
            "a,,,,\"{\"\"x\"\": 1e999}\" | 2,attributes,the number '1e999' is beyond what a double holds",
            "a,,,,\"{\"\"x\"\": [1e-999]}\" | 2,attributes,the number '1e-999' is beyond what a double holds",
            "a,,,,\"{\"\"x\"\": 1, \"\"x\"\": 2}\" | 2,attributes,names a field twice",
            "a,,,,\"{\"\"x\"\": \"\"\\u0000\"\"}\" | 2,attributes,\"a text holds the character U+0000, which PostgreSQL can't store; is it the file's charset?\"",
            "a,,,,\"{\"\"x\"\": \"\"\\ud800\"\"}\" | 2,attributes,\"a text holds half of a surrogate pair, which is no character\"",
            "a,😀,,, | 2,age,\"must be a whole number from 0 to 150, but is '😀'\""})
    void aRowThatCannotBeUsedIsReportedAndTheOthersGoOn(String row, String expected) {
        JsonPath job = imported("external_id,age,income,is_active,attributes\n" + row + "\ngood,1,2,t,{}\n");

        assertThat(rejects(job)).containsExactly(expected);
        assertThat(counts(job)).containsExactly(1L, 0L, 0L, 1L);
        assertThat(database.column("select external_id from customer")).containsExactly("good");
    }

    @Test
    void theLimitsOfTextsAreThoseOfRequests() {
        String longest = "x".repeat(100);
        JsonPath job = imported("external_id,gender\n" + longest + "," + "g".repeat(40) + "\n" + longest + "x,\nb,"
                + "g".repeat(41) + "\n");

        assertThat(rejects(job)).containsExactly("3,external_id,\"must have at most 100 characters, but has 101\"",
                "4,gender,\"must have at most 40 characters, but has 41\"");
        assertThat(counts(job)).containsExactly(1L, 0L, 0L, 2L);
    }

    @Test
    void numbersAndFlagsAreTakenAsToolsWriteThem() {
        imported("""
                external_id,age,income,is_active
                a,34.0, 52000 ,YES
                b, 7,5.2e4,F
                c,007,+1.25,1
                d,   ,1000000000000000,0
                e,0,0.1,n
                """);

        assertThat(customers()).containsExactly("[\"a\", 34, 52000, true, null, {}]",
                "[\"b\", 7, 52000, false, null, {}]", "[\"c\", 7, 1.25, true, null, {}]",
                "[\"d\", null, 1000000000000000, false, null, {}]", "[\"e\", 0, 0.1, false, null, {}]");
    }

    @Test
    void lineNumbersCountLinesWithinQuotedFields() {
        JsonPath job = imported("external_id,note,age\na,\"1\n2\r\n3\",200\n\nb,x,200\n");

        assertThat(rejects(job)).extracting(line -> line.split(",")[0]).containsExactly("2", "6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-16LE", "utf-8"})
    void theCharsetIsThatOfTheContentType(String charset) {
        byte[] file = "external_id,gender,attributes.city\na,männlich,Zürich\n".getBytes(Charset.forName(charset));

        succeeded(send(file, "text/csv; charset=" + charset, ""));

        assertThat(customers()).containsExactly("[\"a\", null, null, null, \"männlich\", {\"city\": \"Zürich\"}]");
    }

    @Test
    void latin1WithoutItsCharsetIsRejectedRowByRow() {
        byte[] file = "external_id,city\na,Zürich\nb,Bern\nü,Bern\n".getBytes(StandardCharsets.ISO_8859_1);

        JsonPath job = succeeded(send(file, CSV, ""));

        assertThat(rejects(job)).containsExactly("2,city," + NO_TEXT, "4,external_id," + NO_TEXT);
        assertThat(customers()).containsExactly("[\"b\", null, null, null, null, {\"city\": \"Bern\"}]");
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(counts(imported("\uFEFFexternal_id,age\na,1\n"))).containsExactly(1L, 0L, 0L, 0L);
    }

    @Test
    void charactersBeyondTheBasicPlaneSurvive() {
        imported("external_id,motto\n𝄞,\"tab\there, \u0001 and 😀\"\n");

        assertThat(database.value("""
                select external_id = '𝄞' and attributes->>'motto' = E'tab\\there, \\u0001 and 😀' from customer"""))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "age,plan\\n1,x\\n | The file has no column external_id, by which a customer is known again; line 1 names 'age, plan'.",
            "external_id;age\\na;1\\n | The file has no column external_id, by which a customer is known again; line 1 names 'external_id;age'. Fields must be separated by commas.",
            "external_id,age,age\\na,1,2\\n | Two columns are called 'age'; each may be there once.",
            "external_id,externalId\\na,b\\n | Two columns are called 'externalId'; each may be there once.",
            "external_id,plan,attributes.plan\\na,b,c\\n | Two columns are called 'attributes.plan'; each may be there once.",
            "external_id,,age\\na,b,1\\n | Column 2 has no name; every column needs one, in line 1.",
            "external_id,attributes.\\na,1\\n | Column 'attributes.' names no attribute; write it as in attributes.plan.",
            "`` | The file is empty; line 1 must name the columns, external_id among them.",
            "external_id,age\\na,1\\nb,\"2\\nc,3\\n | The row that begins on line 3 has a quote that is opened and never closed. The rest of the file can't be read, so nothing was imported.",
            "external_id,age\\na,1\\nb,\"2\"3\\nc,3\\n | The row that begins on line 3 has something after a closing quote that is no comma; a quote within a quoted field must be doubled. The rest of the file can't be read, so nothing was imported."})
    void aFileThatCannotBeReadIsExplainedAndNothingOfItStays(String file, String expected) {
        String jobs = database.value("select count(*) from job");
        String rejects = database.value("select count(*) from import_reject");

        assertThat(problemOf(file.replace("\\n", "\n"))).isEqualTo(expected);

        assertThat(customers()).isEmpty();
        assertThat(database.value("select count(*) from job")).isEqualTo(jobs);
        assertThat(database.value("select count(*) from import_reject")).isEqualTo(rejects);
    }

    @Test
    void aFieldOfTenMegabytesIsRefusedAndOneOfFourIsNot() {
        assertThat(problemOf("external_id,note\na,ok\nb," + "x".repeat(10_000_000) + "\n"))
                .startsWith("The row that begins on line 3 has a field of more than 8,388,608 characters");
        assertThat(problemOf("external_id,note\na,ok\nb," + "x".repeat(5_000_000) + "\n"))
                .isEqualTo("The row that begins on line 3 has more than 4 MB of attributes; nothing was imported.");
        assertThat(customers()).isEmpty();

        imported("external_id,note\na," + "x".repeat(4_000_000) + "\n");
        assertThat(database.value("select length(attributes->>'note') from customer")).isEqualTo("4000000");
    }

    @Test
    void moreAttributesThanAnyoneNeedsAreRefused() {
        StringBuilder header = new StringBuilder("external_id");
        for (int i = 0; i <= 1_000; i++) {
            header.append(",a").append(i);
        }

        assertThat(problemOf(header + "\n")).startsWith("The file has more than 1,000 different attributes");
        assertThat(problemOf(header + ",b".repeat(1_000))).isEqualTo(
                "Line 1 names more than 1,020 columns, the most that are read.");
    }
}
