-- What a night cannot do without, as bare as it can be asked: bench/night.py reads every row of each.

-- name: rejections
SELECT posting_id, connection_id, rule, rules, origin, held_because, control, inclusion_probability, state, count(*)
FROM rejection WHERE received_at >= '2026-10-04' AND received_at < '2026-11-01'
GROUP BY posting_id, connection_id, rule, rules, origin, held_because, control, inclusion_probability, state;

-- name: decisions
SELECT d.rejection_id, d.action, d.decided_by, d.decided_at, d.seconds, r.posting_id, r.rule, r.control
FROM decision d JOIN rejection r ON r.id = d.rejection_id WHERE d.decided_at < '2026-11-01';

-- name: matches
SELECT verdict, matcher_version, count(*) FROM match WHERE made_at < '2026-11-01' GROUP BY verdict, matcher_version;

-- name: outbox
SELECT effect, status, count(*) FROM outbox_item GROUP BY effect, status;

-- name: history
SELECT seq, rejection_id, at, action, from_state, to_state, who, "by", why, policy_id, previous, hash
FROM history_entry ORDER BY seq;

-- name: draw of the day
SELECT id, control, inclusion_probability FROM rejection
WHERE received_at >= '2026-10-31' AND received_at < '2026-11-01' AND inclusion_probability IS NOT NULL;

-- name: people who wait for an answer
SELECT r.connection_id, count(*) FROM rejection r
WHERE r.in_ats = 'rejected' AND r.rejected_at < '2026-10-25' AND r.mail_at IS NULL
AND NOT EXISTS (SELECT 1 FROM outbox_item o WHERE o.rejection_id = r.id AND o.effect = 'release')
GROUP BY r.connection_id;

-- name: files by connection
SELECT r.connection_id, s.reader, s.media_type, count(*) FROM resume s JOIN rejection r ON r.id = s.rejection_id
WHERE s.received_at >= '2026-10-03' AND s.received_at < '2026-11-01' GROUP BY r.connection_id, s.reader, s.media_type;

-- name: rates for tomorrow
SELECT r.posting_id, r.rule, count(*) FROM match m JOIN rejection r ON r.id = m.rejection_id
WHERE m.verdict = 'weak' AND m.made_at >= '2026-10-18' AND m.made_at < '2026-11-01' GROUP BY r.posting_id, r.rule;

-- name: rows against the history
SELECT r.id FROM history_entry h JOIN rejection r ON r.id = h.rejection_id
WHERE h.at >= '2026-10-04' AND h.at < '2026-11-01' AND h.from_state = 'received'
AND r.held_because <> CASE WHEN h.action LIKE 'hold%' THEN h.action ELSE '' END;
