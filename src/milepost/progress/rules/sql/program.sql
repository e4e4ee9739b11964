-- Where the records of programs lie; products.sql says what is asked of them.

-- fragment: enrolments
records_programenrolment

-- fragment: records
records_programrecord

-- fragment: of_this
program_id = %(key)s
