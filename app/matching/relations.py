"""Tables of relations between words: what includes what, what is only alike to the eye, what is ambiguous."""

INCLUDES = """
sql|postgresql|mysql|sql server|oracle database|bigquery|snowflake
nosql|mongodb|redis|elasticsearch
javascript|typescript|react|angular|vue|node.js|next.js
java|spring
python|django|flask|fastapi|pandas|pytorch
css|sass
agile|scrum|kanban
linux|ansible
welding|tig welding|mig welding|stick welding|flux core welding|pipe welding
microsoft office|excel
crm|salesforce|hubspot
category c|category c+e
articulated vehicles|category c+e
cdl b|cdl a
digital tachograph|digital tachograph card
qualified accountant|acca|aca|cima|cpa
osha 10|osha 30
bls|acls
teaching license|ontario college of teachers|qualified teacher status
retail|cash handling|point of sale
inventory management|stock replenishment
warehouse|order picking
software development|backend development|frontend development|full stack
backend development|full stack
frontend development|full stack
health and safety|osha 30
food hygiene|haccp|servsafe
"""
"""Directional: whoever shows one of the later concepts shows the first one too, never the other way round."""

LOOKALIKES = """
payable|receivable
inbound|outbound
front|back
frontend|backend
mechanical|mechanically|electrical|chemical
internal|external
java|javascript
geology|gemology
macroeconomics|microeconomics
topography|typography
orthotics|orthoptics
meteorology|metrology
physiotherapy|phytotherapy|psychotherapy
neurology|nephrology|urology
dermatology|hematology
inductive|deductive
statistics|statics
conversion|conversation
formal|format
angular|annular
marketing|market
accounting|account|accountant
immunology|immunotherapy
hypertension|hypotension
mathematics|thematics
prosecution|persecution
cardiology|radiology|audiology
oncology|ontology
politics|policies
contract|contact
"""
"""Never a spelling mistake of one another, however few letters differ."""

AMBIGUOUS = """
r|R|python statistics statistical sql rstudio tidyverse ggplot data analysis sas stata spss programming matlab
c|C|c++ embedded programming firmware linux python java microcontroller assembly c# software
go|Go Golang|python java kubernetes service services backend microservices programming grpc rust docker api pipeline
ts|TS|javascript react node.js angular
js|JS|html css react javascript node.js web
py|Py|python sql pandas numpy django
ml|ML|learning model models data python
ap|AP A/P|invoice invoices ledger payable supplier vendor accounts payment
ar|AR A/R|invoice invoices ledger receivable customer collections accounts
gl|GL|ledger journal reconciliation accounts accounting
oct|OCT|teacher teachers college registration certificate qualification
spring|Spring|java boot framework hibernate microservices maven kotlin
swift|Swift|ios xcode apple mobile objective kotlin
rust|Rust|c++ systems programming go memory cargo software
react|React ReactJS|javascript typescript frontend redux web css html developer node.js next.js
excel|Excel EXCEL|
rest|REST|api apis service services web http json
epic|Epic EPIC|chart charting ehr emr patient patients clinical hospital nurse pyxis cerner
spark|Spark|data hadoop scala python sql etl apache
node|Node|javascript react express typescript web
ruby|Ruby|rails web programming software developer
git|Git GIT|
sage|Sage SAGE|accounts accounting ledger xero quickbooks bookkeeping payroll
stick|stick Stick STICK|weld welding welder tig gtaw smaw root fill arc
tig|TIG Tig tig|
mig|MIG Mig mig|
turning|turning Turning|lathe machining milling cnc
milling|milling Milling|lathe machining turning cnc
reception|reception Reception|desk visitors calls office hotel guests
pos|POS|till retail sales cash store
sem|SEM|seo marketing ads search google
sen|SEN|school pupils teaching education special
send|SEND|school pupils teaching education special
ux|UX|
als|ALS|life support bls nurse paramedic
bls|BLS|
pals|PALS|
adr|ADR|dangerous goods tanks packages hazmat driver driving class hgv certificate
rn|RN R.N.|nurse nursing license hospital patient patients icu care registered board nclex unit clinical
aca|ACA|accountant accounting audit chartered icaew qualified
cma|CMA|accountant accounting
forklift|forklift Forklift FORKLIFT|
ewp|EWP|
dispatch|dispatch Dispatch|warehouse goods logistics freight orders parcels
differentiation|differentiation Differentiation|teaching classroom lesson pupils students instruction
3g|3G|weld welding welder fcaw smaw gtaw position aws
6g|6G|weld welding welder fcaw smaw gtaw tig heliarc pipe
tableau|Tableau TABLEAU|
looker|Looker|
a+|A+|comptia certified certification hardware support technician
"""
"""Form, writings that can mean the concept, words of which one must stand near (none listed: the writing is enough)."""
