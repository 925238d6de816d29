"""The two XML formats of Europass: the Skills Passport of 2012 to 2020, and the Candidate of today."""
