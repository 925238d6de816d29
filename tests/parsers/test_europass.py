"""Both XML formats of Europass as the lines of an ordinary resume."""

import pytest

from parsers.formats import europass
from parsers.model import SectionKind
from parsers.read import read
from parsers.refusal import CannotRead

PASSPORT = b"""<?xml version="1.0" encoding="UTF-8"?>
<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass" locale="en"><LearnerInfo>
 <Identification><PersonName><FirstName>Jo</FirstName><Surname>Muster</Surname></PersonName>
  <ContactInfo><Address><Contact><AddressLine>Road 1</AddressLine><Municipality>Leeds</Municipality>
   <Country><Code>UK</Code><Label>United Kingdom</Label></Country></Contact></Address>
   <Email><Contact>jo@example.org</Contact></Email>
   <TelephoneList><Telephone><Contact>+44 7700 900318</Contact></Telephone></TelephoneList></ContactInfo>
  <Demographics><Birthdate year="1980" month="--02" day="---03"/><Gender><Label>Female</Label></Gender></Demographics>
 </Identification>
 <Headline><Type><Code>position</Code></Type><Description><Label>Welder</Label></Description></Headline>
 <WorkExperienceList><WorkExperience><Period><From year="2019" month="--03"/><Current>true</Current></Period>
  <Position><Label>Pipe Welder</Label></Position>
  <Activities>&lt;ul&gt;&lt;li&gt;TIG root&lt;/li&gt;&lt;li&gt;640 joints&lt;/li&gt;&lt;/ul&gt;</Activities>
  <Employer><Name>Smith Ltd</Name><ContactInfo><Address><Contact><Municipality>York</Municipality></Contact></Address>
  </ContactInfo></Employer></WorkExperience></WorkExperienceList>
 <EducationList><Education><Period><From year="2012"/><To year="2014" month="--05"/></Period>
  <Title>Welding Certificate</Title><Organisation><Name>Technical School</Name></Organisation>
  </Education></EducationList>
 <Skills><Linguistic><MotherTongueList><MotherTongue><Description><Label>English</Label></Description></MotherTongue>
  </MotherTongueList><ForeignLanguageList><ForeignLanguage><Description><Label>German</Label></Description>
  <ProficiencyLevel><Listening>B2</Listening><Reading>B2</Reading><Writing>B1</Writing></ProficiencyLevel>
  </ForeignLanguage></ForeignLanguageList></Linguistic>
  <Computer><Description>CAD</Description></Computer>
  <Driving><Description><Licence>B</Licence><Licence>C1</Licence></Description></Driving></Skills>
</LearnerInfo></SkillsPassport>"""

CANDIDATE = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Candidate xmlns="http://www.europass.eu/1.0" xmlns:oa="http://www.openapplications.org/oagis/9"
  xmlns:eures="http://www.europass_eures.eu/1.0" xmlns:hr="http://www.hr-xml.org/3">
 <CandidatePerson><PersonName><oa:GivenName>Jo</oa:GivenName><hr:FamilyName>Muster</hr:FamilyName></PersonName>
  <Communication><ChannelCode>Email</ChannelCode><oa:URI>jo@example.org</oa:URI></Communication>
  <Communication><ChannelCode>Telephone</ChannelCode><CountryDialing>44</CountryDialing>
   <oa:DialNumber>7700900318</oa:DialNumber></Communication>
  <Communication><Address><oa:CityName>Leeds</oa:CityName><CountryCode>gb</CountryCode></Address></Communication>
  <hr:BirthDate>1980-02-03</hr:BirthDate><PrimaryLanguageCode name="NORMAL">eng</PrimaryLanguageCode></CandidatePerson>
 <CandidateProfile languageCode="en"><hr:ExecutiveSummary>&lt;p&gt;Ten years.&lt;/p&gt;</hr:ExecutiveSummary>
  <EmploymentHistory><EmployerHistory><hr:OrganizationName>Smith Ltd</hr:OrganizationName><PositionHistory>
   <PositionTitle typeCode="FREETEXT">Pipe Welder</PositionTitle><eures:EmploymentPeriod>
   <eures:StartDate><hr:FormattedDateTime>2019-03-01</hr:FormattedDateTime></eures:StartDate>
   <hr:CurrentIndicator>true</hr:CurrentIndicator></eures:EmploymentPeriod>
   <oa:Description>&lt;ul&gt;&lt;li&gt;TIG root&lt;/li&gt;&lt;/ul&gt;</oa:Description></PositionHistory>
  </EmployerHistory></EmploymentHistory>
  <EducationHistory><EducationOrganizationAttendance><hr:OrganizationName>Technical School</hr:OrganizationName>
   <AttendancePeriod><StartDate><hr:FormattedDateTime>2012-09</hr:FormattedDateTime></StartDate>
   <EndDate><hr:FormattedDateTime>2014-05</hr:FormattedDateTime></EndDate></AttendancePeriod>
   <EducationDegree><hr:DegreeName>Welding Certificate</hr:DegreeName></EducationDegree>
   </EducationOrganizationAttendance></EducationHistory>
  <PersonQualifications>
   <PersonCompetency><CompetencyID>eng</CompetencyID><hr:TaxonomyID>language</hr:TaxonomyID></PersonCompetency>
   <PersonCompetency><CompetencyID>deu</CompetencyID><hr:TaxonomyID>language</hr:TaxonomyID>
    <eures:CompetencyDimension><eures:Score><hr:ScoreText>B2</hr:ScoreText></eures:Score></eures:CompetencyDimension>
   </PersonCompetency></PersonQualifications>
  <DigitalSkills><DigitalSkillsGroup><Title>Drawing</Title><DigitalSkill>CAD</DigitalSkill>
   <DigitalSkill>SolidWorks</DigitalSkill></DigitalSkillsGroup></DigitalSkills>
 </CandidateProfile></Candidate>"""


def rows(document):
    return [line.text for line in document.lines]


def test_the_passport():
    document = europass.read(PASSPORT)
    assert rows(document) == [
        "Jo Muster", "Welder", "jo@example.org", "+44 7700 900318", "Road 1, Leeds, United Kingdom",
        "Experience", "Pipe Welder 2019-03 \u2013 Present", "Smith Ltd, York", "TIG root", "640 joints",
        "Education", "Welding Certificate 2012 \u2013 2014-05", "Technical School",
        "Skills", "CAD", "Driving licence: B, C1", "Languages", "English (Native)", "German (B2, B1)",
    ]  # fmt: skip
    assert [line.text for line in document.lines if line.bullet] == ["TIG root", "640 joints"]


def test_the_candidate():
    assert rows(europass.read(CANDIDATE)) == [
        "Jo Muster", "jo@example.org", "+44 7700900318", "Leeds, GB", "Summary", "Ten years.",
        "Experience", "Pipe Welder 2019-03 \u2013 Present", "Smith Ltd", "TIG root",
        "Education", "Welding Certificate 2012-09 \u2013 2014-05", "Technical School",
        "Languages", "English (Native)", "German (B2)", "Skills", "Drawing: CAD, SolidWorks",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [PASSPORT, CANDIDATE], ids=["passport", "candidate"])
def test_the_whole_way_finds_sections_and_no_birthday(data):
    result = read(data)
    kinds = {section.kind for section in result.sections}
    assert {SectionKind.EXPERIENCE, SectionKind.EDUCATION, SectionKind.SKILLS, SectionKind.LANGUAGES} <= kinds
    assert result.document.media_type == "application/vnd.europass+xml"
    assert not any("1980" in line.text or "Female" in line.text for line in result.document.lines)


def test_entities_damage_and_other_xml_are_refused():
    declared = PASSPORT.replace(b"<SkillsPassport ", b'<!DOCTYPE x [<!ENTITY y "z">]><SkillsPassport ')
    for data, reason in ((declared, "entities"), (PASSPORT[:900], "damaged"), (b"<invoice/>", "not a Europass")):
        with pytest.raises(CannotRead, match=reason):
            europass.read(data)
