"""Looking over the whole database: `doctor` names each invariant of the design that is broken, and the row."""
