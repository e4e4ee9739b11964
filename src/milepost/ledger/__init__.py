"""The ledger: one append-only table of what happened. Log, webhooks, mails, search and reports read it."""
