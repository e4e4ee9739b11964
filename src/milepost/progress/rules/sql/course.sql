-- Where the records of courses lie; products.sql says what is asked of them.

-- fragment: enrolments
records_enrolment

-- fragment: records
records_courserecord

-- fragment: of_this
course_id = %(key)s
