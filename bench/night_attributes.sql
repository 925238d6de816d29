-- What adverse impact needs beside night.sql: both databases in full, since nothing may join them.

-- name: applicants
SELECT connection, application_id, posting, passed, sex, race, age FROM applicant
WHERE applied_on BETWEEN '2026-10-04' AND '2026-10-31' ORDER BY connection, application_id;

-- name: applicants' scores
SELECT sex, race, age, score, count(*) FROM applicant
WHERE applied_on BETWEEN '2026-10-04' AND '2026-10-31' AND score IS NOT NULL GROUP BY sex, race, age, score;

-- name: their rejections
SELECT a.external_id, r.id, r.rule, r.rules, r.state FROM rejection r JOIN application a ON a.id = r.application_id
WHERE r.received_at >= '2026-10-03' AND r.received_at < '2026-11-01';
