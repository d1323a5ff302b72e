package dev.kindred.job;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/**
 * A row as it was read. Immutable, because rows are changed by single statements that say under which condition (see
 * {@link JobRows}): several instances work on the same ones.
 */
@Entity
@Immutable
@Table(name = "job")
public class JobRow extends PanacheEntityBase {

    @Id
    public long id;

    public String kind;

    @JdbcTypeCode(SqlTypes.JSON)
    public JsonNode parameters;

    public String state;

    public float progress;

    public String phase;

    @JdbcTypeCode(SqlTypes.JSON)
    public JsonNode result;

    @JdbcTypeCode(SqlTypes.JSON)
    public JobError error;

    public int attempts;

    public int attemptsAllowed;

    public boolean cancelRequested;

    public UUID owner;

    public Instant heartbeatAt;

    public Instant createdAt;

    public Instant startedAt;

    public Instant finishedAt;
}
