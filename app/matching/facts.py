"""Tables of facts: which words name the same thing, first skills, then what one holds (licences, certificates, cards).

Written by hand, one concept per line: the name first, then other forms, parted by ``|``; a form stands in one concept
only (a test sees to it), a long row goes on in another that begins with the same name. How concepts relate is in
``relations``, how the tables are read in ``lexicon``.
"""

SKILLS = """
javascript|js|ecmascript
typescript|ts
java|java se|java ee|j2ee|core java
python|py|python3|python 3
c#|c sharp|csharp
c++|cpp|c plus plus
c|ansi c|c language
f#
go|golang
r|rstats|r language
rust
swift
kotlin
scala
ruby
ruby on rails|rails|ror
php
perl
visual basic|vb.net|vba
.net|dotnet|dot net|.net core|asp.net|asp.net core
node.js|node|nodejs
react|react.js|reactjs
react native
angular|angularjs|angular.js
vue|vue.js|vuejs
next.js|nextjs
html|html5
css|css3|cascading style sheets
sass|scss
spring|spring boot|spring framework|springboot
django
flask
fastapi|fast api
laravel
graphql
rest|rest api|restful api|restful|rest apis|restful services
sql|structured query language|t sql|pl sql|tsql|plsql
nosql|no sql
postgresql|postgres|psql|postgre sql
mysql|my sql|mariadb
sql server|mssql|microsoft sql server|ms sql
oracle database|oracle db
mongodb|mongo
redis
elasticsearch|elastic search|opensearch
kafka|apache kafka
rabbitmq|rabbit mq
spark|apache spark|pyspark
airflow|apache airflow
dbt
snowflake
bigquery|big query
data warehouse|data warehousing|dwh
etl|elt|extract transform load
machine learning|ml
deep learning
natural language processing|nlp
computer vision
tensorflow
pytorch
pandas
power bi|powerbi|microsoft power bi
tableau
looker
a/b testing|ab testing|split testing|a/b test|a/b tests
kubernetes|k8s|kube|eks|gke|aks
docker
terraform
ansible
jenkins
ci/cd|cicd|continuous integration|continuous delivery|continuous deployment
aws|amazon web services
azure|microsoft azure
google cloud|gcp|google cloud platform
linux|ubuntu|debian|red hat|rhel|centos
git|github|gitlab
active directory
tcp/ip|tcp ip
cyber security|cybersecurity|information security|infosec
penetration testing|pentesting|pen testing
backend development|backend engineering|backend developer|backend engineer|backend|back end|server side
frontend development|frontend engineering|frontend developer|frontend engineer|frontend|front end|front end development
full stack|fullstack|full stack development|full stack developer|full stack engineer
software development|software engineering|software engineer|software developer|programmer|application developer
data analysis|data analytics|data analyst
data engineering|data engineer
quality assurance|software testing|qa|qa engineer
test automation|automated testing|selenium|playwright|cypress
ux design|user experience|user experience design|ux
ui design|user interface design
figma
scrum
agile|agile methods|agile development
kanban
jira
wordpress
salesforce|sfdc
hubspot
sap
excel|microsoft excel|ms excel|spreadsheets
power query
pivot tables|pivot table
microsoft office|ms office|office 365|microsoft 365
it support|help desk|helpdesk|service desk|technical support|desktop support
critical care|intensive care|icu|micu|sicu|ccu|intensive care unit
mechanical ventilation|mechanically ventilated|ventilated patients|ventilator management|vent management|on the vent
mechanical ventilation|mechanically ventilated patients|ventilated patient
crrt|continuous renal replacement therapy
emergency department|accident and emergency|a and e|emergency room|emergency nursing
telemetry
medical surgical|med surg|medsurg
phlebotomy|venipuncture|venepuncture|blood draws
wound care|wound dressing|dressing changes
medication administration|administering medication|administer medications|drug administration
patient care|direct patient care|bedside care
electronic health records|ehr|emr|electronic medical records
epic
cerner
infection control|infection prevention
care plans|care planning
dementia care|alzheimer care
vital signs
triage
pharmacy dispensing|dispensing
medication review|prescription review
hipaa
gdpr|data protection
manual handling|moving and handling
articulated vehicles|articulated lorry|artics|hgv class 1|lgv class 1|class 1 driver|tractor trailer|18 wheeler
multi drop|multidrop
drivers hours|driver hours|driving hours|hours of service
working time directive|wtd
digital tachograph|digi tacho|tachograph
walkaround checks|vehicle checks|pre trip inspection
hiab|lorry crane
order picking|picking and packing|pick and pack|order picker
warehouse|warehousing|warehouse operative|warehouse operations
inventory management|stock control|inventory control|stock management
inbound logistics|goods in|goods receiving
outbound logistics|goods out|dispatch
supply chain|supply chain management|scm
freight forwarding
customs clearance|customs declarations
route planning
wms|warehouse management system
tig welding|tig|gtaw|heliarc|gas tungsten arc welding
mig welding|mig|gmaw|gas metal arc welding
stick welding|stick|smaw|mma welding|shielded metal arc welding
flux core welding|flux core|fcaw|flux cored
pipe welding|pipe welder|welding pipe|weld pipe
welding|welder
isometric drawings|isometrics|iso drawings|isometric drawing
weld symbols|welding symbols
stainless steel|stainless|316l
blueprint reading|reading blueprints|read blueprints|technical drawings
cnc|cnc machining|cnc programming
lathe|turning
milling
plc programming|plc|programmable logic controller
autocad
solidworks
fault finding|fault diagnosis|troubleshooting electrical faults
electrical installation|wiring|rewires
plumbing|plumber
carpentry|carpenter|joinery
hvac|heating ventilation and air conditioning
solar installation|solar pv|rooftop solar|photovoltaic
preventive maintenance|preventative maintenance|planned maintenance
lean manufacturing|lean production
six sigma
5s
iso 9001
iso 27001
health and safety|occupational health and safety|ohs|whs|ehs
risk assessment|risk assessments
accounts payable|purchase ledger|ap
accounts receivable|sales ledger|ar|receivable
bookkeeping|book keeping|bookkeeper
general ledger|gl
month end close|month end|month end closing|monthly close
ifrs|international financial reporting standards
us gaap|gaap|generally accepted accounting principles
consolidation|group consolidation|group reporting
vat|value added tax|vat returns|vat return
corporation tax|corporate tax|corporate income tax
payroll|payroll processing
financial reporting|financial statements|statutory accounts
management accounts|management accounting
budgeting|budget preparation
forecasting|financial forecasting
financial modeling|financial models
audit|auditing|external audit|statutory audit|statutory audits
reconciliations|bank reconciliation|reconciliation
credit control|debt collection
quickbooks|quick books
xero
sage 50|sage
aml|anti money laundering
kyc|know your customer
underwriting
curriculum design|curriculum development|curriculum planning
lesson planning|lesson plans
classroom management|behavior management
differentiated instruction|differentiation
special education|sen|special educational needs|send
individual education plans|iep|individualized education program
safeguarding|child protection
mathematics|maths|math
physics
early childhood education|early years|eyfs
google classroom
cash handling|till operation|balanced the till|cash register|cashier
visual merchandising|merchandising
point of sale|pos|epos
customer service|customer care|client service|customer support
stock replenishment|shelf stacking|shelf filling
retail|retail sales|sales assistant|retail assistant
loss prevention
food hygiene|food safety
haccp
barista
menu planning|menu design
housekeeping
front desk|reception|receptionist
event planning|event management|events management
recruitment|recruiting|talent acquisition
employment law|labor law
onboarding
employee relations
project management|project manager|managing projects
product management|product manager|product owner
people management|line management|team leadership|managing a team|managed a team
business development
b2b sales|b2b
account management|account manager
crm|customer relationship management
seo|search engine optimization
sem|search engine marketing|paid search
google ads|adwords
google analytics|ga4
social media|social media marketing
content marketing
copywriting
email marketing
graphic design
photoshop|adobe photoshop
procurement|purchasing
contract negotiation|contract negotiations
litigation
conveyancing
"""

LICENCES = """
registered nurse|rn|registered general nurse|rgn|registered nurses
licensed practical nurse|lpn|lvn|licensed vocational nurse
certified nursing assistant|cna|certified nurse aide
nurse practitioner|np c|fnp
bls|basic life support
acls|advanced cardiac life support|advanced cardiovascular life support|als
pals|pediatric advanced life support
ccrn
cpr|cardiopulmonary resuscitation|cpr c
first aid|first aid at work|first aider
nmc registration|nmc pin|nmc registered
gmc registration|gmc registered
hcpc registration|hcpc registered|hcpc
pharmacist license|registered pharmacist|licensed pharmacist|gphc
category c+e|c+e|c+e license|cat c+e|category c+e license|class 1 license|hgv class 1 license
category c|category c license|class 2 license|cat c|hgv class 2|lgv class 2|class 2 driver|rigid license
cdl a|cdl class a|class a cdl|commercial drivers license class a
cdl b|cdl class b|class b cdl|commercial drivers license class b
driver cpc|cpc card|drivers cpc|dcpc
digital tachograph card|digi tacho card|tacho card|tachograph card|digi card
adr|adr certificate|adr license
driving license|driver license|drivers license|full uk license|clean license
forklift license|forklift|fork lift|flt license|forklift truck|fork lift truck|forklift certified|forklift certification
counterbalance
reach truck
twic|twic card
osha 10|osha10|osha 10 hour
osha 30|osha30|osha 30 hour
6g|6g pipe|6g qualification|6g certified
3g|3g qualification
4g qualification
aws d1.1|d1.1
asme section ix|asme ix
white card|construction induction|general construction induction|cpccwhs 1001
cscs|cscs card
electrical license|electrical work license|electrician license|electrical mechanic license|licensed electrician
18th edition|bs 7671|wiring regulations
gas safe|gas safe registered
epa 608|epa section 608
electrical license|electrical mechanic|electrical mechanics license
ewp|ewp license|elevated work platform
ipaf
cec accreditation|cec accredited|clean energy council accredited
cpa|certified public accountant
acca|fcca|association of chartered certified accountants|chartered certified accountant
aca|fca|institute of chartered accountants|icaew
cima|acma|chartered institute of management accountants|cgma
cma|certified management accountant
cfa|chartered financial analyst
aat|association of accounting technicians
qualified accountant|chartered accountant
series 7
series 63
series 65
series 66
pmp|project management professional
prince 2|prince2
csm|certified scrum master|certified scrummaster
itil|itil foundation
comptia a+|a+|a+ certification
comptia security+|security+
comptia network+|network+
cissp
cism
ccna
ccnp
aws certified solutions architect|aws solutions architect
cka|certified kubernetes administrator
shrm cp
cipd|cipd qualified
ontario college of teachers|oct|ontario certified teacher
teaching license|teaching certificate|teacher certification|certified teacher|licensed teacher|state teaching license
qualified teacher status|qts
pgce
tefl|tesol|celta
dbs check|enhanced dbs|dbs
sia license|sia door supervisor
servsafe|serv safe
food hygiene certificate|food hygiene level 2|level 2 food hygiene|food handler card
real estate license
notary public
lean six sigma green belt|six sigma green belt|green belt
lean six sigma black belt|six sigma black belt|black belt
"""
