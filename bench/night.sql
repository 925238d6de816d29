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

-- name: resumes
SELECT reader, media_type, unreadable, count(*) FROM resume
WHERE received_at >= '2026-09-06' AND received_at < '2026-11-01' GROUP BY reader, media_type, unreadable;

-- name: outbox
SELECT effect, status, count(*) FROM outbox_item GROUP BY effect, status;

-- name: history
SELECT seq, rejection_id, at, action, from_state, to_state, who, "by", why, policy_id, previous, hash
FROM history_entry ORDER BY seq;
