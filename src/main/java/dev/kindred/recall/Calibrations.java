package dev.kindred.recall;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.orm.panache.PanacheRepository;
import io.quarkus.panache.common.Page;

import dev.kindred.index.StoredIndex;

/** The measurements of all indexes, old ones too. */
@ApplicationScoped
class Calibrations implements PanacheRepository<Calibration> {

    /** The latest of an index as it stands, by that metric. */
    Optional<Calibration> current(StoredIndex index, String metric) {
        return find("indexName = ?1 and metric = ?2 order by id desc", index.name(), metric).firstResultOptional()
                .filter(latest -> latest.isOf(index));
    }

    /** Of an index and all that had its name, newest first. */
    List<Calibration> history(String index, int limit) {
        return find("indexName = ?1 order by id desc", index).page(Page.ofSize(limit)).list();
    }

    /** The metrics that an index was ever measured by. */
    List<String> metrics(String index) {
        return getEntityManager()
                .createQuery("select distinct c.metric from Calibration c where c.indexName = ?1", String.class)
                .setParameter(1, index).getResultList();
    }
}
