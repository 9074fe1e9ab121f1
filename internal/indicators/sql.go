package indicators

import (
	"errors"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

const (
	resultColumns    = `select id, code, level, parent_id, name, names, description, position, active, version from framework_result`
	indicatorColumns = `select id, code, result_id, name, names, definition, unit, measure, direction, computation, dimensions, frequency, baseline,
		baseline_year, owner_post, owner_person_id, source, position, active, version from indicator`
	valueColumns = `select v.id, v.indicator_id, i.code, i.name as indicator, i.measure, i.unit, v.period, v.starts_on, v.ends_on, v.state, v.value, v.computation,
		v.dimensions, v.definition, v.query, v.as_at, v.records, v.evidence, v.evidence_url, v.evidence_file_id, v.reason, v.returned, v.restates_id, v.current,
		v.proposed_by, v.proposed_name, v.proposed_at, v.approved_by, v.approved_name, v.approved_at, v.published_by, v.published_name, v.published_at, v.version
		from indicator_value v join indicator i on i.id = v.indicator_id`
)

// codeTaken finds who has a code; table is one of this room.
func codeTaken(tx *db.Tx, table, code string) (string, error) {
	id, err := db.One[string](tx, `select id from `+table+` where code = $1`, code)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return id, err
}

func findResult(tx *db.Tx, id string) (Result, error) {
	r, err := db.One[Result](tx, resultColumns+` where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Result{}, fault.Missing("result")
	}
	return r, err
}

func listResults(tx *db.Tx) ([]Result, error) {
	return db.All[Result](tx, resultColumns+` order by position, code`)
}

func levelsBelow(tx *db.Tx, id string) ([]string, error) {
	return db.All[string](tx, `select distinct level from framework_result where parent_id = $1`, id)
}

func insertResult(tx *db.Tx, r Result) error {
	return tx.Exec(`insert into framework_result (id, code, level, parent_id, name, names, description, position, active, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.ID, r.Code, r.Level, db.Opt(r.ParentID), r.Name, r.Names.text(), r.Description, r.Position, r.Active, tx.Now())
}

func updateResult(tx *db.Tx, r Result) error {
	return tx.Exec(`update framework_result set code = $2, level = $3, parent_id = $4, name = $5, names = $6, description = $7, position = $8, active = $9,
		version = version + 1, updated_at = $10 where id = $1`,
		r.ID, r.Code, r.Level, db.Opt(r.ParentID), r.Name, r.Names.text(), r.Description, r.Position, r.Active, tx.Now())
}

func findIndicator(tx *db.Tx, id string) (Indicator, error) {
	i, err := db.One[Indicator](tx, indicatorColumns+` where id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Indicator{}, fault.Missing("indicator")
	}
	if err != nil {
		return Indicator{}, err
	}
	i.Targets, err = db.All[Target](tx, `select indicator_id, period, value from indicator_target where indicator_id = $1 order by period`, id)
	return i, err
}

// listIndicators lists every indicator with its targets, in two queries.
func listIndicators(tx *db.Tx) ([]Indicator, error) {
	list, err := db.All[Indicator](tx, indicatorColumns+` order by position, code`)
	if err != nil {
		return nil, err
	}
	targets, err := db.All[Target](tx, `select indicator_id, period, value from indicator_target order by indicator_id, period`)
	if err != nil {
		return nil, err
	}
	of := map[string][]Target{}
	for _, t := range targets {
		of[t.IndicatorID] = append(of[t.IndicatorID], t)
	}
	for n, i := range list {
		list[n].Targets = of[i.ID]
	}
	return list, nil
}

func insertIndicator(tx *db.Tx, i Indicator) error {
	err := tx.Exec(`insert into indicator (id, code, result_id, name, names, definition, unit, measure, direction, computation, dimensions, frequency, baseline,
		baseline_year, owner_post, owner_person_id, source, position, active, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		i.ID, i.Code, i.ResultID, i.Name, i.Names.text(), i.Definition, i.Unit, i.Measure, i.Direction, i.Computation, strings.Join(i.Dimensions, " "), i.Frequency,
		i.Baseline, i.BaselineYear, i.OwnerPost, db.Opt(i.OwnerPersonID), i.Source, i.Position, i.Active, tx.Now())
	if err != nil {
		return err
	}
	return writeTargets(tx, i)
}

func updateIndicator(tx *db.Tx, i Indicator) error {
	err := tx.Exec(`update indicator set code = $2, result_id = $3, name = $4, names = $5, definition = $6, unit = $7, measure = $8, direction = $9,
		computation = $10, dimensions = $11, frequency = $12, baseline = $13, baseline_year = $14, owner_post = $15, owner_person_id = $16, source = $17,
		position = $18, active = $19, version = version + 1, updated_at = $20 where id = $1`,
		i.ID, i.Code, i.ResultID, i.Name, i.Names.text(), i.Definition, i.Unit, i.Measure, i.Direction, i.Computation, strings.Join(i.Dimensions, " "), i.Frequency,
		i.Baseline, i.BaselineYear, i.OwnerPost, db.Opt(i.OwnerPersonID), i.Source, i.Position, i.Active, tx.Now())
	if err != nil {
		return err
	}
	return writeTargets(tx, i)
}

func writeTargets(tx *db.Tx, i Indicator) error {
	if err := tx.Exec(`delete from indicator_target where indicator_id = $1`, i.ID); err != nil {
		return err
	}
	for _, t := range i.Targets {
		if err := tx.Exec(`insert into indicator_target (indicator_id, period, value) values ($1, $2, $3)`, i.ID, t.Period, t.Value); err != nil {
			return err
		}
	}
	return nil
}

func countValues(tx *db.Tx, indicatorID string) (int, error) {
	return db.One[int](tx, `select count(*) from indicator_value where indicator_id = $1`, indicatorID)
}

func personKnown(tx *db.Tx, id string) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from person where id = $1`, id)
	return n > 0, err
}

// ownerName says who answers for an indicator, where it is a person.
func ownerName(tx *db.Tx, personID string) (string, error) {
	name, err := db.One[string](tx, `select case when label = 'TLP:RED' then '' else given end from person where id = $1`, personID)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return name, err
}

func findValue(tx *db.Tx, id string) (Value, error) {
	v, err := db.One[Value](tx, valueColumns+` where v.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Value{}, fault.Missing("value")
	}
	return v, err
}

func valuesOf(tx *db.Tx, indicatorID string) ([]Value, error) {
	return db.All[Value](tx, valueColumns+` where v.indicator_id = $1 order by v.starts_on desc, v.proposed_at desc, v.id desc`, indicatorID)
}

// publishedValues lists every published value, also those that a restatement followed, in the order of publication.
func publishedValues(tx *db.Tx) ([]Value, error) {
	return db.All[Value](tx, valueColumns+` where v.state = 'published' order by v.published_at, v.id`)
}

// publishedBetween is publishedValues of one period.
func publishedBetween(tx *db.Tx, first, last string) ([]Value, error) {
	return db.All[Value](tx, valueColumns+` where v.state = 'published' and v.starts_on = $1 and v.ends_on = $2 order by v.published_at, v.id`, first, last)
}

func currentValues(tx *db.Tx) ([]Value, error) {
	return db.All[Value](tx, valueColumns+` where v.current = true order by i.code, v.starts_on, v.id`)
}

// currentAmong are those of the values that are published now; all that are, for nil.
func currentAmong(tx *db.Tx, ids []string) ([]Value, error) {
	if ids == nil {
		return currentValues(tx)
	}
	return db.List[Value](tx, db.Q(valueColumns+` where v.current = true and`).In("v.id", ids).Add("order by v.id"))
}

func openValues(tx *db.Tx) ([]Value, error) {
	return db.All[Value](tx, valueColumns+` where v.state in ('proposed', 'approved') order by v.proposed_at, v.id`)
}

// currentOf finds the published value of a period, openOf the one under way; both are without an id when there is none.
func currentOf(tx *db.Tx, indicatorID, period string) (Value, error) {
	return orNone(db.One[Value](tx, valueColumns+` where v.indicator_id = $1 and v.period = $2 and v.current = true`, indicatorID, period))
}

func openOf(tx *db.Tx, indicatorID, period string) (Value, error) {
	return orNone(db.One[Value](tx, valueColumns+` where v.indicator_id = $1 and v.period = $2 and v.state in ('proposed', 'approved')`, indicatorID, period))
}

func orNone(v Value, err error) (Value, error) {
	if errors.Is(err, db.ErrNone) {
		return Value{}, nil
	}
	return v, err
}

func insertValue(tx *db.Tx, actor access.Actor, v Value) error {
	return tx.Exec(`insert into indicator_value (id, indicator_id, period, starts_on, ends_on, state, value, computation, dimensions, definition, query, as_at, records,
		evidence, evidence_url, evidence_file_id, reason, restates_id, current, proposed_by, proposed_name, proposed_at)
		values ($1, $2, $3, $4, $5, 'proposed', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, false, $18, $19, $11)`,
		v.ID, v.IndicatorID, v.Period, v.StartsOn, v.EndsOn, v.Value, v.Computation, strings.Join(v.Dimensions, " "), v.Definition, v.Query, tx.Now(), v.Records.Text(),
		v.Evidence, v.EvidenceURL, db.Opt(v.EvidenceFileID), v.Reason, db.Opt(v.RestatesID), actor.Key(), actor.Name)
}

func markApproved(tx *db.Tx, actor access.Actor, id string) error {
	return tx.Exec(`update indicator_value set state = 'approved', approved_by = $2, approved_name = $3, approved_at = $4, version = version + 1 where id = $1`,
		id, actor.Key(), actor.Name, tx.Now())
}

func markClosed(tx *db.Tx, id, state, returned string) error {
	return tx.Exec(`update indicator_value set state = $2, returned = $3, version = version + 1 where id = $1`, id, state, returned)
}

// markPublished makes a value the current one of its period. The one before keeps everything but that.
func markPublished(tx *db.Tx, actor access.Actor, v Value) error {
	if v.RestatesID != "" {
		if err := tx.Exec(`delete from indicator_failure where value_id = $1`, v.RestatesID); err != nil {
			return err
		}
		if err := tx.Exec(`update indicator_value set current = false where id = $1`, v.RestatesID); err != nil {
			return err
		}
	}
	return tx.Exec(`update indicator_value set state = 'published', current = true, published_by = $2, published_name = $3, published_at = $4, version = version + 1
		where id = $1`, v.ID, actor.Key(), actor.Name, tx.Now())
}

func failedIDs(tx *db.Tx) ([]string, error) {
	return db.All[string](tx, `select f.value_id from indicator_failure f join indicator_value v on v.id = f.value_id where v.current = true order by f.value_id`)
}

// ownersNow are the people who hold a post of the mechanism or of a body today.
func ownersNow(tx *db.Tx) ([]Owner, error) {
	return db.All[Owner](tx, `select distinct p.id, p.given, p.sort_key from holding h join post o on o.id = h.post_id join person p on p.id = h.person_id
		where o.party_id is null and p.label <> 'TLP:RED' and (h.valid_from is null or h.valid_from <= $1) and (h.valid_to is null or h.valid_to >= $1)
		order by p.sort_key, p.id`, tx.Today())
}
